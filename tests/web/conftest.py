"""Fixtures of the tests of what is served."""

import pytest

from tests.evaluation.drives import Drive
from waymo_kit.predictions import BoxKind, write_predictions


@pytest.fixture(scope="session")
def drive(tmp_path_factory):
    """Two simulated segments of four frames in every form, and predictions of two models."""
    drive = Drive(tmp_path_factory.mktemp("drive"))
    for seed, name in enumerate(("first", "second")):
        write_predictions(drive.predictions(seed), drive.root / f"{name}.parquet")
    write_predictions(drive.predictions_2d(), drive.root / "flat.parquet", BoxKind.BOX_2D)
    return drive
