"""Fixtures of the evaluation's tests."""

import os
from pathlib import Path

import pytest

from tests.evaluation.drives import Drive

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def drive(tmp_path_factory):
    """Two simulated segments of four frames in every form."""
    return Drive(tmp_path_factory.mktemp("drive"))


@pytest.fixture
def importing_workers(monkeypatch, tmp_path):
    """Lets worker processes find `waymo_kit.metrics` in a checkout that is not installed."""
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util, waymo_kit\n"
        "if importlib.util.find_spec('waymo_kit.metrics') is None:\n"
        f"    waymo_kit.__path__.append({str(ROOT)!r})\n"
    )
    known = os.environ.get("PYTHONPATH")
    path = [str(tmp_path), str(ROOT), *([known] if known else [])]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path))
