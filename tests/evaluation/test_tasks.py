"""Adding a task takes one class and one line of the registry: all else takes it from there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

from tests.evaluation.command import run_command, run_eval, scores
from waymo_kit.cli.eval import command as eval_command
from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation import TASKS, DetectionTask, evaluate, read_result, task_named
from waymo_kit.evaluation.findings import Finding
from waymo_kit.evaluation.layout import plain_section
from waymo_kit.evaluation.plots.bars import plain_bars_block
from waymo_kit.evaluation.rows import ScoreTable
from waymo_kit.evaluation.state import ArrayState
from waymo_kit.evaluation.tasks.boxes import BoxTask
from waymo_kit.metrics import DetectionConfig
from waymo_kit.predictions import write_predictions


@dataclass(frozen=True, kw_only=True)
class CountingTask(BoxTask):
    """Counts boxes: the predicted share of the labels."""

    name: ClassVar[str] = "counting"
    title: ClassVar[str] = "Counting"
    counts: ClassVar[frozenset[str]] = frozenset({"LABELS"})
    has_levels: ClassVar[bool] = False

    config: DetectionConfig = DetectionConfig()
    factor: float = 1.0

    def count(self, case):
        return ArrayState({"n": np.array([len(case.predictions), len(case.ground_truth)])})

    def rows(self, state):
        found, labels = state.arrays["n"].tolist()
        return {"ALL": {"SHARE": self.factor * found / labels, "LABELS": labels}}

    def score_sums(self, sums):
        values = np.stack([sums["n"][:, 0] / sums["n"][:, 1], sums["n"][:, 1]], axis=-1)
        return ScoreTable(("ALL",), ("SHARE", "LABELS"), values[:, None], sums["n"][:, 1:])

    def sections(self, rows):
        return [plain_section("Counting", rows)]

    def difficulty_findings(self, checks) -> Iterator[Finding]:
        yield Finding("note", "counted", f"{checks.labels} labels were counted")

    def plots(self, result):
        yield plain_bars_block(result)


@pytest.fixture
def counting(monkeypatch):
    monkeypatch.setitem(TASKS, "counting", CountingTask)
    # The option was made when the command was imported.
    (option,) = (option for option in eval_command.params if option.name == "task")
    monkeypatch.setattr(option.type, "choices", tuple(TASKS))


@pytest.mark.usefixtures("counting")
def test_a_task_of_one_class_and_one_line_has_everything(drive, tmp_path, capsys):
    write_predictions(drive.predictions(), tmp_path / "p.parquet")
    (tmp_path / "c.yaml").write_text("factor: 2\nwithin: 1000\n")
    arguments = ("--task", "counting", "--config", tmp_path / "c.yaml")
    page, errors = tmp_path / "page.html", tmp_path / "errors.parquet"
    found = scores(
        tmp_path / "p.parquet", drive.v2, tmp_path, *arguments, "--report", page, "--errors", errors
    )
    share = 2 * len(drive.predictions()) / drive.num_labels
    assert found["metrics"] == {"ALL": {"SHARE": share, "LABELS": drive.num_labels}}
    assert found["config"]["factor"] == 2
    assert "counted" in {each["name"] for each in found["findings"]}
    assert f"{drive.num_labels} labels were counted" in capsys.readouterr().err
    assert "<h1>Counting</h1>" in page.read_text()
    assert errors.exists()
    stored = read_result(tmp_path / "result.json")
    assert stored.task == CountingTask(factor=2.0, within=1000.0)
    again = tmp_path / "again.json"
    again.write_bytes((tmp_path / "result.json").read_bytes())
    assert run_command("compare", tmp_path / "result.json", again, "--columns", "SHARE") == 0
    assert "Counting: SHARE" in capsys.readouterr().out
    assert evaluate(drive.predictions(), drive.v2, "counting").rows["ALL"]["SHARE"] == share / 2


@pytest.mark.usefixtures("counting")
def test_what_a_task_lacks_is_refused_by_its_name(drive, tmp_path, capsys):
    write_predictions(drive.predictions(), tmp_path / "p.parquet")
    command = ("-p", tmp_path / "p.parquet", "-g", drive.v2, "--task", "counting")
    assert run_eval(*command, "--breakdowns", "type") == 2
    assert "the task counting has no choice of breakdowns" in capsys.readouterr().err
    assert run_eval(*command, "--official") == 2
    assert "does not score the task counting" in capsys.readouterr().err


def test_unknown_tasks_are_named():
    with pytest.raises(InvalidInputError, match=r"expected one of detection, .*, got .driving"):
        task_named("driving")
    assert all(task_named(name).name == name for name in TASKS)


def test_predictions_may_be_a_table(drive, tmp_path):
    table = drive.predictions()
    write_predictions(table, tmp_path / "p.parquet")
    task = DetectionTask(config=DetectionConfig(recall_delta=0.1))
    of_table, of_file = (
        evaluate(source, drive.converted, task) for source in (table, tmp_path / "p.parquet")
    )
    assert of_table.rows == of_file.rows
    assert of_table.predictions == "predictions table"
    with pytest.raises(InvalidInputError, match="takes a folder of component tables, got a table"):
        evaluate(table, drive.converted, "keypoints")


@pytest.mark.parametrize("option", ["--report", "--errors", "--json", "--costs"])
def test_a_path_that_cannot_be_written_is_found_before_scoring(drive, tmp_path, capsys, option):
    write_predictions(drive.predictions(), tmp_path / "p.parquet")
    (tmp_path / "file").touch()
    missing = tmp_path / "no-such-predictions.parquet"  # what scoring would complain about
    for path in (tmp_path / "file" / "out", tmp_path):
        assert run_eval("-p", missing, "-g", drive.converted, option, path) == 2
        message = capsys.readouterr().err
        assert str(path) in message
        assert "no-such-predictions" not in message


def test_the_result_is_written_before_what_may_fail(drive, tmp_path, monkeypatch):
    write_predictions(drive.predictions(), tmp_path / "p.parquet")

    def fail(*arguments, **options):
        raise OSError("the disk is full")

    for place in ("cli.eval.publish", "evaluation.report.write_report", "cli.output.findings"):
        with monkeypatch.context() as patch:
            patch.setattr(f"waymo_kit.{place}", fail)
            out = tmp_path / f"{place}.json"
            command = ("-p", tmp_path / "p.parquet", "-g", drive.converted, "--json", out)
            more = ("--report", tmp_path / "r.html", "--errors", tmp_path / "e.parquet")
            try:
                assert run_eval(*command, *more) != 0
            except OSError as error:
                assert str(error) == "the disk is full"
            assert read_result(out).rows
