"""All tasks on boxes end to end: every form of ground truth and of predictions, same numbers."""

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tests.evaluation.command import scores
from waymo_kit.predictions import BoxKind, write_predictions
from waymo_kit.schema.predictions import SEGMENT

BOX_TASKS = ("detection", "detection-2d", "let", "tracking", "calibration")
OFFICIAL_BREAKDOWNS = "type,range,size,velocity,camera,one_shard,all_but_sign"


def is_flat(task):
    return task == "detection-2d"


def options(task):
    if task in ("detection", "tracking"):
        return ("--task", task, "--breakdowns", OFFICIAL_BREAKDOWNS)
    return ("--task", task)


@pytest.fixture(scope="module")
def tables(drive):
    return {False: drive.predictions(), True: drive.predictions_2d()}


@pytest.fixture(scope="module")
def expected(drive, tables, tmp_path_factory):
    """Metrics of each task from Parquet and v1 files."""
    folder = tmp_path_factory.mktemp("expected")
    found = {}
    for task in BOX_TASKS:
        flat = is_flat(task)
        kind = BoxKind.BOX_2D if flat else BoxKind.BOX_3D
        write_predictions(tables[flat], folder / "p.parquet", kind)
        found[task] = scores(folder / "p.parquet", drive.v1, folder, *options(task))["metrics"]
    return found


@pytest.mark.parametrize("form", ["converted", "v2", "bin"])
@pytest.mark.parametrize("task", BOX_TASKS)
def test_every_form_of_ground_truth_gives_the_same_metrics(
    task, form, drive, tables, expected, tmp_path
):
    flat = is_flat(task)
    write_predictions(tables[flat], tmp_path / "p.bin", BoxKind.BOX_2D if flat else BoxKind.BOX_3D)
    found = scores(tmp_path / "p.bin", drive.forms(flat)[form], tmp_path, *options(task))
    assert found["metrics"] == expected[task]


def test_zones_of_the_ground_truth_flag_predictions(drive, tables, tmp_path):
    write_predictions(tables[False], tmp_path / "flagged.parquet")
    write_predictions(drive.predictions(flagged=False), tmp_path / "bare.parquet")
    flagged, bare, blind = (
        scores(tmp_path / name, labels, tmp_path)["metrics"]
        for name, labels in (
            ("flagged.parquet", drive.v2),
            ("bare.parquet", drive.converted),
            ("bare.parquet", drive.v2),
        )
    )
    assert flagged == bare
    assert flagged != blind, "no prediction is in a zone: the test shows nothing"


@pytest.mark.parametrize("form", ["v1", "converted", "v2"])
@pytest.mark.parametrize("task", ["detection", "tracking"])
def test_breakdowns_by_context_equal_the_scores_of_their_segments(task, form, drive, tmp_path):
    table = drive.predictions()
    write_predictions(table, tmp_path / "all.parquet")
    names = "type,time_of_day,location,weather"
    arguments = ("--task", task, "--breakdowns")
    found = scores(tmp_path / "all.parquet", drive.forms()[form], tmp_path, *arguments, names)
    rows = found["metrics"]
    assert "labels_without_context" not in {finding["name"] for finding in found["findings"]}
    parts = [("DAY", "SF", "SUNNY"), ("NIGHT", "PHX", "RAIN")]
    for segment, contexts in zip(drive.segments, parts, strict=True):
        write_predictions(table.filter(pc.field(SEGMENT) == segment), tmp_path / "one.parquet")
        labels = drive.segment_labels(segment)
        alone = scores(tmp_path / "one.parquet", labels, tmp_path, *arguments, "type")["metrics"]
        for breakdown, part in zip(("TIME_OF_DAY", "LOCATION", "WEATHER"), contexts, strict=True):
            for kind in ("ALL_NS", "TYPE_VEHICLE", "TYPE_PEDESTRIAN", "TYPE_SIGN", "TYPE_CYCLIST"):
                for level in ("LEVEL_1", "LEVEL_2"):
                    row = rows[f"{breakdown}_{kind}_{part}_{level}"]
                    assert row == alone[f"OBJECT_TYPE_{kind}_{level}"]
    nowhere = rows["TIME_OF_DAY_TYPE_VEHICLE_DAWN_DUSK_LEVEL_2"]
    assert nowhere["MOTA" if task == "tracking" else "AP"] == 0


def test_labels_whose_context_is_not_known_are_named(drive, tables, tmp_path):
    write_predictions(tables[False], tmp_path / "p.parquet")
    found = scores(tmp_path / "p.parquet", drive.bin, tmp_path, "--breakdowns", "type,weather")
    (finding,) = [f for f in found["findings"] if f["name"] == "labels_without_context"]
    assert finding["severity"] == "warning"
    assert finding["message"].startswith("all ")
    assert drive.segments[0] in finding["message"]


@pytest.mark.parametrize("form", ["p.arrow", "p.bin", "folder", "unsorted", "mixed folder"])
@pytest.mark.parametrize("task", BOX_TASKS)
def test_every_form_of_predictions_gives_the_same_metrics(
    task, form, drive, tables, expected, tmp_path
):
    flat = is_flat(task)
    table, kind = tables[flat], BoxKind.BOX_2D if flat else BoxKind.BOX_3D
    preds = tmp_path / form
    half = table.num_rows // 2
    if "." in form:
        write_predictions(table, preds, kind)
    elif form == "unsorted":
        pq.write_table(table, tmp_path / "unsorted", row_group_size=50)
    else:
        preds.mkdir()
        second = "b.parquet" if form == "folder" else "b.bin"
        write_predictions(table.slice(0, half), preds / "a.parquet", kind)
        write_predictions(table.slice(half), preds / second, kind)
    found = scores(preds, drive.forms(flat)["converted"], tmp_path, *options(task))
    assert found["metrics"] == expected[task]


@pytest.mark.parametrize(
    "task",
    [
        "calibration",
        *(pytest.param(task, marks=pytest.mark.heavy) for task in BOX_TASKS[:-1]),
    ],
)
def test_workers_change_no_digit(task, drive, tables, tmp_path, importing_workers):
    flat = is_flat(task)
    write_predictions(tables[flat], tmp_path / "p.parquet", BoxKind(("3D", "2D")[flat]))
    texts = []
    for workers in (1, 2):
        arguments = (*options(task), "--workers", workers)
        scores(tmp_path / "p.parquet", drive.forms(flat)["v1"], tmp_path, *arguments)
        texts.append((tmp_path / "result.json").read_bytes())
    assert texts[0] == texts[1]
