"""Labels as results of each format come home: boxes as they were, and an AP of 1."""

import json

import numpy as np
import pytest

import waymo_kit as wk
from tests.evaluation.command import run_command
from tests.exchange.scenes import SEGMENTS
from waymo_kit.evaluation.evaluate import evaluate
from waymo_kit.exchange import RESULT_FORMATS, export_predictions, import_predictions
from waymo_kit.predictions import BoxKind, make_predictions, read_predictions, write_predictions
from waymo_kit.predictions.table import box_array
from waymo_kit.schema.predictions import SCORE, SEGMENT, SPEED, TIMESTAMP, TRACK_ID, TYPE

EXPORTS = {name: form.exports[0] for name, form in RESULT_FORMATS.items()}
NO_SIGNS = ("mmdet3d", "nuscenes", "mot", "kitti-tracking")


def labels_as_predictions(scenes, kind, signs=True):
    """Labels with lidar points as perfect predictions with tracks."""
    import pyarrow as pa

    tables = []
    for scene in wk.open_dataset(scenes):
        for frame in scene:
            if kind is BoxKind.BOX_3D:
                boxes = frame.boxes
                boxes = boxes[boxes.num_points > 0]
                tables.append(_table(scene, frame, boxes, signs))
            else:
                for camera in frame.cameras[:2]:
                    boxes = frame.camera(camera).boxes
                    tables.append(_table(scene, frame, boxes, signs, int(camera)))
    return pa.concat_tables(tables)


def _table(scene, frame, boxes, signs, camera=None):
    boxes = boxes if signs else boxes[boxes.types != 3]
    return make_predictions(
        scene.name,
        frame.timestamp_micros,
        boxes.array,
        boxes.types,
        np.linspace(0.6, 0.9, len(boxes)),
        track_ids=list(boxes.ids),
        cameras=None if camera is None else np.full(len(boxes), camera),
    )


def sorted_rows(table, kind):
    boxes = box_array(table, kind)
    order = np.lexsort((*boxes.T, table.column(TIMESTAMP), table.column(SEGMENT).to_pylist()))
    return table.take(order)


@pytest.mark.parametrize("name", RESULT_FORMATS)
def test_labels_come_home_and_score_1(name, scenes, exported, tmp_path):
    form, index = RESULT_FORMATS[name], exported(EXPORTS[name])
    table = labels_as_predictions(scenes, form.kind, name not in NO_SIGNS)
    if name == "mot":
        table = table.filter(np.asarray(table.column(TYPE)) == 2)
    preds, there, back = tmp_path / "p.parquet", tmp_path / "there", tmp_path / "back.parquet"
    write_predictions(table, preds, form.kind)
    out = export_predictions(preds, name, there, data=scenes, index=index)
    assert out.boxes == len(table)
    came = import_predictions(there, name, back, data=scenes, index=index)
    assert (came.boxes, came.frames) == (out.boxes, out.frames)
    assert came.notes == ()
    found = sorted_rows(read_predictions(back, form.kind), form.kind)
    wanted = sorted_rows(table, form.kind)
    for column in (SEGMENT, TIMESTAMP, TYPE):
        assert found.column(column).to_pylist() == wanted.column(column).to_pylist()
    tolerance = {"mot": 1e-3}.get(name, 1e-5)
    boxes, expected = box_array(found, form.kind), box_array(wanted, form.kind)
    if form.kind is BoxKind.BOX_3D:
        np.testing.assert_allclose(np.cos(boxes[:, 6]), np.cos(expected[:, 6]), atol=1e-5)
        np.testing.assert_allclose(np.sin(boxes[:, 6]), np.sin(expected[:, 6]), atol=1e-5)
        boxes, expected = boxes[:, :6], expected[:, :6]
    np.testing.assert_allclose(boxes, expected, atol=tolerance)
    np.testing.assert_allclose(found.column(SCORE), wanted.column(SCORE), atol=1e-6)
    if name in ("mot", "kitti-tracking"):
        pairs = set(
            zip(
                found.column(TRACK_ID).to_pylist(), wanted.column(TRACK_ID).to_pylist(), strict=True
            )
        )
        assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})
    task = "detection" if form.kind is BoxKind.BOX_3D else "detection-2d"
    result = evaluate(back, scenes, task)
    kinds = {"VEHICLE", "PEDESTRIAN"} if name != "mot" else {"PEDESTRIAN"}
    for kind in kinds:
        rows = [row for key, row in result.rows.items() if key.endswith(f"{kind}_LEVEL_2")]
        assert rows[0]["AP"] == pytest.approx(1, abs=1e-6), kind
    assert {each.name for each in result.findings} <= {
        "labels_without_points",
        "unpredicted_type",
        "unlabeled_type",
        "labels_without_difficulty",
        "empty_frames",
        "equal_scores",
        "labels_without_context",
        "missing_tracks",
    }


