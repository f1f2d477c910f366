"""The loop: exact resume, best checkpoints, logs, and what is said when something is wrong."""

import numpy as np
import pytest

from tests.detectors.training.stopping import Stop, StopError
from tests.detectors.training.toy_training import ToySource, ToyTask, toy_settings
from waymo_kit.detectors.training.backend import create_backend
from waymo_kit.detectors.training.checkpoints import CheckpointFolder, read_checkpoint
from waymo_kit.detectors.training.initialization import load_averages
from waymo_kit.detectors.training.log import read_log
from waymo_kit.detectors.training.loop import train
from waymo_kit.detectors.training.records import NonFiniteLossError
from waymo_kit.detectors.training.state import create_state
from waymo_kit.errors import CorruptDataError, InvalidInputError


@pytest.fixture(scope="module")
def cpu():
    return create_backend("cpu")


@pytest.fixture
def run(cpu, tmp_path):
    """Trains in a folder; the network has dropout, whose random state must be resumed, too."""

    def run(name="run", source=None, create_task=lambda: ToyTask(dropout=0.3), **changes):
        loop = ("resume", "evaluate", "observers", "config")
        options = {key: changes.pop(key) for key in loop if key in changes}
        state = create_state(create_task, toy_settings(**changes), cpu)
        source = ToySource() if source is None else source
        return state, train(state, source, tmp_path / name, **options)

    return run


@pytest.fixture(scope="module")
def whole(cpu, tmp_path_factory):
    """A run that nothing disturbed: its folder and last state."""
    folder = tmp_path_factory.mktemp("whole")
    state = create_state(lambda: ToyTask(dropout=0.3), toy_settings(), cpu)
    train(state, ToySource(), folder)
    return folder, state


def curve(folder):
    return [(line["step"], line["loss"]) for line in read_log(folder / "log.jsonl")]


def assert_same_arrays(one, other):
    """Every bit of two players is the same."""
    for group in ("model", "optimizer", "averages"):
        ours, theirs = getattr(one, group), getattr(other, group)
        assert list(ours) == list(theirs)
        for path, value in ours.items():
            np.testing.assert_array_equal(value, theirs[path], path)


@pytest.mark.parametrize("stop", [3, 13])
def test_a_stopped_run_goes_on_as_if_it_had_not_been(run, whole, tmp_path, stop):
    folder, undisturbed = whole
    with pytest.raises(StopError):
        run("stopped", observers=[Stop(stop)])
    resumed, result = run("stopped", resume=True)
    assert result.step == 20
    assert curve(tmp_path / "stopped") == curve(folder)
    assert [step for step, _ in curve(folder)] == list(range(1, 21))
    for name, state in undisturbed.players.items():
        assert_same_arrays(state.arrays(), resumed.players[name].arrays())


def test_it_learns(run, tmp_path):
    _, result = run(steps=60, learning_rate=0.03)
    first = np.mean([loss for _, loss in curve(tmp_path / "run")[:5]])
    assert result.loss < 0.7 * first


@pytest.mark.parametrize(("seed", "is_same"), [(3, True), (4, False)])
def test_the_seed_decides(run, whole, tmp_path, seed, is_same):
    run(seed=seed)
    assert (curve(tmp_path / "run") == curve(whole[0])) is is_same


def test_a_run_that_is_finished_stays_as_it_is(run, tmp_path):
    run(steps=2)
    before = (tmp_path / "run" / "log.jsonl").read_text()
    _, result = run(steps=2, resume=True)
    assert result.step == 2
    assert (tmp_path / "run" / "log.jsonl").read_text() == before


def test_what_the_folder_holds(run, tmp_path):
    run(log_every=4, checkpoint_every=8, keep_checkpoints=2, config="steps: 20\n")
    folder = tmp_path / "run"
    assert sorted(path.name for path in folder.iterdir()) == [
        "checkpoints",
        "config.yaml",
        "log.jsonl",
        "tensorboard",
    ]
    assert (folder / "config.yaml").read_text() == "steps: 20\n"
    names = sorted(path.name for path in (folder / "checkpoints").iterdir())
    assert names == ["step-000000016.npz", "step-000000020.npz"]
    lines = read_log(folder / "log.jsonl")
    assert [line["step"] for line in lines] == [4, 8, 12, 16, 20]
    for line in lines:
        assert set(line["terms"]) == {"square", "bias"}
        assert line["loss"] == pytest.approx(
            line["terms"]["square"] + 0.1 * line["terms"]["bias"], rel=1e-5
        )
        assert line["seconds"] > 0
        assert line["examples_per_second"] == pytest.approx(8 / line["seconds"], rel=0.01)


