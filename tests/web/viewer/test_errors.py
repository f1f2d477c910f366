"""The list of errors over the dataset, disagreements of two models, and marks of the timeline."""

import shutil
import time
from collections import Counter

import numpy as np
import pytest

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import iou_3d
from waymo_kit.web.viewer.answers import ViewerAnswers
from waymo_kit.web.viewer.outcomes import OUTCOMES
from waymo_kit.web.viewer.viewed import open_viewed


def complete(reader, path, **parameters):
    """The page of a list once all segments are scored."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        page = reader.json(path, **parameters)
        if page["scored"] == page["segments"]:
            return page
        time.sleep(0.02)
    raise AssertionError(page)


@pytest.fixture(scope="module")
def outcomes(reader):
    """All outcomes of the first model, with their segments."""
    return [
        {**row, "segment": name, "outcome": OUTCOMES[row["outcome"]]}
        for k, name in enumerate(reader.segments)
        for row in reader.table(reader.of_segment("outcomes", k)).to_pylist()
    ]


def test_counts_are_those_of_the_outcomes(reader, outcomes):
    page = complete(reader, "errors", limit=1000)
    expected = Counter(row["outcome"] for row in outcomes)
    expected["SWITCH"] = sum(row["flags"] & 1 for row in outcomes)
    expected["HEADING"] = sum(row["flags"] >> 1 for row in outcomes)
    assert page["counts"] == {kind: expected[kind] for kind in page["counts"]}
    assert page["total"] == sum(expected[kind] for kind in ("FP", "FN", "SWITCH", "HEADING"))
    assert len(page["errors"]) == page["total"]
    assert page["error"] == ""
    assert min(expected.values()) > 0


def test_filters_leave_what_they_say(reader, outcomes):
    page = complete(
        reader,
        "errors",
        kinds="FP,FN",
        types="1,2",
        min_range=5,
        max_range=40,
        weather="rain",
        limit=1000,
    )
    rainy = reader.json("cards")["cards"]
    (segment,) = [card["segment"] for card in rainy if card["weather"] == "rain"]
    expected = [
        row
        for row in outcomes
        if row["outcome"] in ("FP", "FN")
        and row["type"] in (1, 2)
        and 5 <= row["range"] < 40
        and row["segment"] == segment
    ]
    assert page["total"] == len(expected) > 0
    key = ("segment", "frame", "prediction", "label", "type")
    found = sorted(tuple(row[name] for name in key) for row in page["errors"])
    assert found == sorted(tuple(row[name] for name in key) for row in expected)
    assert complete(reader, "errors", segment=segment, weather="sunny")["total"] == 0
    assert complete(reader, "errors", segment=segment)["total"] > 0


@pytest.mark.parametrize(
    ("sort", "column", "sign"),
    [
        ("score", "score", -1),
        ("iou", "iou", -1),
        ("range", "range", 1),
        ("points", "num_points", -1),
    ],
)
def test_orders_and_pages(reader, sort, column, sign):
    whole = complete(reader, "errors", kinds="FP,FN", sort=sort, limit=1000)["errors"]
    numbers = [-np.inf if row[column] is None else row[column] for row in whole]
    assert numbers == sorted(numbers, key=lambda value: sign * value)
    pages = [
        row
        for offset in range(0, len(whole), 7)
        for row in reader.json("errors", kinds="FP,FN", sort=sort, offset=offset, limit=7)["errors"]
    ]
    assert pages == whole


def test_the_worst_are_confident_inventions_then_misses_with_many_points(reader):
    rows = complete(reader, "errors", limit=1000)["errors"]
    kinds = [row["kind"] for row in rows]
    assert kinds == sorted(kinds, key=["FP", "FN", "SWITCH", "HEADING"].index)
    scores = [row["score"] for row in rows if row["kind"] == "FP"]
    assert scores == sorted(scores, reverse=True)
    points = [row["num_points"] for row in rows if row["kind"] == "FN"]
    assert points == sorted(points, reverse=True)


def test_disagreements_are_those_of_pairwise_comparison(reader):
    cutoff = 0.3
    page = complete(reader, "disagreements", models="0,1", cutoff=cutoff, limit=1000)
    expected = Counter()
    thresholds = reader.viewed.task.config.iou_thresholds
    for k in range(2):
        rows = [
            reader.table(reader.of_segment("outcomes", k), model=model, cutoff=cutoff).to_pylist()
            for model in (0, 1)
        ]
        found = [
            {(row["frame"], row["label_id"]) for row in some if row["outcome"] == 1}
            for some in rows
        ]
        expected["ONLY_FIRST_FINDS"] += len(found[0] - found[1])
        expected["ONLY_SECOND_FINDS"] += len(found[1] - found[0])
        for frame in range(4):
            table = reader.table(reader.of_frame("boxes", k, frame)).to_pylist()
            names = ("center_x", "center_y", "center_z", "length", "width", "height", "heading")
            for model, kind in ((0, "ONLY_FIRST_INVENTS"), (1, "ONLY_SECOND_INVENTS")):
                boxes = {row["row"]: row for row in table if row["source"] == model}
                rivals = [
                    row
                    for row in table
                    if row["source"] == 1 - model and row["score"] >= np.float32(cutoff)
                ]
                for row in rows[model]:
                    if row["outcome"] != 2 or row["frame"] != frame:
                        continue
                    box = boxes[row["prediction"]]
                    near = [
                        iou_3d([[box[n] for n in names]], [[rival[n] for n in names]])[0, 0]
                        for rival in rivals
                        if rival["type"] == row["type"]
                    ]
                    expected[kind] += max(near, default=0) < thresholds[row["type"] - 1]
    assert page["counts"] == dict(expected)
    assert min(expected.values()) > 0
    assert page["total"] == len(page["disagreements"]) == sum(expected.values())


def test_marks_of_the_timeline_add_up(reader, outcomes):
    events = reader.json(reader.of_segment("events"))["events"]
    first = [row for row in outcomes if row["segment"] == reader.segments[0]]
    counts = Counter()
    for event in events:
        counts[event["kind"]] += event["count"]
    assert counts["FP"] == sum(row["outcome"] == "FP" for row in first)
    assert counts["SWITCH"] == sum(row["flags"] & 1 for row in first)
    tracks = reader.viewed.small_scene(reader.segments[0]).tracks().values()
    assert counts["APPEARS"] == sum(track.frames[0] > 0 for track in tracks)
    assert counts["LEAVES"] == sum(track.frames[-1] < 3 for track in tracks)


def test_a_segment_without_labels_is_named_and_the_others_are_listed(drive, tmp_path, reader):
    shutil.copytree(drive.v2, tmp_path / "v2")
    name = reader.segments[0]
    (tmp_path / "v2" / "lidar_box" / f"{name}.parquet").unlink()
    (tmp_path / "scratch").mkdir()
    preds = [drive.root / "first.parquet"]
    answers = ViewerAnswers(open_viewed(tmp_path / "v2", preds, scratch=tmp_path / "scratch"))
    other = type(reader)(answers)
    page = complete(other, "errors")
    assert "lidar_box" in page["error"]
    assert name in page["error"]
    assert {row["segment"] for row in page["errors"]} == {reader.segments[1]}
    assert other.json(other.of_segment("events")) if False else True
    answers.close()


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"kinds": "FP,XX"}, "kinds: expected some of TP, FP"),
        ({"sort": "beauty"}, "sort: expected one of worst"),
        ({"iou": "0.5"}, "iou: expected 4 numbers between commas, got 1"),
        ({"iou": "0.5,0.5,0.5,x"}, "iou: expected a number"),
        ({"cutoff": "nan"}, "cutoff: expected a number"),
        ({"cutoff": "2"}, "listing_cutoff from 0 to 1"),
        ({"limit": "0"}, "limit: expected a whole number from 1"),
        ({"limit": "100000"}, "limit: expected a whole number from 1 to 1000"),
        ({"model": "2"}, "model: expected a whole number from 0 to 1"),
        ({"types": "car"}, "types: expected a whole number"),
    ],
)
def test_wrong_parameters_are_named(reader, parameters, message):
    with pytest.raises(InvalidInputError, match=message):
        reader.json("errors", **parameters)
