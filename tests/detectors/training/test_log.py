"""The log: lines that read back, also after a kill."""

import json

import pytest

from waymo_kit.detectors.training.log import LogFile, read_log
from waymo_kit.detectors.training.records import StepMetrics, StepRecord
from waymo_kit.errors import OutputError


def record(step):
    return StepRecord(step, StepMetrics(0.5, {"heat": 0.25}, 2.0, 1e-3), 0.125, 16.0)


def test_steps_and_evaluations_are_lines(tmp_path):
    log = LogFile(tmp_path / "log.jsonl")
    log.on_step(record(10))
    log.on_evaluation(10, {"AP": 0.75, "APH": float("nan")})
    first, second = read_log(tmp_path / "log.jsonl")
    assert first == {
        "step": 10,
        "loss": 0.5,
        "terms": {"heat": 0.25},
        "gradient_norm": 2.0,
        "learning_rate": 1e-3,
        "seconds": 0.125,
        "examples_per_second": 16.0,
    }
    assert second == {"step": 10, "metrics": {"AP": 0.75, "APH": None}}


def test_a_resumed_run_forgets_later_lines_and_half_ones(tmp_path):
    path = tmp_path / "log.jsonl"
    log = LogFile(path)
    for step in (1, 2, 3, 4):
        log.on_step(record(step))
    with path.open("a") as stream:
        stream.write('{"step": 5, "lo')
    log = LogFile(path, last_step=2)
    log.on_step(record(3))
    assert [line["step"] for line in read_log(path)] == [1, 2, 3]
    assert len([json.loads(line) for line in path.read_text().splitlines()]) == 3


def test_a_new_run_begins_a_new_log(tmp_path):
    LogFile(tmp_path / "log.jsonl").on_step(record(1))
    LogFile(tmp_path / "log.jsonl")
    assert read_log(tmp_path / "log.jsonl") == []


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(OutputError, match=r"log\.jsonl: No such file or directory"):
        LogFile(tmp_path / "none" / "log.jsonl")
