"""Frames of reference, class numbers and times: each mistake by its name, good boxes by none."""

import dataclasses

import numpy as np
import pyarrow as pa
import pytest

from tests.evaluation.command import run_eval, scores
from tests.evaluation.test_conventions import random_case
from waymo_kit.evaluation.case import SegmentCase
from waymo_kit.evaluation.checks import InputChecks, check_case
from waymo_kit.evaluation.conventions import BoxConvention
from waymo_kit.evaluation.labels import NO_ZONES, SegmentTruth, no_labels
from waymo_kit.evaluation.mistakes import CLASS_NUMBERS, Repair
from waymo_kit.evaluation.tasks.detection import DetectionTask
from waymo_kit.geometry import make_transform, rotation_from_euler, transform_boxes
from waymo_kit.metrics.objects import Frames, GroundTruth, Predictions
from waymo_kit.predictions import BoxKind, write_predictions
from waymo_kit.predictions.table import box_array
from waymo_kit.schema.predictions import TIMESTAMP, TYPE

FRAMES = 6
TIMES = 1_550_000_000_012_345 + 100_000 * np.arange(FRAMES)
ORIGIN = np.array([1.54, -0.02, 2.12])
TASK = DetectionTask()


def poses_of(seed):
    random = np.random.default_rng(seed)
    start = random.uniform(-9000, 9000, 3) * [1, 1, 0.01]
    yaw = random.uniform(-3, 3)
    return np.stack(
        [
            make_transform(
                rotation_from_euler(0.01, -0.01, yaw + 0.02 * k),
                start + k * np.array([np.cos(yaw), np.sin(yaw), 0]),
            )
            for k in range(FRAMES)
        ]
    )


def repair_of(boxes, frame, kind, labels, label_frame, label_kind, poses, times=None):
    """What the task would mend, from checks of one segment as an evaluation makes them."""
    zones = dataclasses.replace(NO_ZONES, pose_timestamp_micros=TIMES, world_from_vehicle=poses)
    times = TIMES[frame] if times is None else times
    all_times, number = np.unique(np.concatenate([times, TIMES]), return_inverse=True)
    of_time = number[len(times) :]
    case = SegmentCase(
        "s",
        Frames.from_arrays(np.full(len(all_times), "s"), all_times),
        Predictions.from_arrays(number[: len(times)], boxes, kind, 0.5),
        pa.array([""] * len(boxes)),
        GroundTruth.from_arrays(of_time[label_frame], labels, label_kind),
        pa.array([""] * len(labels)),
        np.full(len(labels), -1),
        TIMES,
        zones,
    )
    truth = SegmentTruth("s", TIMES, no_labels(BoxKind.BOX_3D), zones=zones)
    checks = check_case(case, truth, truth, (), point_rules=False)
    return TASK.repair(InputChecks() + checks)


def in_world(boxes, frame, poses):
    moved = boxes.copy()
    for number in range(FRAMES):
        here = frame == number
        moved[here] = transform_boxes(poses[number], boxes[here])
    return moved


def in_camera(boxes):
    """KITTI's boxes: x right, y down, z forward, bottom, h w l, rotation_y."""
    moved = boxes.copy()
    moved[:, 2] -= boxes[:, 5] / 2
    moved[:, :3] = (moved[:, :3] - ORIGIN)[:, [1, 2, 0]] * [-1, -1, 1]
    moved[:, 3:6] = boxes[:, [5, 4, 3]]
    moved[:, 6] = -boxes[:, 6] - np.pi / 2
    return moved


@pytest.mark.parametrize("seed", range(50))
def test_good_predictions_need_no_repair(seed):
    assert repair_of(*random_case(seed), poses_of(seed)) == Repair()


@pytest.mark.parametrize("seed", range(15))
def test_bad_detectors_need_no_repair(seed):
    """Positions that are off, types at random, and a model that sees nothing right."""
    boxes, frame, kind, *rest = random_case(seed)
    random = np.random.default_rng(seed)
    if seed % 3 == 0:
        boxes = boxes.copy()
        boxes[:, :2] += random.normal(0, 2, (len(boxes), 2))
    elif seed % 3 == 1:
        kind = random.integers(1, 5, len(kind))
    else:
        boxes = boxes[random.permutation(len(boxes))] * [-1, -1, 1, 1, 1, 1, 1]
    assert repair_of(boxes, frame, kind, *rest, poses_of(seed)) == Repair()


