"""Tables for the tests: a small one whose accuracies are sums, and the real ones."""

import itertools
import json
import os
from pathlib import Path

import pytest

from tests.conftest import SHARED_DATA
from waymo_kit.detectors.search.tabular_space import OwnTable

LEVELS = ((3, 2), (3, 2), (3, 2))
WEIGHTS = ((0.0, 0.1, 0.2), (0.0, 0.03)) * 3
"""What each option adds to the accuracy; the best architecture is (2, 1, 2, 1, 2, 1)."""


def true_accuracy(decisions):
    parts = (weights[option] for weights, option in zip(WEIGHTS, decisions, strict=True))
    return 0.2 + sum(parts) + 0.001 * decisions[0] * decisions[2]


def additive_table():
    options = [count for level in LEVELS for count in level]
    every = itertools.product(*map(range, options))
    return OwnTable(LEVELS, {one: [true_accuracy(one), 0.5] for one in every}, (0,) * 6)


def write_additive_table(path):
    records = [
        {"decisions": list(key), "accuracies": values.tolist()}
        for key, values in additive_table().accuracies.items()
    ]
    text = {"levels": LEVELS, "filler": [0] * 6, "architectures": records}
    path.write_text(json.dumps(text))
    return path


def real_table(name):
    path = Path(os.environ.get("WAYMO_KIT_TESTDATA", SHARED_DATA)) / "public" / "nas" / name
    if not path.is_file():
        pytest.skip(f"needs {path}")
    return str(path)
