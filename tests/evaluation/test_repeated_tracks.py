"""Track ids that repeat in a frame: an error in labels, a finding in predictions of one type."""

import json

import numpy as np
import pytest

from tests.evaluation.command import run_eval
from tests.predictions.made_predictions import message_of
from waymo_kit.predictions import make_predictions, write_predictions

TIMES = (10**15, 10**15 + 100_000)


def made(types, ids):
    """Two boxes in each of two frames."""
    boxes = np.array([[15.0, 5, 1, 4, 2, 1.5, 0.1], [25.0, 5, 1, 4, 2, 1.5, 0.1]] * 2)
    times = np.repeat(TIMES, 2)
    return make_predictions("a", times, boxes, types * 2, [0.6, 0.9] * 2, track_ids=ids * 2)


def evaluate(folder, predictions, labels):
    folder.mkdir(exist_ok=True)
    message = message_of(labels)
    for one in message.objects:
        one.object.num_lidar_points_in_box = 50
        one.ClearField("score")
    (folder / "labels.bin").write_bytes(message.SerializeToString())
    write_predictions(predictions, folder / "p.parquet")
    out = folder / "r.json"
    code = run_eval(
        *("-p", folder / "p.parquet", "-g", folder / "labels.bin", "--task", "tracking"),
        *("--breakdowns", "type", "--json", out),
    )
    return json.loads(out.read_text()) if code == 0 else code


def names(result):
    return {finding["name"] for finding in result["findings"]}


def test_a_label_s_id_twice_in_a_frame_is_an_error_that_names_it(tmp_path, capsys):
    good = made([1, 1], ["x", "y"])
    assert evaluate(tmp_path, good, made([1, 1], ["car-7", "car-7"])) == 2
    error = capsys.readouterr().err
    assert f"segment a, frame 0 at {TIMES[0]}: expected each id once per frame of the" in error
    assert "got 'car-7' twice" in error


def test_ids_of_predictions_that_repeat_across_types_only_are_fine(tmp_path):
    labels = made([1, 2], ["c", "p"])
    result = evaluate(tmp_path, made([1, 2], ["1", "1"]), labels)
    assert "duplicate_tracks" not in names(result)
    for kind in ("VEHICLE", "PEDESTRIAN"):
        row = result["metrics"][f"OBJECT_TYPE_TYPE_{kind}_LEVEL_2"]
        assert row["MOTA"] == pytest.approx(1)


def test_ids_of_one_type_that_repeat_are_a_finding(tmp_path):
    result = evaluate(tmp_path, made([1, 1], ["1", "1"]), made([1, 1], ["c", "d"]))
    assert "duplicate_tracks" in names(result)
