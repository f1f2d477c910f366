"""Fixtures for all tests."""

import os
from pathlib import Path

import hypothesis
import pytest

# The same examples in each run, so that a change is what makes a test fail. New ones are drawn with
# HYPOTHESIS_PROFILE=default, as `make test-heavy` does.
hypothesis.settings.register_profile("repeatable", derandomize=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

SHARED_DATA = Path(__file__).parent.parent.parent / "shared" / "data"


@pytest.fixture(scope="session")
def wod_data():
    """Folder of real Waymo files: $WAYMO_KIT_TESTDATA/wod, else ../shared/data/wod."""
    folder = Path(os.environ.get("WAYMO_KIT_TESTDATA", SHARED_DATA)) / "wod"
    if not folder.is_dir():
        pytest.skip(f"needs real Waymo files: neither $WAYMO_KIT_TESTDATA nor {SHARED_DATA} exists")
    return folder
