"""Conventions of boxes are told from the labels: each mistake by its name, good boxes by none."""

import numpy as np
import pyarrow as pa
import pytest

from tests.evaluation.command import scores
from waymo_kit.evaluation.case import SegmentCase
from waymo_kit.evaluation.conventions import (
    KITTI,
    MAX_PAIRS,
    WAYMO,
    BoxConvention,
    BoxPairs,
    find_convention,
    known_conventions,
    pair_boxes,
)
from waymo_kit.metrics.objects import Frames, GroundTruth, Predictions
from waymo_kit.predictions import BoxKind, read_predictions, write_predictions
from waymo_kit.predictions.table import box_array

HALF_TURN, QUARTER = np.pi, np.pi / 2
MISTAKES = {
    "the center is at the bottom of the box": BoxConvention(center="bottom"),
    "the center is at the top of the box": BoxConvention(center="top"),
    "length and width are swapped": BoxConvention(sizes=("width", "length", "height")),
    "the sizes are in the order height, width, length": BoxConvention(
        sizes=("height", "width", "length")
    ),
    "the sizes are in the order width, height, length": BoxConvention(
        sizes=("width", "height", "length")
    ),
    "headings are off by π/2": BoxConvention(heading_offset=-QUARTER),
    "headings are off by -π/2": BoxConvention(heading_offset=QUARTER),
    "headings are off by -π": BoxConvention(heading_offset=HALF_TURN),
    "headings are mirrored (-θ - π/2 instead of θ)": BoxConvention(
        heading_sign=-1, heading_offset=QUARTER
    ),
    "headings are mirrored (-θ instead of θ)": BoxConvention(heading_sign=-1),
}
SIZES = {1: (4.6, 2.0, 1.7), 2: (0.8, 0.75, 1.75), 3: (0.2, 0.7, 0.7), 4: (1.8, 0.8, 1.7)}


def random_case(seed, frames=6):
    """Labels of random types, and what a decent detector makes of them."""
    random = np.random.default_rng(seed)
    kinds = random.choice([1, 2, 3, 4], random.integers(8, 40), p=[0.5, 0.3, 0.1, 0.1])
    if seed % 5 == 0:
        kinds[:] = 1
    count = frames * len(kinds)
    kind, frame = np.tile(kinds, frames), np.repeat(np.arange(frames), len(kinds))
    sizes = np.array([SIZES[k] for k in kinds]) * random.uniform(0.8, 1.3, (len(kinds), 3))
    street = random.uniform(-np.pi, np.pi)
    aligned = (
        street + QUARTER * random.integers(0, 4, len(kinds)) + random.normal(0, 0.1, len(kinds))
    )
    headings = np.where(random.random(len(kinds)) < 0.5, aligned, random.uniform(-4, 4, len(kinds)))
    box = np.column_stack(
        [
            np.tile(random.uniform(-60, 60, (len(kinds), 2)), (frames, 1)),
            np.tile(random.uniform(0, 2, len(kinds)), frames),
            np.tile(sizes, (frames, 1)),
            np.tile(headings, frames),
        ]
    )
    noise = random.uniform(0.0, 0.12)
    moved = box.copy()
    moved[:, :3] += random.normal(0, noise, (count, 3)) * box[:, 3:6].clip(0.3)
    moved[:, 3:6] *= random.normal(1, noise / 2, (count, 3)).clip(0.5, 1.5)
    moved[:, 6] += random.normal(0, noise, count)
    moved[:, 6] += np.pi * (random.random(count) < random.uniform(0, 0.3))  # front taken for rear
    lost = random.random(count) < random.uniform(0, 0.5)
    ghosts = moved[random.random(count) < 0.2] + [7, 7, 0, 0, 0, 0, 1]
    found = np.concatenate([moved[~lost], ghosts])
    frames_found = np.concatenate([frame[~lost], random.integers(0, frames, len(ghosts))])
    kinds_found = np.concatenate([kind[~lost], random.choice([1, 2, 3, 4], len(ghosts))])
    return found, frames_found, kinds_found, box, frame, kind


def case_of(boxes, frame, kind, labels, label_frame, label_kind):
    count = int(max(label_frame.max(), frame.max(initial=0))) + 1
    return SegmentCase(
        "s",
        Frames.anonymous(count),
        Predictions.from_arrays(frame, boxes, kind, 0.5),
        pa.array([""] * len(boxes)),
        GroundTruth.from_arrays(label_frame, labels, label_kind),
        pa.array([""] * len(labels)),
        np.full(len(labels), -1),
        np.arange(count),
    )


@pytest.mark.parametrize("convention", [*MISTAKES.values(), KITTI])
def test_boxes_are_written_and_read_back(convention):
    boxes = np.random.default_rng(0).uniform(0.5, 3, (50, 7))
    there = convention.from_waymo(boxes)
    assert not np.allclose(there, boxes)
    np.testing.assert_allclose(convention.to_waymo(there), boxes, atol=1e-12)
    assert convention in set(known_conventions())


def test_every_convention_is_known_once_and_that_of_waymo_comes_first():
    known = list(known_conventions())
    assert len(set(known)) == len(known) == 3 * 6 * 8
    assert known[0] == WAYMO
    assert str(WAYMO) == "boxes follow the convention"


@pytest.mark.parametrize("seed", range(50))
def test_good_predictions_follow_the_convention(seed):
    assert find_convention(pair_boxes(case_of(*random_case(seed)))) == WAYMO


@pytest.mark.parametrize("words", MISTAKES)
def test_mistakes_are_told_apart(words):
    convention, named = MISTAKES[words], 0
    assert str(convention) == words
    for seed in range(50):
        boxes, *rest = random_case(seed)
        found = find_convention(pair_boxes(case_of(convention.from_waymo(boxes), *rest)))
        named += found == convention
    assert named == 50


