from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest

import waymo_kit as wk
from waymo_kit.detectors.augment.lidar_augmentation import LidarAugmentation
from waymo_kit.detectors.detection.segment_choice import SegmentChoice
from waymo_kit.detectors.lidar.config import DetectorConfig, Grid, PointInput
from waymo_kit.detectors.lidar.labeled_points import load_labeled_points
from waymo_kit.detectors.lidar.source import LidarSource
from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.formats.tfrecord import RecordReader, RecordWriter
from waymo_kit.geometry import count_points_in_boxes
from waymo_kit.protos import frame_pb2


class Targets(NamedTuple):
    """The boxes, as many as there are."""

    boxes: np.ndarray
    types: np.ndarray
    velocities: np.ndarray


class Network:
    """Passes boxes on as targets."""

    config = DetectorConfig(
        grid=Grid(-32.0, -32.0, 64, 64, 1.0),
        points=PointInput(max_points=20_000, max_pillars=1500),
    )

    def make_targets(self, boxes, types, velocities):
        return Targets(boxes, types, velocities)


def leaves(example):
    return [*example.pillars, *example.targets]


def assert_equal(one, other):
    for a, b in zip(leaves(one), leaves(other), strict=True):
        np.testing.assert_array_equal(a, b)


def test_frames_are_listed_without_decoding(dataset, monkeypatch):
    monkeypatch.setattr(type(dataset[0][0]), "points", None)
    source = LidarSource(dataset, Network())
    assert len(source) == 8
    assert source.name(5) == f"segment {dataset.segments[1]} frame 1"
    assert len(LidarSource(dataset, Network(), stride=3)) == 4
    assert LidarSource(dataset, Network(), stride=3).name(1).endswith("frame 3")
    chosen = SegmentChoice(names=(dataset.segments[1],))
    assert LidarSource(dataset, Network(), segments=chosen).name(0) == source.name(4)


def test_an_example_is_the_frame_with_the_boxes_that_hold_points(dataset):
    source = LidarSource(dataset, Network())
    example = source.load(2, 0)
    frame = load_labeled_points(dataset[0][2], Network.config.points)
    counts = count_points_in_boxes(frame.points[:, :3], frame.boxes.array)
    assert 0 < np.count_nonzero(counts) < len(counts)
    np.testing.assert_array_equal(example.targets.boxes, frame.boxes.array[counts > 0])
    np.testing.assert_array_equal(example.targets.velocities, frame.boxes.velocities[counts > 0])
    real = example.pillars.point_pillar < 1500
    assert np.count_nonzero(real) > 1000
    known = {tuple(point) for point in frame.points}
    assert {tuple(point) for point in example.pillars.points[real]} <= known


def test_three_sweeps_have_room_for_the_points_of_three(dataset):
    """They shared the room of one, so that two thirds of the points of each were lost."""
    network = Network()
    one = Network.config.points
    count = len(load_labeled_points(dataset[0][2], one).points)
    network.config = replace(Network.config, points=replace(one, sweeps=3, max_points=count))
    points = LidarSource(dataset, network).load(2, 0).pillars.points
    real = points[points.any(axis=1)]
    newest, oldest = (np.isclose(real[:, 5], age, atol=0.05).sum() for age in (0, 0.2))
    assert oldest > 0.9 * newest > 1000


def test_an_example_is_a_function_of_seed_index_and_epoch(dataset):
    def source(seed=1, **options):
        return LidarSource(
            dataset, Network(), augmentation=LidarAugmentation(), seed=seed, **options
        )

    one = source()
    expected = one.load(3, 5)
    one.load(0, 0)
    assert_equal(one.load(3, 5), expected)
    assert_equal(source(cache_bytes=0).load(3, 5), expected)
    for other in (source().load(3, 6), source(seed=2).load(3, 5), source().load(4, 5)):
        assert not np.array_equal(other.pillars.points, expected.pillars.points)


def test_threads_load_what_one_thread_loads(dataset):
    source = LidarSource(dataset, Network(), augmentation=LidarAugmentation(), cache_bytes=1 << 20)
    expected = [source.load(k, 1) for k in range(8)]
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda k: source.load(k % 8, 1), range(24)))
    for k, example in enumerate(found):
        assert_equal(example, expected[k % 8])


def test_augmented_boxes_still_hold_their_points(dataset):
    source = LidarSource(dataset, Network(), augmentation=LidarAugmentation(dropout_probability=0))
    for index in range(len(source)):
        before, after = source.load_recorded(index), source.load_scene(index, 3)
        own = count_points_in_boxes(before.points[:, :3], before.boxes.array)
        moved = count_points_in_boxes(after.points[:, :3], after.boxes.array)
        # Points on a face may fall to either side.
        assert np.abs(own - moved).sum() <= 0.002 * own.sum()


def test_empty_choices_are_errors(dataset):
    with pytest.raises(InvalidInputError, match="stride: expected at least 1, got 0"):
        LidarSource(dataset, Network(), stride=0)
    with pytest.raises(NotFoundError, match=r"no frame in 0 segments|no segment to learn from"):
        LidarSource(dataset[:0], Network())


def test_data_without_a_label_to_learn_are_an_error(drives, tmp_path):
    """The test split has lidar, but no labels: a detector learned nothing without a word."""
    LidarSource(wk.open_dataset(drives["v1"]), Network()).require_labels()
    for path in sorted(drives["v1"].glob("*.tfrecord")):
        with RecordReader(path) as reader, RecordWriter(tmp_path / path.name) as writer:
            for record in reader:
                frame = frame_pb2.Frame.FromString(record)
                del frame.laser_labels[:]
                writer.write(frame.SerializeToString())
    source = LidarSource(wk.open_dataset(tmp_path), Network())
    with pytest.raises(NotFoundError, match="no label of VEHICLE, PEDESTRIAN, CYCLIST in 8 frames"):
        source.require_labels()
