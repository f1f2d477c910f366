"""Our backbones with given weights against the logits of the reference networks.

Written by tools/official/compare_backbones.py, which copies the same weights into the references.
"""

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras

from tests.detectors.backbones.seeded import images, seed_weights
from waymo_kit.detectors.backbones import create_backbone

GOLDEN = json.loads(Path(__file__).with_name("golden.json").read_text())


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=name, marks=[pytest.mark.heavy] if case["heavy"] else [])
        for name, case in GOLDEN.items()
    ],
)
def test_logits_equal_those_of_the_reference(case):
    expected = np.array(case["logits"])
    changes = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in case["changes"].items()
    }
    model = create_backbone(
        case["network"],
        num_classes=expected.shape[1],
        input_shape=(case["size"], case["size"], 3),
        **changes,
    )
    seed_weights(model)
    logits = keras.ops.convert_to_numpy(model(images(len(expected), case["size"]), training=False))
    tolerance = 1e-5 * max(1, np.abs(expected).max())
    np.testing.assert_allclose(logits, expected, rtol=0, atol=tolerance)
