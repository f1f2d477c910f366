"""Functions shared by the commands that train networks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from waymo_kit.cli import output
from waymo_kit.progress import Progress

if TYPE_CHECKING:
    from waymo_kit.detectors.training.records import StepRecord
    from waymo_kit.detectors.training.settings import TrainingSettings


class TrainingProgress:
    """Shows steps and loss of a training; an `Observer`.

    Args:
        bar: Progress bar that shows them.
        settings: Settings of the training.
    """

    def __init__(self, bar: output.ProgressBar, settings: TrainingSettings) -> None:
        """Shows that no step is done."""
        self._bar = bar
        self._settings = settings
        bar.update(Progress(0, settings.steps), "preparing the network")

    def on_step(self, record: StepRecord) -> None:
        """Shows a step."""
        detail = f"loss {record.metrics.loss:.4f}, {record.seconds:.3g} s/step"
        self._bar.update(Progress(record.step, self._settings.steps), detail)

    def on_evaluation(self, step: int, metrics: Mapping[str, float]) -> None:
        """Prints the metric that counts."""
        output.progress_line(f"step {step:,}: evaluated{best_metric(self._settings, metrics)}")


def best_metric(settings: TrainingSettings, metrics: Mapping[str, float]) -> str:
    """Returns the metric by which checkpoints are the best, as the end of a line."""
    name = settings.best_metric
    return f", {name} {metrics[name]:.4f}" if name is not None and name in metrics else ""