@pytest.mark.parametrize("seed", range(10))
def test_several_mistakes_at_once_are_told_apart(seed):
    boxes, *rest = random_case(seed)
    found = find_convention(pair_boxes(case_of(KITTI.from_waymo(boxes), *rest)))
    assert found == KITTI
    assert str(found) == (
        "the center is at the bottom of the box, the sizes are in the order height, width, length, "
        "headings are mirrored (-θ - π/2 instead of θ)"
    )


@pytest.mark.parametrize("seed", range(30))
def test_bad_detectors_follow_no_other_convention(seed):
    """Headings that are not predicted, sizes of another object, depth that is off."""
    boxes, *rest = random_case(seed)
    random = np.random.default_rng(seed)
    bad = boxes.copy()
    if seed % 3 == 0:
        bad[:, 6] = random.uniform(-np.pi, np.pi, len(bad))
    elif seed % 3 == 1:
        bad[:, 3:6] *= random.uniform(0.4, 1.8, (len(bad), 3))
    else:
        bad[:, :3] *= random.normal(1, 0.1, (len(bad), 1))
    assert find_convention(pair_boxes(case_of(bad, *rest))) == WAYMO


def test_a_few_vehicles_in_a_crowd_tell_that_sides_are_swapped():
    """Pedestrians are as long as wide, so that all pairs together gain little."""
    boxes, frame, kind, *labels = random_case(11)
    swapped = MISTAKES["length and width are swapped"].from_waymo(boxes)
    pairs = pair_boxes(case_of(swapped, frame, kind, *labels))
    crowd = np.concatenate(
        [np.flatnonzero(pairs.types == 1)[:40], np.tile(np.flatnonzero(pairs.types == 2), 40)]
    )
    crowded = BoxPairs(pairs.predictions[crowd], pairs.labels[crowd], pairs.types[crowd])
    assert len(crowded) > 500
    assert str(find_convention(crowded)) == "length and width are swapped"


@pytest.mark.parametrize("words", [*MISTAKES][:5])
def test_detectors_that_take_fronts_for_rears_can_make_other_mistakes(words):
    boxes, *rest = random_case(3)
    flipped = boxes.copy()
    flipped[::2, 6] += np.pi
    assert find_convention(pair_boxes(case_of(flipped, *rest))) == WAYMO
    found = find_convention(pair_boxes(case_of(MISTAKES[words].from_waymo(flipped), *rest)))
    assert str(found) == words


def test_few_pairs_say_nothing():
    boxes, frame, kind, labels, label_frame, label_kind = random_case(1)
    convention = BoxConvention(center="bottom")
    few = np.flatnonzero(kind == 1)[:2]
    case = case_of(
        convention.from_waymo(boxes[few]), frame[few], kind[few], labels, label_frame, label_kind
    )
    assert find_convention(pair_boxes(case)) == WAYMO


def test_pairs_add_up_to_a_limit():
    pairs = pair_boxes(case_of(*random_case(3)))
    assert len(pairs) > 20
    total = pairs
    for _ in range(200):
        total = total + pairs
    assert len(total) == MAX_PAIRS
    np.testing.assert_array_equal(total.labels[: len(pairs)], pairs.labels)


def rewritten(drive, convention, folder):
    """Predictions of a drive in another convention, as a file."""
    table = drive.predictions()
    boxes = convention.from_waymo(box_array(table, BoxKind.BOX_3D))
    for name, values in zip(BoxKind.BOX_3D.box_columns, boxes.T, strict=True):
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, pa.array(values))
    write_predictions(table, folder / "p.parquet")
    return folder / "p.parquet"


@pytest.mark.parametrize("words", MISTAKES)
def test_a_run_names_the_mistake_and_the_map_of_the_converted_boxes(drive, tmp_path, words):
    good = tmp_path / "good.parquet"
    write_predictions(drive.predictions(), good)
    arguments = ("--breakdowns", "type")
    right = scores(good, drive.converted, tmp_path, *arguments)
    bad = scores(rewritten(drive, MISTAKES[words], tmp_path), drive.converted, tmp_path, *arguments)
    assert "box_convention" not in {each["name"] for each in right["findings"]}
    (finding,) = [each for each in bad["findings"] if each["name"] == "box_convention"]
    assert finding["severity"] == "warning"
    assert f"predictions look as if {words}: converted, their mAP is " in finding["message"]
    rows = [
        f"OBJECT_TYPE_TYPE_{kind}_LEVEL_2"
        for kind, count in right["inputs"]["labels_of_type"].items()
        if count and kind != "UNKNOWN"
    ]
    for column, name in (("AP", "mAP is"), ("APH", "mAPH")):
        mended, before = finding["message"].split(f"{name} ")[1].split(" instead of ")[:2]
        expected = np.mean([right["metrics"][row][column] for row in rows])
        assert float(mended) == pytest.approx(expected, abs=0.005)
        expected = np.mean([bad["metrics"][row][column] for row in rows])
        assert float(before.split(",")[0].split(" ")[0]) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("task", ["tracking", "calibration", "let"])
def test_every_task_on_3d_boxes_names_the_mistake(drive, tmp_path, task):
    path = rewritten(drive, BoxConvention(center="bottom"), tmp_path)
    result = scores(path, drive.converted, tmp_path, "--task", task, "--workers", "1")
    messages = {each["name"]: each["message"] for each in result["findings"]}
    assert "the center is at the bottom of the box: converted" in messages["box_convention"]
    assert len(read_predictions(path)) == result["inputs"]["predictions"]
