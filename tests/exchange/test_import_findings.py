"""Imported boxes are compared with labels: mistakes are named, and converted with `--fix`."""

import json

import numpy as np
import pyarrow as pa
import pytest

from tests.evaluation.command import run_command
from tests.exchange.test_round_trips import labels_as_predictions, sorted_rows
from waymo_kit.convert import convert_segment
from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation import label_comparison
from waymo_kit.evaluation.conventions import BoxConvention
from waymo_kit.evaluation.evaluate import evaluate
from waymo_kit.exchange import export_predictions, import_predictions
from waymo_kit.formats.pickles import read_pickle, write_pickle
from waymo_kit.io import locate
from waymo_kit.predictions import BoxKind, read_predictions, write_predictions
from waymo_kit.predictions.table import box_array
from waymo_kit.schema.predictions import TIMESTAMP, TYPE

SHIFT = np.array([0, 2, 4, 0, 0])
"""Types that a reader sees where labels of mmdetection3d are one too high, without cyclists."""


def convention(**values):
    return lambda boxes: BoxConvention(**values).from_waymo(boxes)


MISTAKES = {
    "the center is at the bottom of the box": convention(center="bottom"),
    "length and width are swapped": convention(sizes=("width", "length", "height")),
    "headings are mirrored (-θ instead of θ)": convention(heading_sign=-1),
    "headings are off by π/2": convention(heading_offset=-np.pi / 2),
}


def with_boxes(table, boxes):
    for name, values in zip(BoxKind.BOX_3D.box_columns, boxes.T, strict=True):
        place = table.column_names.index(name)
        table = table.set_column(place, table.schema.field(name), pa.array(values))
    return table


def results(table, folder, name="openpcdet"):
    """The predictions as a file of results."""
    write_predictions(table, folder / "given.parquet")
    export_predictions(folder / "given.parquet", name, folder / "results.pkl")
    return folder / "results.pkl"


def mean_ap(preds, scenes):
    """Mean AP over the labeled types, from an evaluation of all segments."""
    rows = evaluate(preds, scenes, "detection", force=True).rows
    kinds = ("VEHICLE", "PEDESTRIAN", "SIGN", "CYCLIST")
    return np.mean([rows[f"OBJECT_TYPE_TYPE_{kind}_LEVEL_2"]["AP"] for kind in kinds])


@pytest.mark.parametrize("words", MISTAKES)
def test_mistakes_are_named_and_fixed(words, scenes, tmp_path):
    table = labels_as_predictions(scenes, BoxKind.BOX_3D, signs=False)
    boxes = box_array(table, BoxKind.BOX_3D)
    path = results(with_boxes(table, MISTAKES[words](boxes)), tmp_path)
    out = tmp_path / "p.parquet"
    found = import_predictions(path, "openpcdet", out, data=scenes)
    assert found.compared_segments == 2
    (finding,) = found.findings
    assert (finding.severity, finding.name) == ("warning", "box_convention")
    assert f"predictions look as if {words}: converted, their mAP is " in finding.message
    mended, before = finding.message.split("their mAP is ")[1].split(" instead of ")[:2]
    assert float(before.split(",")[0]) == pytest.approx(mean_ap(out, scenes), abs=1e-4)
    import_predictions(path, "openpcdet", out, data=scenes, fix=True)
    assert float(mended) == pytest.approx(mean_ap(out, scenes), abs=1e-4)
    mended = box_array(sorted_rows(read_predictions(out), BoxKind.BOX_3D), BoxKind.BOX_3D)
    right = box_array(sorted_rows(table, BoxKind.BOX_3D), BoxKind.BOX_3D)
    np.testing.assert_allclose(mended[:, :6], right[:, :6], atol=1e-6)
    np.testing.assert_allclose(np.cos(mended[:, 6] - right[:, 6]), 1, atol=1e-9)


def test_good_results_and_results_without_labels_have_no_finding(scenes, tmp_path, monkeypatch):
    table = labels_as_predictions(scenes, BoxKind.BOX_3D)
    path, out = results(table, tmp_path), tmp_path / "p.parquet"
    plain = import_predictions(path, "openpcdet", out)
    assert (plain.compared_segments, plain.findings) == (0, ())
    content = out.read_bytes()
    for fix in (False, True):
        found = import_predictions(path, "openpcdet", out, data=scenes, fix=fix)
        assert (found.compared_segments, found.findings) == (2, ())
        assert out.read_bytes() == content
    monkeypatch.setattr(label_comparison, "MAX_SEGMENTS", 1)
    assert import_predictions(path, "openpcdet", out, data=scenes).compared_segments == 1
    with pytest.raises(InvalidInputError, match=r"--fix: expected --data with it"):
        import_predictions(path, "openpcdet", out, fix=True)


