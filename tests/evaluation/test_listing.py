"""The listing of errors adds up to the metric's counts."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import shapely

from tests.evaluation.command import run_eval, scores
from waymo_kit.evaluation.listing import field, listing_schema
from waymo_kit.evaluation.result import read_result
from waymo_kit.evaluation.state import ArrayState
from waymo_kit.geometry import bev_corners
from waymo_kit.predictions import BoxKind, read_predictions, write_predictions
from waymo_kit.schema import Difficulty, ObjectType
from waymo_kit.schema.predictions import SCORE, SEGMENT, TIMESTAMP, TRACK_ID

TASKS = ("detection", "detection-2d", "let")


@pytest.fixture(scope="module")
def runs(drive, tmp_path_factory):
    """Listing, result and predictions of each task."""
    folder = tmp_path_factory.mktemp("listing")
    found = {}
    for task in TASKS:
        flat = task == "detection-2d"
        kind = BoxKind.BOX_2D if flat else BoxKind.BOX_3D
        table = drive.predictions_2d() if flat else drive.predictions()
        write_predictions(table, folder / "p.parquet", kind)
        arguments = ("--task", task, "--errors", folder / "errors.parquet")
        scores(folder / "p.parquet", drive.converted, folder, *arguments)
        result = read_result(str(folder / "result.json"))
        listing = pq.read_table(folder / "errors.parquet")
        assert listing.schema == listing_schema(kind)
        found[task] = (listing, result, read_predictions(folder / "p.parquet", kind))
    return found


def of(listing, name):
    return listing.column(field(name))


def count(listing, **values):
    mask = pa.scalar(True)
    for name, value in values.items():
        mask = pc.and_(mask, pc.equal(of(listing, name), value))
    return pc.sum(pc.fill_null(mask, False)).as_py() or 0


@pytest.mark.parametrize("task", TASKS)
def test_counts_add_up_to_those_of_the_metric_without_a_cutoff(runs, task):
    listing, result, _ = runs[task]
    one, other = result.segments.values()
    scored = result.task.result(one.merge(other))
    for kind in ObjectType:
        if kind is ObjectType.UNKNOWN:
            continue
        for level in result.task.config.levels:
            row = scored.names.index(f"OBJECT_TYPE_TYPE_{kind.name}_{level.name}")
            misses = sum(
                count(listing, outcome="FN", type=int(kind), difficulty=int(one))
                for one in Difficulty
                if one <= level
            )
            assert misses == scored.false_negatives[row, 0]
        assert count(listing, outcome="TP", type=int(kind)) == scored.true_positives[row, 0]
        assert count(listing, outcome="FP", type=int(kind)) == scored.false_positives[row, 0]
    assert count(listing, outcome="TP") > 50
    assert count(listing, outcome="FP") > 20


@pytest.mark.parametrize("task", TASKS)
def test_every_prediction_is_listed_once_with_its_keys(runs, task):
    listing, _, predictions = runs[task]
    rest = listing.filter(pc.not_equal(of(listing, "outcome"), "FN"))
    names = (SEGMENT, TIMESTAMP, field("prediction_id"), field("score"))
    listed = sorted(zip(*(rest.column(name).to_pylist() for name in names), strict=True))
    given = sorted(
        zip(
            *(predictions.column(n).to_pylist() for n in (SEGMENT, TIMESTAMP, TRACK_ID, SCORE)),
            strict=True,
        )
    )
    assert listed == given


def iou_by_shapely(one, other):
    ground = [shapely.Polygon(bev_corners(np.array([box]))[0]) for box in (one, other)]
    low = max(box[2] - box[5] / 2 for box in (one, other))
    high = min(box[2] + box[5] / 2 for box in (one, other))
    common = ground[0].intersection(ground[1]).area * max(high - low, 0)
    return common / (np.prod(one[3:6]) + np.prod(other[3:6]) - common)


def test_what_a_row_says_of_its_match(runs, drive):
    listing, result, _ = runs["detection"]
    labels = {
        (frame.context.name, frame.timestamp_micros, label.id): label
        for frame in drive.frames
        for label in frame.laser_labels
    }
    thresholds = dict(enumerate(result.task.config.iou_thresholds, 1))
    pairs = 0
    for row in listing.to_pylist():
        values = {name.rpartition("].")[2]: value for name, value in row.items()}
        key = (row[SEGMENT], row[TIMESTAMP], values["label_id"])
        if values["outcome"] in ("FP", "IGNORED"):
            assert values["label_id"] is None
            assert values["heading_error"] is None
            has_cause = values["outcome"] == "FP"
            assert (values["cause"] is not None) == has_cause
            if has_cause:
                is_close = values["iou"] >= np.float32(thresholds[values["type"]])
                assert (values["cause"] == "duplicate") == is_close
                assert (values["cause"] == "background") == (values["iou"] < 0.1)
            continue
        label = labels[key]
        assert values["type"] == label.type
        if values["outcome"] == "FN":
            assert values["score"] is None
            assert values["prediction_id"] is None
            assert values["box.center.x"] == label.box.center_x
            assert values["range"] == pytest.approx(
                np.linalg.norm([label.box.center_x, label.box.center_y, label.box.center_z])
            )
            continue
        box = [values[f"box.{name}"] for name in ("center.x", "center.y", "center.z")]
        box += [values[f"box.{name}"] for name in ("size.x", "size.y", "size.z", "heading")]
        b = label.box
        other = [b.center_x, b.center_y, b.center_z, b.length, b.width, b.height, b.heading]
        if pairs % 8 == 0:
            assert values["iou"] == pytest.approx(iou_by_shapely(box, other), abs=1e-5)
        turn = (box[6] - other[6] + np.pi) % (2 * np.pi) - np.pi
        assert values["heading_error"] == pytest.approx(abs(turn), abs=1e-9)
        assert values["iou"] >= np.float32(thresholds[values["type"]])
        pairs += 1
    assert pairs > 100


def test_workers_and_cutoff(drive, tmp_path, importing_workers):
    write_predictions(drive.predictions(), tmp_path / "p.parquet")
    (tmp_path / "half.yaml").write_text("listing_cutoff: 0.5\n")
    arguments = ("--config", tmp_path / "half.yaml", "--errors", tmp_path / "errors.parquet")
    texts = []
    for workers in (1, 2):
        more = (*arguments, "--workers", workers)
        scores(tmp_path / "p.parquet", drive.converted, tmp_path, *more)
        texts.append((tmp_path / "errors.parquet").read_bytes())
    assert texts[0] == texts[1]
    listing = pq.read_table(tmp_path / "errors.parquet")
    assert pc.min(of(listing, "score")).as_py() >= 0.5


def test_a_run_that_fails_leaves_no_listing(drive, tmp_path, capsys):
    table = drive.predictions().slice(0, 0)
    write_predictions(table, tmp_path / "p.parquet")
    arguments = ("--errors", tmp_path / "errors.parquet", "--json", tmp_path / "result.json")
    assert run_eval("-p", tmp_path / "p.parquet", "-g", drive.converted, *arguments) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p.parquet"]


def test_a_listing_that_cannot_be_written_is_one_line(drive, tmp_path, capsys):
    write_predictions(drive.predictions(), tmp_path / "p.parquet")
    (tmp_path / "file").write_text("")
    arguments = ("--errors", tmp_path / "file" / "errors.parquet")
    assert run_eval("-p", tmp_path / "p.parquet", "-g", drive.converted, *arguments) == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith("waymo-kit: error: ")


def test_states_of_segments_add_up_to_the_result(runs):
    _, result, _ = runs["detection"]
    one, other = result.segments.values()
    for total in (one.merge(other), other.merge(one)):
        assert result.task.rows(total) == result.rows
    packed = json.loads(json.dumps(one.to_json()))
    again = ArrayState.from_json(packed, "p")
    assert all((again.arrays[k] == v).all() for k, v in one.arrays.items())
