"""The log of a run as JSON lines."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from waymo_kit.detectors.training.records import StepRecord
from waymo_kit.errors import OutputError


class LogFile:
    """Appends a line for each logged step and each evaluation; an `Observer`.

    Args:
        path: of the file.
        last_step: lines of later steps, which a killed run has left, are removed.

    Raises:
        OutputError: it cannot be written.
    """

    def __init__(self, path: Path, last_step: int = 0) -> None:
        """Removes lines of later steps."""
        self._path = path
        kept = [
            json.dumps(line) + "\n"
            for line in read_log(path)
            if last_step and line["step"] <= last_step
        ]
        staged = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            staged.write_text("".join(kept), encoding="utf-8")
            staged.replace(path)
        except OSError as error:
            raise OutputError(f"{path}: {error.strerror}") from error

    def on_step(self, record: StepRecord) -> None:
        """Appends a step."""
        metrics = record.metrics
        self._append(
            {
                "step": record.step,
                "loss": metrics.loss,
                "terms": dict(metrics.terms),
                "gradient_norm": metrics.gradient_norm,
                "learning_rate": metrics.learning_rate,
                "seconds": round(record.seconds, 6),
                "examples_per_second": round(record.examples_per_second, 3),
            }
        )

    def on_evaluation(self, step: int, metrics: Mapping[str, float]) -> None:
        """Appends an evaluation; null stands for a figure that is not finite."""
        finite = {name: x if math.isfinite(x) else None for name, x in metrics.items()}
        self._append({"step": step, "metrics": finite})

    def _append(self, line: dict[str, Any]) -> None:
        try:
            with self._path.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(line) + "\n")
        except OSError as error:
            raise OutputError(f"{self._path}: {error.strerror}") from error


def read_log(path: Path) -> list[dict[str, Any]]:
    """The lines of a log; none without a file, and a last line that is cut off does not count."""
    if not path.exists():
        return []
    text = path.read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]
