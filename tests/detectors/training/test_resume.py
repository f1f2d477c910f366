"""Resuming a run: finished ones, longer ones, and those with other settings."""

import dataclasses
import json

import numpy as np
import pytest

from tests.detectors.training.toy_training import ToySource, ToyTask, toy_settings
from waymo_kit.configuration import configuration_text
from waymo_kit.detectors.training.backend import create_backend
from waymo_kit.detectors.training.log import read_log
from waymo_kit.detectors.training.loop import train
from waymo_kit.detectors.training.resume import check_same_run
from waymo_kit.detectors.training.state import create_state
from waymo_kit.errors import CorruptDataError, InvalidInputError

CONFIG = "data: here\ntraining: {steps: 4, seed: 3}\n"


@pytest.fixture(scope="module")
def cpu():
    return create_backend("cpu")


@pytest.fixture
def run(cpu, tmp_path):
    def run(resume=False, config=CONFIG, evaluate=None, **changes):
        settings = toy_settings(**{"steps": 4, "checkpoint_every": 2, **changes})
        state = create_state(lambda: ToyTask(dropout=0.3), settings, cpu)
        return train(
            state, ToySource(), tmp_path / "run", resume=resume, config=config, evaluate=evaluate
        )

    return run


def test_a_finished_run_reports_its_last_loss_and_metrics(run, tmp_path):
    first = run(evaluate=lambda task: {"score": 0.5, "empty": float("nan")})
    log = (tmp_path / "run" / "log.jsonl").read_text()
    again = run(resume=True)
    assert (again.step, again.loss) == (4, first.loss)
    assert np.isfinite(again.loss)
    np.testing.assert_equal(dict(again.metrics), {"score": 0.5, "empty": float("nan")})
    assert (tmp_path / "run" / "log.jsonl").read_text() == log
    for line in log.splitlines():
        json.loads(line, parse_constant=pytest.fail)


def test_more_steps_lengthen_a_run(run, tmp_path):
    run()
    result = run(resume=True, steps=6, config=CONFIG.replace("steps: 4", "steps: 6"))
    assert result.step == 6
    assert [line["step"] for line in read_log(tmp_path / "run" / "log.jsonl")] == list(range(1, 7))
    assert "steps: 6" in (tmp_path / "run" / "config.yaml").read_text()
    rates = [line["learning_rate"] for line in read_log(tmp_path / "run" / "log.jsonl")]
    schedule_of_six = (
        create_state(ToyTask, toy_settings(steps=6), create_backend("cpu"))
        .players["model"]
        .optimizer._learning_rate
    )
    assert rates[4:] == pytest.approx([float(schedule_of_six(step)) for step in (4, 5)])


class _NamedSource(ToySource):
    """Examples with names: "PREFIX NUMBER"."""

    def __init__(self, prefix, count=64):
        super().__init__(count)
        self.prefix = prefix

    def name(self, index):
        return f"{self.prefix} {index}"


def test_other_examples_under_the_same_path_are_refused(cpu, tmp_path):
    def run(source, folder="run", **changes):
        settings = toy_settings(**{"steps": 4, "checkpoint_every": 2, **changes})
        state = create_state(ToyTask, settings, cpu)
        return train(state, source, tmp_path / folder, resume=True, config=CONFIG)

    run(_NamedSource("drive a"))
    assert run(_NamedSource("drive a"), steps=6).step == 6
    for other in (_NamedSource("drive b"), _NamedSource("drive a", 63)):
        with pytest.raises(InvalidInputError, match="learned from other segments or images"):
            run(other, steps=8)
    # Checkpoints of earlier versions and of sources without names say nothing of their examples.
    run(ToySource(), "older")
    assert run(_NamedSource("drive a"), "older", steps=6).step == 6


def test_fewer_steps_than_were_done_are_refused(run):
    run()
    with pytest.raises(InvalidInputError, match="expected 4 steps or more, which the run has done"):
        run(resume=True, steps=3)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"optimizer": "sgd"}, "another optimizer, 'adamw'; got 'sgd'"),
        ({"learning_rate": 0.5}, "another learning_rate, 0.01; got 0.5"),
        ({"seed": 4}, "another seed, 3; got 4"),
        ({"frozen": ("dense",)}, r"another frozen, \[\]; got \['dense'\]"),
        ({"config": CONFIG.replace("here", "there")}, "another data, 'here'; got 'there'"),
        ({"config": "data: here\n"}, "another training.seed, 3; got None"),
        ({"config": "nothing"}, "another data, 'here'; got None"),
    ],
)
def test_a_run_with_other_settings_is_refused_and_stays_as_it_is(run, tmp_path, changes, message):
    run()
    files = {path: path.read_bytes() for path in (tmp_path / "run").rglob("*") if path.is_file()}
    with pytest.raises(InvalidInputError, match=message):
        run(resume=True, **{"steps": 8, **changes})
    same = {path: path.read_bytes() for path in (tmp_path / "run").rglob("*") if path.is_file()}
    assert same == files


def test_a_setting_that_the_run_does_not_know_had_its_default(cpu):
    settings = toy_settings()
    lines = configuration_text(settings).splitlines(keepends=True)
    older = "".join(line for line in lines if not line.startswith("fused_normalization"))
    assert older != configuration_text(settings)
    config = "recipe:\n  training:\n    seed: 3\n"
    newer = config + "    fused_normalization: false\n"
    checkpoint = create_state(ToyTask, settings, cpu).checkpoint(config, 0.5, {})
    checkpoint = dataclasses.replace(checkpoint, settings=older)
    check_same_run(checkpoint, settings, newer, "run")
    with pytest.raises(InvalidInputError, match=r"another recipe\.training\.accumulate, 1; got 2"):
        check_same_run(checkpoint, settings, config + "    accumulate: 2\n", "run")


def test_a_configuration_that_is_not_yaml_is_damage(cpu):
    state = create_state(ToyTask, toy_settings(), cpu)
    checkpoint = state.checkpoint("a: [", 0.5, {})
    with pytest.raises(CorruptDataError, match=r"c\.npz: its configuration is not YAML"):
        check_same_run(checkpoint, state.settings, "", "c.npz")
