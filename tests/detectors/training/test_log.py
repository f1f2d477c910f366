"""The log: lines that read back, also after a kill."""

import json

import pytest

from waymo_kit.detectors.training.log import LogFile, read_log
from waymo_kit.detectors.training.records import PlayerMetrics, StepMetrics, StepRecord
from waymo_kit.errors import CorruptDataError, OutputError


def record(step):
    player = PlayerMetrics(0.5, {"heat": 0.25}, 2.0, 1e-3)
    return StepRecord(step, StepMetrics({"model": player}), 0.125, 16.0)


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


def test_players_are_told_apart_and_what_is_not_finite_is_null(tmp_path):
    players = {
        "critic": PlayerMetrics(0.5, {"made": float("inf")}, 2.0, 1e-3),
        "generator": PlayerMetrics(0.25, {"passes": 0.25}, 1.0, 2e-3),
    }
    LogFile(tmp_path / "log.jsonl").on_step(StepRecord(3, StepMetrics(players), 0.125, 16.0))
    text = (tmp_path / "log.jsonl").read_text()
    (line,) = (json.loads(row, parse_constant=pytest.fail) for row in text.splitlines())
    assert line["loss"] == 0.75
    assert line["players"]["critic"]["terms"] == {"made": None}
    assert line["players"]["generator"]["learning_rate"] == 2e-3


@pytest.mark.parametrize("line", ["{", "[]", '{"loss": 1}', '{"step": "3"}', "[" * 100_000])
def test_a_log_of_something_else_is_named(tmp_path, line):
    path = tmp_path / "log.jsonl"
    path.write_text(f'{{"step": 1}}\n{line}\n')
    with pytest.raises(CorruptDataError, match=r"log\.jsonl, line 2: expected a line of a"):
        read_log(path)