def test_evaluation_sees_averages_and_the_best_is_kept(run, tmp_path):
    """The figure is best in the middle; each time it is that of the averages, not the weights."""
    seen = []

    def evaluate(task):
        seen.append([weight.numpy() for weight in task.model.weights])
        return {
            "score": {6: 0.2, 12: 0.7, 18: 0.4, 20: 0.3}[6 * len(seen) if len(seen) < 4 else 20]
        }

    options = {"evaluate": evaluate, "evaluate_every": 6, "best_metric": "score"}
    state, result = run(**options)
    assert result.metrics == {"score": 0.3}
    checkpoints = CheckpointFolder(tmp_path / "run" / "checkpoints")
    best = read_checkpoint(checkpoints.best)
    assert (best.step, best.metrics) == (12, {"score": 0.7})
    metrics = [
        line["metrics"] for line in read_log(tmp_path / "run" / "log.jsonl") if "metrics" in line
    ]
    assert [each["score"] for each in metrics] == [0.2, 0.7, 0.4, 0.3]

    detector = ToyTask(dropout=0.3).model
    load_averages(best, detector, "best.npz")
    for weight, average in zip(detector.weights, seen[1], strict=True):
        np.testing.assert_array_equal(weight.numpy(), average)
    kernel, average = state.task.model.weights[0].numpy(), seen[-1][0]
    assert np.abs(kernel - average).max() > 1e-4
    averages = state.players["model"].averages.variables
    np.testing.assert_array_equal(averages["dense/kernel"].numpy(), average)


def test_evaluation_changes_nothing_in_training(run, whole, tmp_path):
    run(evaluate=lambda task: {"score": 1.0}, evaluate_every=3)
    steps = [line for line in read_log(tmp_path / "run" / "log.jsonl") if "loss" in line]
    assert [(line["step"], line["loss"]) for line in steps] == curve(whole[0])


def test_a_resumed_run_remembers_the_best(run, tmp_path):
    options = {"evaluate_every": 5, "best_metric": "score"}
    scores = iter([0.9, 0.1])
    with pytest.raises(StopError):
        run(evaluate=lambda t: {"score": next(scores)}, observers=[Stop(11)], **options)
    run(evaluate=lambda task: {"score": 0.5}, resume=True, **options)
    best = read_checkpoint(CheckpointFolder(tmp_path / "run" / "checkpoints").best)
    assert (best.step, best.metrics["score"]) == (5, 0.9)


def test_an_unknown_best_metric_is_told(run):
    with pytest.raises(InvalidInputError, match="best_metric: expected one of AP, got 'mAP'"):
        run(steps=1, evaluate=lambda task: {"AP": 0.5}, best_metric="mAP")


@pytest.mark.parametrize("log_every", [1, 100])
def test_a_nan_loss_names_step_and_examples_and_keeps_the_checkpoint(run, tmp_path, log_every):
    """Also when the loss is looked at much later."""
    with pytest.raises(NonFiniteLossError) as caught:
        run(source=ToySource(bad=7), checkpoint_every=4, log_every=log_every)
    message = str(caught.value)
    assert "step 6: expected a finite loss and gradient, got loss nan (square nan, bias nan)" in (
        message
    )
    assert "on the examples 33, 26, 34, 47, 16, 14, 36, 7; " in message
    assert "step-000000004.npz is from before" in message
    latest = CheckpointFolder(tmp_path / "run" / "checkpoints").latest()
    assert latest.name == "step-000000004.npz"
    values = read_checkpoint(latest).players["model"].model.values()
    assert all(np.isfinite(value).all() for value in values)


def test_a_nan_loss_names_examples_that_have_names(run):
    class Named(ToySource):
        def name(self, index):
            return f"segment-{index}"

    with pytest.raises(NonFiniteLossError, match=r"segment-36, segment-7; there is no checkpoint"):
        run(source=Named(bad=7), checkpoint_every=50)


def test_the_error_of_a_source_is_the_error_of_the_loop(run):
    class Broken(ToySource):
        def load(self, index, epoch):
            if index == 11:
                raise CorruptDataError("frame 11: broken")
            return super().load(index, epoch)

    with pytest.raises(CorruptDataError, match=r"^frame 11: broken$"):
        run(source=Broken())


def test_the_folder_of_another_run_is_refused(run, tmp_path):
    run(steps=1)
    before = (tmp_path / "run" / "log.jsonl").read_text()
    with pytest.raises(InvalidInputError, match="expected a new folder, it holds checkpoints of"):
        run(config="other\n")
    assert (tmp_path / "run" / "log.jsonl").read_text() == before


def test_the_checkpoint_of_another_model_is_refused(run):
    run(steps=1)
    message = r"another model or training: expected shape \(6, 8\) for dense/kernel, got \(6, 16\)"
    with pytest.raises(InvalidInputError, match=message):
        run(steps=1, create_task=lambda: ToyTask(width=8, dropout=0.3), resume=True)


def test_a_damaged_checkpoint_is_refused(run, tmp_path):
    run(steps=2, checkpoint_every=1)
    latest = CheckpointFolder(tmp_path / "run" / "checkpoints").latest()
    latest.write_bytes(latest.read_bytes()[:1000])
    with pytest.raises(CorruptDataError, match=r"step-000000002.npz: expected a checkpoint"):
        run(steps=2, resume=True)
    latest.unlink()
    assert run(steps=2, resume=True)[1].step == 2


def test_resume_without_a_checkpoint_begins(run):
    assert run(steps=1, resume=True)[1].step == 1


def test_an_empty_source_is_refused(run):
    with pytest.raises(InvalidInputError, match="expected one or more examples"):
        run(source=ToySource(count=0))