def count_named(make, expected):
    """How many of 50 random datasets with a mistake are named right."""
    named = 0
    for seed in range(50):
        case, poses = random_case(seed), poses_of(seed)
        found = repair_of(*make(case, poses), poses=poses)
        named += expected(found)
        wrong = found.mistakes.keys() - expected.names
        assert not wrong, (seed, found)
    return named


class Names:
    """Whether a repair has exactly these mistakes."""

    def __init__(self, **values):
        self.values = values
        self.names = set(values.pop("names"))

    def __call__(self, repair):
        is_right = all(getattr(repair, name) == value for name, value in self.values.items())
        return is_right and self.names == set(repair.mistakes)


def test_the_world_frame_is_named():
    def make(case, poses):
        boxes, frame, *rest = case
        return (in_world(boxes, frame, poses), frame, *rest)

    assert count_named(make, Names(frame="world", names=["world_frame"])) == 50


def test_the_frame_of_the_front_camera_is_named():
    def make(case, poses):
        boxes, *rest = case
        return (boxes - [*ORIGIN, 0, 0, 0, 0], *rest)

    assert count_named(make, Names(frame="front", names=["camera_frame"])) == 50


def test_the_optical_frame_is_named_with_its_convention():
    named = 0
    for seed in range(50):
        boxes, *rest = random_case(seed)
        found = repair_of(in_camera(boxes), *rest, poses_of(seed))
        named += found.frame == "camera"
        assert set(found.mistakes) <= {"camera_frame", "box_convention"}
        if found.frame == "camera":
            assert found.convention.sizes == ("height", "width", "length")
            assert found.convention.heading_sign == -1
            assert np.abs(np.array(found.origin)[:2] - ORIGIN[:2]).max() < 0.3
            mended = found.boxes(in_camera(boxes), rest[0], poses_of(seed))
            assert np.median(np.abs(mended - boxes)[:, :6]) < 0.3
    assert named == 50, named


@pytest.mark.parametrize("words", CLASS_NUMBERS)
def test_class_numbers_are_named(words):
    right = CLASS_NUMBERS[words]
    numbers = {
        1: np.array([0, 2, 3, 4, 0]),
        2: np.array([0, 0, 1, 2, 3]),
        3: np.array([0, 1, 2, 0, 3]),
        4: np.array([0, 2, 3, 0, 4]),
        5: np.array([0, 0, 1, 0, 2]),
        6: np.array([0, 2, 4, 3, 0]),
    }[list(CLASS_NUMBERS).index(words) + 1]
    named = tried = 0
    for seed in range(300):
        boxes, frame, kind, *rest = random_case(seed)
        given = numbers[kind]
        kept = (given > 0) & np.isin(kind, rest[-1])  # types that labels have
        if ((kind != given) & kept).sum() < 20:
            continue  # a dataset that lacks the types that the mistake is about
        tried += 1
        found = repair_of(boxes[kept], frame[kept], given[kept], *rest, poses_of(seed))
        agreed = np.array(found.types)[given[kept]] == kind[kept]
        named += found.types == right or agreed.mean() > 0.97
        assert set(found.mistakes) <= {"class_numbers"}, seed
        if tried == 50:
            break
    assert tried == 50
    assert named == 50, named


