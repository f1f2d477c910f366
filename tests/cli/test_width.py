"""Tables on a terminal of 80 columns: no digit is cut, and every number is there."""

import pytest

from tests.evaluation.drives import Drive
from waymo_kit.evaluation.evaluate import evaluate
from waymo_kit.predictions import write_predictions


@pytest.fixture(scope="module")
def drive(tmp_path_factory):
    return Drive(tmp_path_factory.mktemp("drive"), frames=2)


@pytest.fixture(scope="module")
def preds(drive, tmp_path_factory):
    path = tmp_path_factory.mktemp("preds") / "p.parquet"
    write_predictions(drive.predictions(), path)
    return path


@pytest.mark.parametrize("task", ["detection", "let", "tracking", "calibration"])
def test_every_metric_is_shown_on_80_columns(kit, drive, preds, monkeypatch, task):
    monkeypatch.setenv("COLUMNS", "80")
    code, out, _ = kit("eval", "-p", preds, "-g", drive.converted, "--task", task, "--force")
    assert code == 0
    lines = out.splitlines()
    assert max(map(len, lines)) <= 80
    assert "…" not in out
    result = evaluate(preds, drive.converted, task, force=True)
    words = out.split()
    for section in result.task.sections(result.rows):
        assert set(" ".join(section.columns).split()) <= set(words)
        for line in section.lines:
            cells = [
                result.task.shown(column, value)
                for column, value in zip(section.columns, line.values, strict=True)
            ]
            assert set(cells) <= set(words), line.label


def test_calibrate_on_80_columns(kit, drive, preds, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    arguments = ("-p", preds, "-g", drive.converted, "-o", tmp_path / "o.parquet", "--force")
    code, out, err = kit("calibrate", *arguments)
    assert code == 0, err
    assert max(map(len, out.splitlines())) <= 80
    words = out.split()
    for heading in ("temperature", "boxes", "precision", "ECE", "BRIER", "NLL"):
        assert heading in words
    assert words.count("after") == 3
