"""Outcomes equal the rows of `waymo-kit eval --errors`, whatever the task and the thresholds."""

import numpy as np
import pyarrow.parquet as pq
import pytest

from tests.evaluation.command import scores
from waymo_kit.evaluation.listing import field
from waymo_kit.evaluation.tasks import DetectionTask
from waymo_kit.schema.predictions import CAMERA, SEGMENT, TIMESTAMP
from waymo_kit.web.viewer.outcomes import CAUSES, OUTCOMES
from waymo_kit.web.viewer.viewed import open_viewed

SAME = ("type", "score", "iou", "heading_error", "range", "prediction_id", "label_id", "difficulty")
TASKS = {"detection": "first", "tracking": "first", "let": "first", "calibration": "first",
         "detection-2d": "flat", "tracking-2d": "flat"}  # fmt: skip
"""The predictions of each task that the viewer takes."""
THRESHOLDS = (0.3, 0.2, 0.3, 0.25)


def listing(drive, folder, task, cutoff, thresholds):
    """Rows of `waymo-kit eval --errors`."""
    settings = folder / "settings.yaml"
    settings.write_text(
        f"listing_cutoff: {cutoff}\n"
        + (f"iou_thresholds: {list(thresholds)}\n" if thresholds else "")
    )
    path = folder / "errors.parquet"
    preds = drive.root / f"{TASKS[task]}.parquet"
    more = ("--task", task, "--config", settings, "--errors", path)
    scores(preds, drive.converted, folder, *more)
    return pq.read_table(path)


def values(table, name):
    numbers = [np.nan if value is None else value for value in table.column(name).to_pylist()]
    return np.array(numbers)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize(("cutoff", "thresholds"), [(0.0, None), (0.45, THRESHOLDS)])
def test_rows_equal_those_of_eval(open_reader, drive, tmp_path, task, cutoff, thresholds):
    reader = open_reader(models=(TASKS[task],), task=task)
    expected = listing(drive, tmp_path, task, cutoff, thresholds)
    parameters = {"cutoff": cutoff}
    if thresholds:
        parameters["iou"] = ",".join(map(str, thresholds))
    seen = 0
    for segment, name in enumerate(reader.segments):
        rows = expected.filter(values(expected, SEGMENT) == name)
        found = reader.table(reader.of_segment("outcomes", segment), **parameters)
        assert found.num_rows == rows.num_rows
        for column in SAME:
            theirs = rows.column(field(column)).to_pylist()
            empty = "" if column.endswith("_id") else 0 if column == "difficulty" else None
            theirs = [empty if value is None else value for value in theirs]
            mine = [None if value != value else value for value in found.column(column).to_pylist()]
            if column in ("heading_error", "range"):  # float64 there, float32 here
                theirs = [value if value is None else float(np.float32(value)) for value in theirs]
            assert mine == theirs, column
        outcome = [OUTCOMES[k] for k in found.column("outcome").to_pylist()]
        assert outcome == rows.column(field("outcome")).to_pylist()
        cause = [CAUSES[k] or None for k in found.column("cause").to_pylist()]
        assert cause == rows.column(field("cause")).to_pylist()
        with reader.scene(segment) as scene:
            times = scene.timestamps_micros[found.column("frame").to_pylist()]
        assert times.tolist() == rows.column(TIMESTAMP).to_pylist()
        if task.endswith("-2d"):
            assert found.column("camera").to_pylist() == rows.column(CAMERA).to_pylist()
        for k, axis in enumerate("xyz"[: 2 if task.endswith("-2d") else 3]):
            place = values(rows, field(f"box.center.{axis}")).astype(np.float32)
            assert np.array_equal(values(found, f"center_{axis}"), place), k
        assert {"TP", "FN"} <= set(outcome)
        seen += found.num_rows
    assert seen == expected.num_rows > 100


@pytest.mark.parametrize("task", TASKS)
def test_rows_name_the_boxes_that_are_shown(open_reader, task):
    """The color of a box comes from the row that names it: ids and centers must agree."""
    reader = open_reader(models=(TASKS[task],), task=task)
    what = "image_boxes" if task.endswith("-2d") else "boxes"
    named = 0
    for segment in range(2):
        found = reader.table(reader.of_segment("outcomes", segment)).to_pylist()
        for frame in {row["frame"] for row in found}:
            boxes = {
                (box["source"], box["row"]): box
                for box in reader.table(reader.of_frame(what, segment, frame)).to_pylist()
            }
            for row in found:
                if row["frame"] != frame:
                    continue
                if row["prediction"] >= 0:
                    box = boxes[0, row["prediction"]]
                    assert box["id"] == row["prediction_id"]
                    assert (box["score"], box["type"]) == (row["score"], row["type"])
                    assert box["center_x"] == row["center_x"]
                if row["label"] >= 0:
                    assert boxes[-1, row["label"]]["id"] == row["label_id"]
                assert (row["label"] >= 0) == (row["label_id"] != "")
                assert row["prediction"] >= 0 or OUTCOMES[row["outcome"]] == "FN"
                named += 1
    assert named > 100


def test_switches_are_changes_of_the_matched_track(reader):
    found = reader.table(reader.of_segment("outcomes")).to_pylist()
    last, expected = {}, []
    for row in sorted(found, key=lambda row: row["frame"]):
        if OUTCOMES[row["outcome"]] == "TP":
            before = last.get(row["label_id"], row["prediction_id"])
            if before != row["prediction_id"]:
                expected.append((row["frame"], row["label_id"]))
            last[row["label_id"]] = row["prediction_id"]
    flagged = [(row["frame"], row["label_id"]) for row in found if row["flags"] & 1]
    assert sorted(flagged) == sorted(expected)
    assert expected


def test_turned_boxes_are_flagged_from_the_given_angle_on(reader):
    for angle in (0.7854, 0.05):
        parameters = {} if angle == 0.7854 else {"heading": angle}
        for row in reader.table(reader.of_segment("outcomes"), **parameters).to_pylist():
            is_turned = OUTCOMES[row["outcome"]] == "TP" and row["heading_error"] > angle
            assert bool(row["flags"] & 2) == is_turned


def test_a_range_of_interest_leaves_out_what_is_farther(drive, tmp_path):
    task = DetectionTask(within=25.0)
    preds = [drive.root / "first.parquet"]
    viewed = open_viewed(drive.converted, preds, task=task, scratch=tmp_path)
    scored = viewed.scored(0, viewed.dataset.segments[0])
    boxes = viewed.predictions(0, viewed.dataset.segments[0])
    near = np.linalg.norm(boxes.boxes.array[:, :3], axis=1) < 25
    assert 0 < near.sum() < len(near)
    assert np.array_equal(scored.prediction_rows, boxes.rows[near])
