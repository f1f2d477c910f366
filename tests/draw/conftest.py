"""A simulated drive to draw."""

import pytest

import waymo_kit as wk
from waymo_kit.simulate import simulate_segment


@pytest.fixture(scope="session")
def drive(tmp_path_factory):
    """A scene of twelve simulated frames."""
    path = simulate_segment(tmp_path_factory.mktemp("drive"), seed=4, frames=12)
    with wk.open_dataset(path)[0] as scene:
        yield scene