def test_velocities_come_home(scenes, exported, tmp_path):
    """nuScenes writes them in the world, OpenPCDet reads them from columns 7 and 8."""
    import pyarrow as pa

    table = labels_as_predictions(scenes, BoxKind.BOX_3D, signs=False)
    random = np.random.default_rng(0)
    speeds = random.normal(0, 4, (len(table), 2))
    for axis, name in enumerate(SPEED):
        place = table.column_names.index(name)
        table = table.set_column(place, name, pa.array(speeds[:, axis]))
    write_predictions(table, tmp_path / "p.parquet")
    index = exported("nuscenes")
    there = tmp_path / "r.json"
    export_predictions(tmp_path / "p.parquet", "nuscenes", there, data=scenes, index=index)
    world = [
        row["velocity"]
        for rows in json.loads(there.read_text())["results"].values()
        for row in rows
    ]
    assert not np.allclose(np.sort(np.array(world)[:, 0]), np.sort(speeds[:, 0]), atol=0.1)
    import_predictions(there, "nuscenes", tmp_path / "b.parquet", data=scenes, index=index)
    found = sorted_rows(read_predictions(tmp_path / "b.parquet"), BoxKind.BOX_3D)
    wanted = sorted_rows(table, BoxKind.BOX_3D)
    for name in SPEED:
        # The vehicle is a little rolled and pitched, and a speed has no part along z.
        np.testing.assert_allclose(found.column(name), wanted.column(name), atol=0.02)


def test_openpcdet_frame_ids_lead_home_without_metadata(scenes, tmp_path):
    from waymo_kit.formats.pickles import write_pickle

    entry = {
        "name": np.array(["Vehicle"]),
        "score": np.array([0.5], np.float32),
        "boxes_lidar": np.array([[1, 2, 3, 4, 5, 6, 9.0, 1, 2]], np.float32),
        "frame_id": f"segment-{SEGMENTS[1]}_with_camera_labels_002",
    }
    (tmp_path / "r.pkl").write_bytes(write_pickle([entry]))
    import_predictions(tmp_path / "r.pkl", "openpcdet", tmp_path / "p.parquet", data=scenes)
    (row,) = read_predictions(tmp_path / "p.parquet").to_pylist()
    assert row[SEGMENT] == SEGMENTS[1]
    assert row[TIMESTAMP] == wk.open_dataset(scenes)[1][2].timestamp_micros
    assert -np.pi <= row["[PredictionComponent].box.heading"] < np.pi
    assert row[SPEED[1]] == 2


def test_the_command_prints_the_conventions(scenes, exported, tmp_path, capsys):
    table = labels_as_predictions(scenes, BoxKind.BOX_3D)
    write_predictions(table, tmp_path / "p.parquet")
    there = tmp_path / "results"
    arguments = ("--index", exported("kitti"), "--data", scenes)
    path = tmp_path / "p.parquet"
    assert (
        run_command(
            "predictions", "export", "--preds", path, "--to", "kitti", *arguments, "--out", there
        )
        == 0
    )
    back = tmp_path / "b.parquet"
    assert (
        run_command("predictions", "import", there, "--from", "kitti", *arguments, "--out", back)
        == 0
    )
    printed = capsys.readouterr().out
    assert "headings are -rotation_y - pi/2" in printed
    assert f"kitti: {len(table)} boxes in 8 frames -> {back}" in printed
    assert run_command("predictions", "import", there, "--from", "kitti", "--out", back) == 2
    assert "give it with --index" in capsys.readouterr().err
    assert run_command("predictions", "import", there, "--from", "x", "--out", back) == 2
    assert "expected one of the formats mmdet3d, " in capsys.readouterr().err
