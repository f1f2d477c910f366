"""A short simulated drive past all kinds of objects, shared by the tests of this folder."""

import itertools

import pytest

import waymo_kit as wk
from waymo_kit.formats.tfrecord import RecordReader
from waymo_kit.protos import frame_pb2
from waymo_kit.simulate import plan_segment, simulate_segment
from waymo_kit.simulate.stage import build_stage

SEED, FRAMES, CITY = 18, 5, "location_sf"
"""Beside the ego vehicle are vehicles, pedestrians, a cyclist, signs and a no-label zone."""


@pytest.fixture(scope="session")
def segment_path(tmp_path_factory):
    return simulate_segment(
        tmp_path_factory.mktemp("simulated"), SEED, frames=FRAMES, location=CITY
    )


@pytest.fixture(scope="session")
def stage():
    """What `segment_path` shows."""
    return build_stage(plan_segment(SEED, 0, FRAMES, location=CITY))


@pytest.fixture(scope="session")
def messages(segment_path):
    with RecordReader(segment_path) as records:
        return [frame_pb2.Frame.FromString(bytes(data)) for data in records]


@pytest.fixture(scope="session")
def scene(segment_path):
    return wk.open_dataset(segment_path)[0]


@pytest.fixture(scope="session")
def full_message(tmp_path_factory):
    """One frame in the sizes of the real data."""
    path = simulate_segment(
        tmp_path_factory.mktemp("full"), SEED, frames=1, quality="full", location=CITY
    )
    with RecordReader(path) as records:
        return frame_pb2.Frame.FromString(bytes(records[0]))


@pytest.fixture(scope="session")
def real_message(wod_data):
    """A real frame."""
    with RecordReader(wod_data / "composite_4frames.tfrecord") as records:
        return frame_pb2.Frame.FromString(bytes(records[0]))


def pairs(frames):
    """Labels of the same object in successive frames."""
    for before, after in itertools.pairwise(frames):
        known = {label.id: label for label in before.laser_labels}
        for label in after.laser_labels:
            if label.id in known:
                yield before, known[label.id], after, label