@pytest.mark.parametrize("unit", [1000, 10_000])
def test_rounded_times_are_named(unit):
    named = 0
    for seed in range(50):
        boxes, frame, *rest = random_case(seed)
        times = (TIMES[frame] // unit) * unit
        found = repair_of(boxes, frame, *rest, poses_of(seed), times)
        named += found == Repair(rounded_times=True)
        np.testing.assert_array_equal(found.times(times, TIMES), TIMES[frame])
    assert named == 50


def test_times_far_from_any_frame_are_not_rounded():
    boxes, frame, *rest = random_case(1)
    times = TIMES[frame] + 40_000
    assert repair_of(boxes, frame, *rest, poses_of(1), times) == Repair()


def test_several_mistakes_are_named_together():
    boxes, frame, kind, *rest = random_case(2)
    poses = poses_of(2)
    bottom = BoxConvention(center="bottom")
    bad = in_world(bottom.from_waymo(boxes), frame, poses)
    times = TIMES[frame] // 1000 * 1000
    found = repair_of(bad, frame, kind, *rest, poses, times)
    assert set(found.mistakes) == {"rounded_times", "world_frame", "box_convention"}
    assert found.convention == bottom
    mended = found.boxes(bad, frame, poses)
    np.testing.assert_allclose(mended[:, :6], boxes[:, :6], atol=1e-9)
    np.testing.assert_allclose(np.cos(mended[:, 6] - boxes[:, 6]), 1)


def replaced(table, name, values):
    place = table.schema.get_field_index(name)
    return table.set_column(place, table.schema.field(name), pa.array(values))


def in_the_world(drive):
    table = drive.predictions()
    boxes = box_array(table, BoxKind.BOX_3D)
    poses = {
        (frame.context.name, frame.timestamp_micros): np.array(frame.pose.transform).reshape(4, 4)
        for frame in drive.frames
    }
    segments = table.column(0).to_pylist()
    for row, key in enumerate(zip(segments, table.column(TIMESTAMP).to_pylist(), strict=True)):
        boxes[row] = transform_boxes(poses[key], boxes[row : row + 1])[0]
    for name, values in zip(BoxKind.BOX_3D.box_columns, boxes.T, strict=True):
        table = replaced(table, name, values)
    return table


def rounded(drive):
    table = drive.predictions()
    return replaced(table, TIMESTAMP, table.column(TIMESTAMP).to_numpy() // 1000 * 1000 + 1)


def one_too_high(drive):
    table = drive.predictions()
    types = table.column(TYPE).to_numpy()
    table = table.filter(pa.array(types < 4))
    return replaced(table, TYPE, types[types < 4] + 1)


@pytest.mark.parametrize(
    ("make", "name"),
    [(in_the_world, "world_frame"), (rounded, "rounded_times"), (one_too_high, "class_numbers")],
)
def test_a_run_names_the_mistake_and_mends_it(make, name, drive, tmp_path, capsys):
    good, bad = tmp_path / "good.parquet", tmp_path / "bad.parquet"
    table = drive.predictions()
    if name == "class_numbers":
        table = table.filter(pa.array(table.column(TYPE).to_numpy() < 4))
    write_predictions(table, good)
    write_predictions(make(drive), bad)
    right = scores(good, drive.converted, tmp_path)
    fixed = scores(bad, drive.converted, tmp_path, "--fix")
    for row, values in right["metrics"].items():
        for column, value in values.items():
            assert fixed["metrics"][row][column] == pytest.approx(value, abs=0.02), row
    notes = {each["name"]: each for each in fixed["findings"]}
    assert notes[name]["severity"] == "note"
    assert notes[name]["message"].startswith("predictions are converted, because ")
    found = scores(bad, drive.converted, tmp_path, "--force")
    messages = [each["message"] for each in found["findings"] if each["name"] == name]
    assert any("converted, their mAP is 0." in message for message in messages)
    assert any("--fix converts them" in message for message in messages)
    capsys.readouterr()
    if name != "class_numbers":
        assert run_eval("--preds", bad, "--gt", drive.converted) == 2
        assert "--fix converts them" in capsys.readouterr().err


def test_good_predictions_are_left_as_they_are(drive, tmp_path):
    write_predictions(drive.predictions(), tmp_path / "p.parquet")
    plain = scores(tmp_path / "p.parquet", drive.converted, tmp_path)
    fixed = scores(tmp_path / "p.parquet", drive.converted, tmp_path, "--fix")
    assert fixed["metrics"] == plain["metrics"]
    assert fixed["findings"] == plain["findings"]
