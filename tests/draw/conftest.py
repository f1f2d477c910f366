"""A simulated drive to draw."""

import pytest

import waymo_kit as wk
from waymo_kit.convert import convert_segment
from waymo_kit.io import locate
from waymo_kit.schema import CONVERTED_TAGS
from waymo_kit.simulate import simulate_segment


@pytest.fixture(autouse=True, scope="session")
def matplotlib():
    """Skips the tests of pictures where nothing can draw them."""
    return pytest.importorskip("matplotlib", reason="needs waymo-kit[viz]")


@pytest.fixture(scope="session")
def drive(tmp_path_factory):
    """A scene of twelve simulated frames."""
    path = simulate_segment(tmp_path_factory.mktemp("drive"), seed=4, frames=12)
    with wk.open_dataset(path)[0] as scene:
        yield scene


@pytest.fixture(scope="session")
def tables(drive, tmp_path_factory):
    """The same scene from component tables."""
    folder = tmp_path_factory.mktemp("drawn")
    convert_segment(locate(drive.source.where), locate(folder), CONVERTED_TAGS)
    return wk.open_dataset(folder)[0]
