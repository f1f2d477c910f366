"""The official evaluator's own fixture through the command line, against what it gives."""

import json

import numpy as np
import pytest

from tests.evaluation.command import run_eval
from waymo_kit.evaluation.official_op import OFFICIAL_TRACKING_COLUMNS


@pytest.fixture
def scored(wod_data, tmp_path):
    """Our rows and the official rows of a task."""

    def run(task):
        out = tmp_path / "result.json"
        preds, labels = (wod_data / f"fake_{name}.bin" for name in ("predictions", "ground_truths"))
        assert run_eval("-p", preds, "-g", labels, "--task", task, "--json", out) == 0
        official = json.loads((wod_data / f"official_{task}.json").read_text())["metrics"]
        assert len(official) == 32
        return json.loads(out.read_text())["metrics"], official

    return run


def test_detection(scored):
    ours, official = scored("detection")
    assert official.keys() < ours.keys()
    for name, row in official.items():
        assert list(ours[name]) == ["AP", "APH"]
        np.testing.assert_allclose(list(ours[name].values()), list(row.values()), atol=1e-6)


def test_tracking(scored):
    ours, official = scored("tracking")
    assert official.keys() < ours.keys()
    negative = []
    for name, row in official.items():
        found = {column: ours[name][column] for column in OFFICIAL_TRACKING_COLUMNS}
        assert list(found) == list(row)
        if row["MOTA"] > 0 or ours[name]["OBJECTS"] == 0:
            np.testing.assert_allclose(list(found.values()), list(row.values()), atol=1e-6)
        else:  # the official tool prints zeros where no cutoff gives a positive MOTA
            negative.append(name)
            assert set(row.values()) == {0.0}
            parts = found["MISS"] + found["MISMATCH"] + found["FP"]
            assert found["MOTA"] == pytest.approx(1 - parts, abs=1e-6)
            assert found["MOTA"] <= 1e-6
    assert negative == [f"OBJECT_TYPE_TYPE_SIGN_LEVEL_{level}" for level in (1, 2)]


def test_rows_without_labels_have_the_official_zeros_and_nulls_beyond(scored):
    ours, _ = scored("tracking")
    row = ours["OBJECT_TYPE_TYPE_CYCLIST_LEVEL_2"]
    assert row["OBJECTS"] == 0
    assert [row[column] for column in OFFICIAL_TRACKING_COLUMNS] == [0.0] * 6
    assert [row[column] for column in ("AMOTA", "IDF1", "HOTA", "RECALL")] == [None] * 4
