"""Weights from checkpoints: all of them to run a network, or some to start a training from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np

from waymo_kit.detectors.training.checkpoints import (
    Arrays,
    Checkpoint,
    assign_values,
    read_checkpoint,
)
from waymo_kit.detectors.training.settings import InitialWeights
from waymo_kit.detectors.training.variable_paths import match_paths, weight_paths
from waymo_kit.errors import CorruptDataError, InvalidInputError


@dataclass(frozen=True)
class ShapeDifference:
    """A weight that was not loaded because the checkpoint has it in another shape.

    Attributes:
        path: Path of the weight.
        expected: Shape in the model.
        found: Shape in the checkpoint.
    """

    path: str
    expected: tuple[int, ...]
    found: tuple[int, ...]


@dataclass(frozen=True)
class LoadReport:
    """Weights that were loaded from a checkpoint in part, and those that were skipped.

    Attributes:
        checkpoint: Path of the checkpoint.
        loaded: Paths of the weights that were loaded.
        reshaped: Weights that were skipped because their shapes differ.
        absent: Paths of the weights that were skipped because the checkpoint does not have them.
        unmatched: Paths of the weights that the pattern left out.
        unused: Paths of the arrays in the checkpoint that were not used.
    """

    checkpoint: str
    loaded: tuple[str, ...]
    reshaped: tuple[ShapeDifference, ...]
    absent: tuple[str, ...]
    unmatched: tuple[str, ...]
    unused: tuple[str, ...]

    def lines(self) -> tuple[str, ...]:
        """Returns the report as text: a summary, then one line per weight that was skipped."""
        return (
            f"{self.checkpoint}: {len(self.loaded)} weights loaded, {len(self.reshaped)} skipped "
            f"because their shapes differ, {len(self.absent)} because they are absent, "
            f"{len(self.unmatched)} not asked for; {len(self.unused)} arrays not used",
            *(f"{each.path}: shape {each.expected}, got {each.found}" for each in self.reshaped),
            *(f"{path}: absent" for path in self.absent),
        )

    def as_dict(self) -> dict[str, Any]:
        """Returns the report as JSON values."""
        return {
            "checkpoint": self.checkpoint,
            "loaded": self.loaded,
            "reshaped": [
                {"path": each.path, "expected": each.expected, "found": each.found}
                for each in self.reshaped
            ],
            "absent": self.absent,
            "unmatched": self.unmatched,
            "unused": self.unused,
        }


def load_averages(
    checkpoint: Checkpoint, model: keras.Model, where: str, player: str | None = None
) -> None:
    """Assigns all averaged weights of a checkpoint to a model, to run it.

    Args:
        checkpoint: Checkpoint of the same model.
        model: Built model.
        where: Name of the checkpoint in error messages.
        player: Name of the player; None takes the only one.

    Raises:
        InvalidInputError: The checkpoint is of another model.
        CorruptDataError: A weight is not finite.
    """
    averages = checkpoint.player(player, where).averages
    check_finite(averages, where)
    assign_values(weight_paths(model), averages, where)


def init_from(
    model: keras.Model,
    checkpoint: Path,
    pattern: str = "*",
    *,
    target_prefix: str = "",
    source_prefix: str = "",
    player: str | None = None,
) -> LoadReport:
    """Loads averaged weights of another training into a model, as far as they fit.

    Args:
        model: Built model.
        checkpoint: Path of a checkpoint of another model.
        pattern: Pattern of the paths of the weights to load; see `variable_paths.matches`.
        target_prefix: Prefix of these paths that is replaced by `source_prefix` to find the array
            in the checkpoint; paths without it are not loaded.
        source_prefix: Prefix of the arrays in the checkpoint.
        player: Name of the player in the checkpoint; None takes the only one.

    Returns:
        A report of what was loaded and what was skipped.

    Raises:
        NotFoundError: The checkpoint does not exist.
        CorruptDataError: The checkpoint is damaged, or a weight is not finite.
        InvalidInputError: The pattern matches no weight, or nothing fits.
    """
    where = str(checkpoint)
    arrays = read_checkpoint(checkpoint).player(player, where).averages
    weights = weight_paths(model)
    wanted = match_paths(weights, pattern, "init_from")
    loaded: dict[str, str] = {}
    reshaped, absent, unmatched = [], [], []
    for path, weight in weights.items():
        source = source_prefix + path.removeprefix(target_prefix)
        if path not in wanted or not path.startswith(target_prefix):
            unmatched.append(path)
        elif source not in arrays:
            absent.append(path)
        elif arrays[source].shape != tuple(weight.shape):
            reshaped.append(ShapeDifference(path, tuple(weight.shape), arrays[source].shape))
        else:
            loaded[path] = source
    unused = tuple(path for path in arrays if path not in loaded.values())
    report = LoadReport(
        where, tuple(loaded), tuple(reshaped), tuple(absent), tuple(unmatched), unused
    )
    if not loaded:
        example = f", such as {unused[0]}" if unused else ""
        raise InvalidInputError(
            f"init_from: no weight fits. {report.lines()[0]}{example}; look at the pattern and "
            "the prefixes"
        )
    values = {path: arrays[source] for path, source in loaded.items()}
    check_finite(values, where)
    assign_values({path: weights[path] for path in loaded}, values, where)
    return report


def apply_initial_weights(
    settings: InitialWeights, models: Mapping[str, keras.Model]
) -> tuple[str, LoadReport]:
    """Loads the initial weights of a training; see `init_from`.

    Args:
        settings: Weights to load.
        models: Models by the names of their players.

    Returns:
        The name of the initialized player, and the report.

    Raises:
        InvalidInputError: There is no such player, or see `init_from`.
    """
    name = settings.player or next(iter(models))
    if name not in models:
        raise InvalidInputError(
            f"init_from: expected one of the players {', '.join(models)}, got {name}"
        )
    return name, init_from(
        models[name],
        Path(settings.checkpoint),
        settings.pattern,
        target_prefix=settings.target_prefix,
        source_prefix=settings.source_prefix,
        player=settings.player,
    )


def check_finite(arrays: Arrays, where: str) -> None:
    """Raises CorruptDataError if a weight is NaN, infinite or no number."""
    for path, value in arrays.items():
        if value.dtype.kind in "OSUMm":
            raise CorruptDataError(f"{where}: expected numbers in {path}, got {value.dtype}")
        wrong = value.size - int(np.isfinite(value).sum())
        if wrong:
            raise CorruptDataError(
                f"{where}: expected finite weights, {path} has {wrong} of {value.size} that are "
                "NaN or infinite: the training diverged, or the file is damaged"
            )
