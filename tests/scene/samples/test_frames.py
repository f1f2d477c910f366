"""FrameSamples as a sequence of samples."""

import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest

import waymo_kit as wk
from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.scene.samples.sample import POINT_COLUMNS


def places(frames):
    return [(sample.segment, sample.frame) for sample in frames]


def same(one, other):
    assert one.arrays().keys() == other.arrays().keys()
    for key, value in one.arrays().items():
        np.testing.assert_array_equal(value, other.arrays()[key], err_msg=key)


def test_a_sample_holds_what_its_frame_does(dataset):
    frames = dataset.frames(cameras="FRONT")
    assert len(frames) == 8
    sample, frame = frames[5], dataset[1][1]
    cloud = frame.points()
    assert (sample.segment, sample.frame) == (dataset.segments[1], 1)
    assert sample.timestamp_micros == frame.timestamp_micros
    np.testing.assert_array_equal(sample.world_from_vehicle, frame.world_from_vehicle)
    expected = [cloud.xyz, cloud.intensity, cloud.elongation, np.zeros(len(cloud), np.float32)]
    np.testing.assert_array_equal(sample.points, np.column_stack(expected))
    np.testing.assert_array_equal(sample.boxes.array, frame.boxes.array)
    np.testing.assert_array_equal(sample.images["FRONT"], frame.camera("FRONT").image)
    arrays = sample.arrays()
    assert arrays["ids"] == frame.boxes.ids.tolist()
    assert arrays["boxes"].shape == (len(frame.boxes), 7)
    assert arrays["image_FRONT"].shape == sample.images["FRONT"].shape
    assert len(POINT_COLUMNS) == sample.points.shape[1]


def test_only_what_is_asked_for_is_there(dataset):
    sample = dataset.frames(sweeps=0, labels=False)[0]
    assert sample.points is None
    assert sample.boxes is None
    assert sample.arrays().keys() == {"segment", "frame", "timestamp_micros", "world_from_vehicle"}
    top = dataset.frames(lasers="TOP", returns=1)[0].points
    assert len(top) == len(dataset[0][0].points("TOP", 1))


def test_sweeps_of_earlier_frames_have_their_age(dataset):
    scene = dataset[0]
    points = dataset.frames(sweeps=3)[3].points
    counts = [len(scene[k].points()) for k in (3, 2, 1)]
    ages = 1e-6 * (scene.timestamps_micros[3] - scene.timestamps_micros[[3, 2, 1]])
    np.testing.assert_array_equal(points[:, 5], np.repeat(ages, counts).astype(np.float32))
    assert set(dataset.frames(sweeps=3)[4].points[:, 5]) == {0.0}  # the first of its segment


def test_frames_are_chosen(dataset):
    first, second = dataset.segments
    assert places(dataset.frames(every=3, sweeps=0)) == [
        (first, 0), (first, 3), (second, 0), (second, 3),
    ]  # fmt: skip
    odd = dataset.frames(sweeps=0, where=lambda frame: frame.index % 2 == 1)
    assert places(odd) == [(first, 1), (first, 3), (second, 1), (second, 3)]
    assert places(odd[1:3]) == [(first, 3), (second, 1)]
    assert [len(part) for part in odd.segment_parts()] == [2, 2]
    same(odd[-1], odd[3])
    with pytest.raises(IndexError, match="no frame 4 among 4"):
        odd[4]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"every": 0}, InvalidInputError, "every: expected at least 1, got 0"),
        ({"sweeps": -1}, InvalidInputError, "sweeps: expected at least 0, got -1"),
        ({"cameras": ["BACK"]}, NotFoundError, "BACK"),
        ({"where": lambda frame: False}, NotFoundError, "no frame was chosen in 2 segments"),
    ],
)
def test_what_cannot_be_is_said(dataset, arguments, error, message):
    with pytest.raises(error, match=message):
        dataset.frames(**arguments)


def test_copies_and_threads_read_the_same(dataset):
    frames = dataset.frames(cameras="FRONT")
    expected = list(frames)
    copy = pickle.loads(pickle.dumps(frames))
    with ThreadPoolExecutor(4) as pool:
        for one, other in zip(expected, pool.map(copy.__getitem__, range(8)), strict=True):
            same(one, other)


FORKED = None


def read(index):
    return FORKED[index]


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="needs fork")
def test_a_forked_worker_opens_files_anew(dataset, monkeypatch):
    global FORKED
    FORKED = dataset.frames(labels=False)
    expected = [FORKED[k] for k in range(8)]  # files are open here
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        for one, other in zip(expected, pool.map(read, range(8)), strict=True):
            same(one, other)
        monkeypatch.setattr(wk.Dataset, "is_local", False)
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        refused = pool.submit(read, 0).exception()
    assert isinstance(refused, InvalidInputError)
    assert "start workers with the method spawn" in str(refused)
    FORKED = None


def test_naive_sweeps(dataset):
    """The kernel that moves points equals NumPy."""
    scene, sweeps = dataset[0], dataset.frames(sweeps=2)[2].points
    older = scene[1].points().xyz.astype(np.float64)
    motion = np.linalg.inv(scene[2].world_from_vehicle) @ scene[1].world_from_vehicle
    moved = older @ motion[:3, :3].T + motion[:3, 3]
    np.testing.assert_allclose(sweeps[-len(older) :, :3], moved, atol=2e-5)