def test_a_dataset_without_labels_shows_nothing_and_says_so(scenes, tmp_path):
    for path in scenes.iterdir():
        convert_segment(locate(path), locate(tmp_path / "tables"), ("stats", "vehicle_pose"))
    table = labels_as_predictions(scenes, BoxKind.BOX_3D)
    boxes = box_array(table, BoxKind.BOX_3D)
    path = results(with_boxes(table, convention(center="bottom")(boxes)), tmp_path)
    out, data = tmp_path / "p.parquet", tmp_path / "tables"
    found = import_predictions(path, "openpcdet", out, data=data)
    assert (found.compared_segments, found.findings) == (0, ())
    content = out.read_bytes()
    (finding,) = import_predictions(path, "openpcdet", out, data=data, fix=True).findings
    assert finding.name == "no_labels"
    assert "nothing is converted: " in finding.message
    assert out.read_bytes() == content


def test_all_segments_are_fixed_by_what_some_show(scenes, tmp_path, monkeypatch):
    monkeypatch.setattr(label_comparison, "MAX_SEGMENTS", 1)
    table = labels_as_predictions(scenes, BoxKind.BOX_3D)
    boxes = box_array(table, BoxKind.BOX_3D)
    path = results(with_boxes(table, convention(center="bottom")(boxes)), tmp_path)
    import_predictions(path, "openpcdet", tmp_path / "p.parquet", data=scenes, fix=True)
    found = read_predictions(tmp_path / "p.parquet")
    heights = [sorted(box_array(each, BoxKind.BOX_3D)[:, 2]) for each in (found, table)]
    np.testing.assert_allclose(*heights, atol=1e-9)


def test_the_command_warns_and_fixes(scenes, tmp_path, capsys):
    table = labels_as_predictions(scenes, BoxKind.BOX_3D)
    boxes = box_array(table, BoxKind.BOX_3D)
    path = results(with_boxes(table, convention(center="bottom")(boxes)), tmp_path)
    out, summary = tmp_path / "p.parquet", tmp_path / "s.json"
    command = ("predictions", "import", path, "--from", "openpcdet", "--data", scenes)
    assert run_command(*command, "--out", out, "--json", summary) == 0
    printed = capsys.readouterr()
    assert "compared with the labels of 2 segments" in printed.out
    assert "warning: predictions look as if the center is at the bottom" in printed.err
    values = json.loads(summary.read_text())
    assert values["compared_segments"] == 2
    (finding,) = values["findings"]
    assert finding["name"] == "box_convention"
    assert finding["message"].endswith("--fix converts them")
    assert run_command(*command, "--out", out, "--fix", "--json", summary) == 0
    assert "predictions are converted, because the center is at" in capsys.readouterr().err
    (finding,) = json.loads(summary.read_text())["findings"]
    assert finding["severity"] == "note"


def relabeled(scenes, folder, change):
    """Results of mmdetection3d whose labels are changed."""
    table = labels_as_predictions(scenes, BoxKind.BOX_3D, signs=False)
    path = results(table, folder, "mmdet3d")
    content = read_pickle(path.read_bytes(), str(path))
    for entry in content:
        entry["pred_instances_3d"]["labels_3d"] = change(entry["pred_instances_3d"]["labels_3d"])
    path.write_bytes(write_pickle(content))
    return table, path


@pytest.mark.parametrize(("offset", "words"), [(1, "one too high"), (-1, "one too low")])
def test_shifted_labels_of_mmdet3d_are_named_and_fixed(offset, words, scenes, tmp_path):
    table, path = relabeled(scenes, tmp_path, lambda labels: labels + offset)
    out = tmp_path / "p.parquet"
    with pytest.raises(InvalidInputError, match=rf"{words} for 0, 1, 2 of Car.*let --fix do it"):
        import_predictions(path, "mmdet3d", out, data=scenes)
    found = import_predictions(path, "mmdet3d", out, data=scenes, fix=True)
    assert words in found.notes[0]
    types = read_predictions(out).column(TYPE).to_pylist()
    assert types == table.column(TYPE).to_pylist()


def test_shifted_labels_without_cyclists_are_named_by_the_labels(scenes, tmp_path):
    """Cars as 1 and pedestrians as 2 are labels like others; only the dataset shows the shift."""
    table = labels_as_predictions(scenes, BoxKind.BOX_3D, signs=False)
    types = table.column(TYPE).to_numpy()
    table = table.filter(pa.array(types < 4))
    place = table.column_names.index(TYPE)
    shifted = pa.array(SHIFT[types[types < 4]], table.schema.field(TYPE).type)
    path = results(table.set_column(place, table.schema.field(TYPE), shifted), tmp_path, "mmdet3d")
    out = tmp_path / "p.parquet"
    (finding,) = import_predictions(path, "mmdet3d", out, data=scenes).findings
    assert finding.name == "class_numbers"
    assert "PEDESTRIAN is VEHICLE, CYCLIST is PEDESTRIAN" in finding.message
    import_predictions(path, "mmdet3d", out, data=scenes, fix=True)
    found = read_predictions(out)
    assert found.column(TIMESTAMP).to_pylist() == table.column(TIMESTAMP).to_pylist()
    assert found.column(TYPE).to_pylist() == table.column(TYPE).to_pylist()
