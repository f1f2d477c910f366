"""The training loop."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tensorflow as tf

from waymo_kit.detectors.training.batches import training_batches
from waymo_kit.detectors.training.checkpoints import (
    CHECKPOINTS,
    CONFIG,
    LOG,
    TENSORBOARD,
    CheckpointFolder,
    read_checkpoint,
)
from waymo_kit.detectors.training.example_order import ExampleOrder
from waymo_kit.detectors.training.log import LogFile
from waymo_kit.detectors.training.records import (
    NonFiniteLossError,
    Observer,
    StepMetrics,
    StepRecord,
)
from waymo_kit.detectors.training.state import TrainingState
from waymo_kit.detectors.training.step import TrainingStep
from waymo_kit.detectors.training.strategy import is_chief
from waymo_kit.detectors.training.task import Evaluation, ExampleSource, NamedExamples, TaskT
from waymo_kit.detectors.training.tensorboard import TensorBoardLog
from waymo_kit.detectors.training.watched_source import WatchedSource
from waymo_kit.errors import InvalidInputError
from waymo_kit.io import write_bytes


@dataclass(frozen=True)
class TrainingResult:
    """How a training ended.

    Attributes:
        step: the last one.
        loss: of the last step.
        metrics: of the last evaluation in this process; empty without one.
    """

    step: int
    loss: float
    metrics: Mapping[str, float]


def train(
    state: TrainingState[TaskT],
    source: ExampleSource,
    folder: Path,
    *,
    resume: bool = False,
    evaluate: Evaluation[TaskT] | None = None,
    config: str = "",
    observers: Sequence[Observer] = (),
) -> TrainingResult:
    """Trains a network and writes log and checkpoints.

    Args:
        state: of `create_state`.
        source: of the examples.
        folder: of the run, for what `run_folder` lists. Several machines must share it.
        resume: goes on from the last checkpoint of the folder, if there is one.
        evaluate: called every `evaluate_every` steps and at the end with the averaged weights, by
            one process of several.
        config: YAML of the run's configuration, for `config.yaml` and the checkpoints.
        observers: are told what is logged.

    Returns:
        How it ended; the state has the trained weights, the checkpoint the averaged ones as well.

    Raises:
        NonFiniteLossError: loss or gradient is not finite any more; checkpoints from before stay.
        InvalidInputError: the folder holds another run, or the last checkpoint is not of this
            model.
        CorruptDataError: the last checkpoint is damaged.
    """
    checkpoints = CheckpointFolder(folder / CHECKPOINTS, state.settings.keep_checkpoints)
    latest = checkpoints.latest()
    if latest is not None and not resume:
        raise InvalidInputError(
            f"{folder}: expected a new folder, it holds checkpoints of a run; resume that, or "
            "choose another folder"
        )
    if latest is not None:
        state.restore(read_checkpoint(latest), str(latest))
    run = _Run(state, source, checkpoints, evaluate, config)
    if run.is_chief:
        folder.mkdir(parents=True, exist_ok=True)
        write_bytes(config.encode(), folder / CONFIG)
        logs = (LogFile(folder / LOG, state.step), TensorBoardLog(folder / TENSORBOARD))
        run.observers = (*logs, *observers)
    return run.finish()


class _Run:
    """A training from the step where its state is to the end."""

    def __init__(
        self,
        state: TrainingState[Any],
        source: ExampleSource,
        checkpoints: CheckpointFolder,
        evaluate: Evaluation[Any] | None,
        config: str,
    ) -> None:
        """Compiles nothing yet; observers are set by the process that has any."""
        self.state = state
        self.settings = state.settings
        self.source = source
        self.checkpoints = checkpoints
        self.evaluate = evaluate
        self.config = config
        self.observers: tuple[Observer, ...] = ()
        self.is_chief = is_chief(state.strategy)
        self.step = TrainingStep(state)
        self.metrics: Mapping[str, float] = {}
        self.best = self._best_before()

    def finish(self) -> TrainingResult:
        """Trains until the last step."""
        done, last = self.state.step, self.settings.steps
        self._check_agreement(done)
        loss = math.nan
        pending: list[tf.Tensor] = []
        with self._batches(done) as batches:
            started = time.perf_counter()
            while done < last:
                pending.append(self.step(next(batches)))
                done += 1
                saves = self._is_due(done, self.settings.checkpoint_every)
                evaluates = self.evaluate is not None and self._is_due(
                    done, self.settings.evaluate_every
                )
                logs = self._is_due(done, self.settings.log_every)
                if not (saves or evaluates or logs):
                    continue
                metrics = self._read(pending, done)
                seconds = (time.perf_counter() - started) / len(pending)
                loss, pending = metrics.loss, []
                if logs:
                    record = StepRecord(done, metrics, seconds, self.settings.batch_size / seconds)
                    for observer in self.observers:
                        observer.on_step(record)
                if self.is_chief and (saves or evaluates):
                    self._evaluate_and_save(done, evaluates, saves)
                started = time.perf_counter()
        return TrainingResult(done, loss, self.metrics)

    def _is_due(self, step: int, every: int | None) -> bool:
        return step == self.settings.steps or (every is not None and step % every == 0)

    @contextmanager
    def _batches(self, first_step: int) -> Iterator[Iterator[Any]]:
        """The batches from a step on; raises what the source raised."""
        source = WatchedSource(self.source)
        settings = self.settings
        try:
            yield iter(
                self.state.strategy.distribute_datasets_from_function(
                    lambda context: training_batches(
                        source,
                        settings.batch_size,
                        settings.seed,
                        first_step,
                        context,
                        settings.load_threads,
                    )
                )
            )
        except tf.errors.OpError as error:
            if source.failure is None:
                raise
            raise source.failure from error

    def _read(self, pending: Sequence[tf.Tensor], done: int) -> StepMetrics:
        """Waits for steps, checks them all, and returns the metrics of the last.

        Raises:
            NonFiniteLossError: one of them is not finite.
        """
        first = done - len(pending)
        for step, result in enumerate(pending, first):
            metrics = self.step.read(result)
            if not metrics.is_finite:
                raise NonFiniteLossError(self._describe(metrics, step))
        return metrics

    def _describe(self, metrics: StepMetrics, step: int) -> str:
        terms = ", ".join(f"{name} {value:g}" for name, value in metrics.terms.items())
        order = ExampleOrder(len(self.source), self.settings.seed)
        examples = [place.number for place in order.batch(step, self.settings.batch_size)]
        if isinstance(self.source, NamedExamples):
            names = ", ".join(self.source.name(index) for index in examples)
        else:
            names = ", ".join(str(index) for index in examples)
        latest = self.checkpoints.latest()
        kept = f"{latest} is from before" if latest else "there is no checkpoint from before"
        return (
            f"step {step + 1}: expected a finite loss and gradient, got loss {metrics.loss:g} "
            f"({terms}) and gradient norm {metrics.gradient_norm:g}, on the examples {names}; "
            f"{kept}; a lower learning rate or float32 may help"
        )

    def _evaluate_and_save(self, done: int, evaluates: bool, saves: bool) -> None:
        metrics: Mapping[str, float] = {}
        if evaluates and self.evaluate is not None:
            with self.state.averages.applied():
                metrics = self.metrics = dict(self.evaluate(self.state.task))
            for observer in self.observers:
                observer.on_evaluation(done, metrics)
        is_best = self._is_best(metrics)
        if saves or is_best:
            checkpoint = self.state.checkpoint(self.config, metrics)
            self.checkpoints.save(checkpoint, is_best)

    def _is_best(self, metrics: Mapping[str, float]) -> bool:
        """Whether the figure that counts is the highest so far; remembers it then."""
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
        """The best figure of the run that goes on."""
        name = self.settings.best_metric
        if name is None or not self.checkpoints.best.exists():
            return -math.inf
        return read_checkpoint(self.checkpoints.best).metrics.get(name, -math.inf)

    def _check_agreement(self, done: int) -> None:
        """Raises InvalidInputError unless all processes begin with the same step."""

        @tf.function
        def mean_step() -> tf.Tensor:
            mean = self.state.strategy.run(
                lambda: tf.distribute.get_replica_context().all_reduce(
                    tf.distribute.ReduceOp.MEAN, tf.constant(done, tf.float32)
                )
            )
            return self.state.strategy.experimental_local_results(mean)[0]

        mean = float(mean_step())
        if mean != done:
            raise InvalidInputError(
                f"expected all processes to go on from one step, this one has a checkpoint of "
                f"step {done}, they have {mean:g} on average: they must share the run's folder"
            )
