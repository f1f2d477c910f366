"""The log of a run as JSON lines."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from waymo_kit.detectors.training.records import PlayerMetrics, StepRecord
from waymo_kit.errors import CorruptDataError, OutputError
from waymo_kit.io.json_files import json_line


class LogFile:
    """Appends a line for each logged step and each evaluation; an `Observer`.

    Args:
        path: Path of the file.
        last_step: Last step to keep: lines of later steps, which a killed run left, are removed.

    Raises:
        OutputError: The file cannot be written.
    """

    def __init__(self, path: Path, last_step: int = 0) -> None:
        """Removes the lines of later steps."""
        self._path = path
        kept = [
            json_line(line) for line in read_log(path) if last_step and line["step"] <= last_step
        ]
        staged = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            staged.write_text("".join(kept), encoding="utf-8")
            staged.replace(path)
        except OSError as error:
            raise OutputError(f"{path}: {error.strerror}") from error

    def on_step(self, record: StepRecord) -> None:
        """Appends a step: its loss, terms and rates, by player if there are several."""
        players = record.metrics.players
        if len(players) == 1:
            values = _values(*players.values())
        else:
            values = {
                "loss": record.metrics.loss,
                "players": {name: _values(player) for name, player in players.items()},
            }
        speed = {
            "seconds": round(record.seconds, 6),
            "examples_per_second": round(record.examples_per_second, 3),
        }
        self._append({"step": record.step, **values, **speed})

    def on_evaluation(self, step: int, metrics: Mapping[str, float]) -> None:
        """Appends an evaluation."""
        self._append({"step": step, "metrics": dict(metrics)})

    def _append(self, line: dict[str, Any]) -> None:
        try:
            with self._path.open("a", encoding="utf-8") as stream:
                stream.write(json_line(line))
        except OSError as error:
            raise OutputError(f"{self._path}: {error.strerror}") from error


def read_log(path: Path) -> list[dict[str, Any]]:
    """Returns the lines of a log, without a last line that is cut off; none without a file.

    Raises:
        CorruptDataError: A line is not one of a log.
    """
    if not path.exists():
        return []
    lines = []
    text = path.read_bytes().decode("utf-8", errors="replace")
    for number, line in enumerate(text.split("\n")[:-1], 1):
        try:
            values = json.loads(line)
            if not isinstance(values["step"], int):
                raise ValueError("step is not a whole number")
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            raise CorruptDataError(
                f"{path}, line {number}: expected a line of a training log: {error}"
            ) from error
        lines.append(values)
    return lines


def _values(metrics: PlayerMetrics) -> dict[str, Any]:
    return {
        "loss": metrics.loss,
        "terms": dict(metrics.terms),
        "gradient_norm": metrics.gradient_norm,
        "learning_rate": metrics.learning_rate,
    }
