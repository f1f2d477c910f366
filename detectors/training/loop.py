"""The training loop."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from waymo_kit.detectors.training.backend import CompiledStep, PendingMetrics
from waymo_kit.detectors.training.checkpoints import (
    CHECKPOINTS,
    CONFIG,
    LOG,
    TENSORBOARD,
    CheckpointFolder,
    read_checkpoint,
)
from waymo_kit.detectors.training.example_order import ExampleOrder
from waymo_kit.detectors.training.initialization import LoadReport
from waymo_kit.detectors.training.log import LogFile
from waymo_kit.detectors.training.records import (
    NonFiniteLossError,
    Observer,
    PlayerMetrics,
    StepMetrics,
    StepRecord,
)
from waymo_kit.detectors.training.resume import check_same_run, examples_digest
from waymo_kit.detectors.training.state import TrainingState
from waymo_kit.detectors.training.task import Evaluate, ExampleSource, NamedExamples, TaskT
from waymo_kit.errors import InvalidInputError
from waymo_kit.io import write_bytes, write_json

INITIAL_WEIGHTS = "initial_weights.json"
"""File in the folder of a run that tells what `init_from` loaded."""


@dataclass(frozen=True)
class TrainingResult:
    """Result of a training.

    Attributes:
        step: Number of steps done.
        loss: Loss of the last step.
        metrics: Metrics of the last evaluation; empty without one, or in other processes than the
            one that evaluates.
        initialized: Report of `init_from`; None where it was not used.
    """

    step: int
    loss: float
    metrics: Mapping[str, float]
    initialized: LoadReport | None = None


def train(
    state: TrainingState[TaskT],
    source: ExampleSource,
    folder: Path,
    *,
    resume: bool = False,
    evaluate: Evaluate[TaskT] | None = None,
    config: str = "",
    observers: Sequence[Observer] = (),
) -> TrainingResult:
    """Trains the networks of a task and writes log and checkpoints.

    Args:
        state: State that `create_state` returns.
        source: Source of the examples.
        folder: Folder of the run, which several machines must share.
        resume: Whether to continue from the last checkpoint of the folder, if there is one. A run
            that is finished stays as it is, and one that is given more steps goes on.
        evaluate: Function called every `evaluate_every` steps and at the end, while the networks
            have their averaged weights, in one process of several.
        config: Configuration of the run as YAML, for `config.yaml` and the checkpoints.
        observers: Observers of what is logged.

    Returns:
        The result of the training. The state has the trained weights, the checkpoint also the
        averaged ones.

    Raises:
        NonFiniteLossError: A loss or gradient became NaN or infinite; earlier checkpoints stay.
        InvalidInputError: The folder holds another run, or a run with other settings or examples,
            or initial weights do not fit.
        CorruptDataError: The last checkpoint is damaged.
    """
    checkpoints = CheckpointFolder(folder / CHECKPOINTS, state.settings.keep_checkpoints)
    latest = checkpoints.latest()
    examples = examples_digest(source)
    initialized = None
    loss, metrics = math.nan, {}
    if latest is None:
        initialized = state.initialize()
    elif not resume:
        raise InvalidInputError(
            f"{folder}: expected a new folder, it holds checkpoints of a run; resume that, or "
            "choose another folder"
        )
    else:
        stored = read_checkpoint(latest)
        check_same_run(stored, state.settings, config, str(latest), examples)
        state.restore(stored, str(latest))
        loss, metrics = stored.loss, dict(stored.metrics)
    run = _Run(state, source, checkpoints, evaluate, config, examples)
    run.loss, run.metrics = loss, metrics
    if run.is_chief:
        write_bytes(config.encode(), folder / CONFIG)
        if initialized is not None:
            write_json(initialized.as_dict(), folder / INITIAL_WEIGHTS)
        logs = (LogFile(folder / LOG, state.step), state.backend.scalar_log(folder / TENSORBOARD))
        run.observers = (*logs, *observers)
    run.finish()
    return TrainingResult(state.step, run.loss, run.metrics, initialized)


class _Run:
    """A training from the step of its state to the last."""

    def __init__(
        self,
        state: TrainingState[Any],
        source: ExampleSource,
        checkpoints: CheckpointFolder,
        evaluate: Evaluate[Any] | None,
        config: str,
        examples: str,
    ) -> None:
        """Compiles nothing yet; the process that has observers sets them."""
        self.state = state
        self.settings = state.settings
        self.source = source
        self.checkpoints = checkpoints
        self.evaluate = evaluate
        self.config = config
        self.examples = examples
        self.observers: tuple[Observer, ...] = ()
        self.is_chief = state.backend.is_chief
        self.loss = math.nan
        self.metrics: Mapping[str, float] = {}
        self.best = self._best_before()
        self._steps: dict[tuple[str, ...], CompiledStep] = {}
        self._step_of(state.step)

    def finish(self) -> None:
        """Trains until the last step."""
        state, settings = self.state, self.settings
        self._check_agreement()
        pending: list[PendingMetrics] = []
        with state.backend.batches(self.source, settings, state.step) as batches:
            started = time.perf_counter()
            while state.step < settings.steps:
                pending.append(self._step_of(state.step)(next(batches)))
                state.step += 1
                saves = self._is_due(settings.checkpoint_every)
                evaluates = self.evaluate is not None and self._is_due(settings.evaluate_every)
                logs = self._is_due(settings.log_every)
                if not (saves or evaluates or logs):
                    continue
                metrics = self._read(pending)
                seconds = (time.perf_counter() - started) / len(pending)
                self.loss, pending = metrics.loss, []
                if logs:
                    record = StepRecord(state.step, metrics, seconds, settings.batch_size / seconds)
                    for observer in self.observers:
                        observer.on_step(record)
                if self.is_chief and (saves or evaluates):
                    self._evaluate_and_save(evaluates, saves)
                started = time.perf_counter()

    def _step_of(self, step: int) -> CompiledStep:
        """Returns the step of the players that play, one for each list of players."""
        players = self.state.playing(step)
        names = tuple(player.player.name for player in players)
        if names not in self._steps:
            others = [each for each in self.state.players.values() if each not in players]
            self._steps[names] = self.state.backend.compile_step(players, self.settings, others)
        return self._steps[names]

    def _is_due(self, every: int | None) -> bool:
        step = self.state.step
        return step == self.settings.steps or (every is not None and step % every == 0)

    def _read(self, pending: Sequence[PendingMetrics]) -> StepMetrics:
        """Waits for steps, checks them all, and returns the metrics of the last.

        Raises:
            NonFiniteLossError: A loss or gradient is not finite.
        """
        first = self.state.step - len(pending)
        for step, result in enumerate(pending, first):
            metrics = result.read()
            if not metrics.is_finite:
                raise NonFiniteLossError(self._describe(metrics, step))
        return metrics

    def _describe(self, metrics: StepMetrics, step: int) -> str:
        name, player = next(
            (name, player) for name, player in metrics.players.items() if not player.is_finite
        )
        who = f"{name}: " if len(self.state.players) > 1 else ""
        order = ExampleOrder(len(self.source), self.settings.seed)
        examples = [place.number for place in order.batch(step, self.settings.batch_size)]
        if isinstance(self.source, NamedExamples):
            names = ", ".join(self.source.name(index) for index in examples)
        else:
            names = ", ".join(str(index) for index in examples)
        latest = self.checkpoints.latest()
        kept = f"{latest} is from before" if latest else "there is no checkpoint from before"
        return (
            f"step {step + 1}: {who}expected a finite loss and gradient, got {_described(player)}, "
            f"on the examples {names}; {kept}; a lower learning rate or float32 may help"
        )

    def _evaluate_and_save(self, evaluates: bool, saves: bool) -> None:
        metrics: Mapping[str, float] = {}
        if evaluates and self.evaluate is not None:
            with self.state.averages_applied():
                metrics = self.metrics = dict(self.evaluate(self.state.task))
            for observer in self.observers:
                observer.on_evaluation(self.state.step, metrics)
        is_best = self._is_best(metrics)
        if saves or is_best:
            checkpoint = self.state.checkpoint(self.config, self.loss, metrics, self.examples)
            self.checkpoints.save(checkpoint, is_best)

    def _is_best(self, metrics: Mapping[str, float]) -> bool:
        """Returns whether `best_metric` is the highest so far, and remembers it then."""
        name = self.settings.best_metric
        if not metrics or name is None:
            return False
        if name not in metrics:
            raise InvalidInputError(
                f"best_metric: expected one of {', '.join(metrics)}, got {name!r}"
            )
        if not metrics[name] > self.best:
            return False
        self.best = metrics[name]
        return True

    def _best_before(self) -> float:
        """Returns the best metric of the run so far."""
        name = self.settings.best_metric
        if name is None or not self.checkpoints.best.exists():
            return -math.inf
        best = read_checkpoint(self.checkpoints.best).metrics.get(name, -math.inf)
        return -math.inf if math.isnan(best) else best

    def _check_agreement(self) -> None:
        """Raises InvalidInputError unless all processes start at the same step."""
        mean = self.state.backend.mean(self.state.step)
        if mean != self.state.step:
            raise InvalidInputError(
                f"expected all processes to go on from one step, this one has a checkpoint of "
                f"step {self.state.step}, they have {mean:g} on average: they must share the run's "
                "folder"
            )


def _described(player: PlayerMetrics) -> str:
    terms = ", ".join(f"{name} {value:g}" for name, value in player.terms.items())
    return f"loss {player.loss:g} ({terms}) and gradient norm {player.gradient_norm:g}"
