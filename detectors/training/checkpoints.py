"""Checkpoints: one file each, written whole or not at all, read on any Keras backend.

A checkpoint is a NumPy `.npz` archive, whose parts have checksums, so that a damaged file is found.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from waymo_kit.errors import CorruptDataError, InvalidInputError, OutputError
from waymo_kit.io.storage import locate, publish, translated_errors

if TYPE_CHECKING:
    import keras

CONFIG = "config.yaml"
CHECKPOINTS = "checkpoints"
LOG = "log.jsonl"
TENSORBOARD = "tensorboard"
"""Names of the files and folders in the folder of a training run."""

BEST = "best.npz"

_FACTS = "facts"
_GROUPS = ("model", "optimizer", "averages")


@dataclass(frozen=True)
class Checkpoint:
    """All that a training needs to go on, or a detector to run.

    Attributes:
        step: how many steps of training were done.
        seed: of the training.
        config: the configuration of the run, as text.
        model: the values of the model's variables, random states included.
        optimizer: those of the optimizer.
        averages: those of the averaged weights.
        metrics: of the evaluation at this step, if there was one.
    """

    step: int
    seed: int
    config: str
    model: Sequence[np.ndarray]
    optimizer: Sequence[np.ndarray]
    averages: Sequence[np.ndarray]
    metrics: Mapping[str, float] = field(default_factory=dict)


def values_of(variables: Sequence[keras.Variable]) -> tuple[np.ndarray, ...]:
    """Copies of the variables' values."""
    return tuple(np.array(variable.numpy()) for variable in variables)


def assign_values(
    variables: Sequence[keras.Variable], values: Sequence[np.ndarray], where: str
) -> None:
    """Gives variables their values; `where` names the checkpoint in messages.

    Raises:
        InvalidInputError: there are other variables than the values are for.
    """
    if len(variables) != len(values):
        raise InvalidInputError(
            f"{where}: the checkpoint of another model or training: expected {len(variables)} "
            f"arrays, got {len(values)}"
        )
    for variable, value in zip(variables, values, strict=True):
        if tuple(variable.shape) != value.shape:
            raise InvalidInputError(
                f"{where}: the checkpoint of another model: expected shape "
                f"{tuple(variable.shape)} for {variable.path}, got {value.shape}"
            )
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)


def load_averages(checkpoint: Checkpoint, model: keras.Model, where: str) -> None:
    """Gives a model the averaged weights of a checkpoint, to detect with.

    Args:
        checkpoint: of the same model.
        model: built.
        where: names the checkpoint in messages.

    Raises:
        InvalidInputError: it is the checkpoint of another model.
    """
    from waymo_kit.detectors.training.averages import averaged_weights

    assign_values(averaged_weights(model), checkpoint.averages, where)


def write_checkpoint(checkpoint: Checkpoint, path: Path) -> None:
    """Writes a file, which appears whole or not at all.

    Raises:
        OutputError: it cannot be written.
    """
    facts = {
        "step": checkpoint.step,
        "seed": checkpoint.seed,
        "config": checkpoint.config,
        "metrics": dict(checkpoint.metrics),
        "arrays": {group: len(getattr(checkpoint, group)) for group in _GROUPS},
    }
    arrays: dict[str, Any] = {_FACTS: np.array(json.dumps(facts))}
    for group in _GROUPS:
        for number, value in enumerate(getattr(checkpoint, group)):
            arrays[_name(group, number)] = value
    staged = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with translated_errors(str(path), OutputError), staged.open("wb") as stream:
            np.savez(stream, **arrays)
            stream.flush()
            os.fsync(stream.fileno())
        publish(staged, locate(path))
    finally:
        staged.unlink(missing_ok=True)


def read_checkpoint(path: Path) -> Checkpoint:
    """Reads and checks a file.

    Raises:
        NotFoundError: there is none.
        CorruptDataError: it is damaged or no checkpoint.
    """
    with translated_errors(str(path)):
        data = path.read_bytes()
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            facts = json.loads(str(archive[_FACTS]))
            groups = {
                group: tuple(archive[_name(group, number)] for number in range(count))
                for group, count in facts["arrays"].items()
            }
            return Checkpoint(
                facts["step"], facts["seed"], facts["config"], **groups, metrics=facts["metrics"]
            )
    except Exception as error:  # A damaged archive raises almost anything.
        raise CorruptDataError(
            f"{path}: expected a checkpoint, the file is damaged or something else: {error}; "
            "without it, the one before is used"
        ) from error


def _name(group: str, number: int) -> str:
    return f"{group}/{number:05d}"


class CheckpointFolder:
    """The checkpoints of a run: the last ones, and the best.

    Args:
        folder: of the files.
        keep: how many of the last ones stay.
    """

    def __init__(self, folder: Path, keep: int = 1) -> None:
        """Remembers the folder; `save` makes it."""
        self.folder = folder
        self.keep = keep

    def save(self, checkpoint: Checkpoint, is_best: bool = False) -> Path:
        """Writes a checkpoint, and removes those that are too many."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"step-{checkpoint.step:09d}.npz"
        write_checkpoint(checkpoint, path)
        if is_best:
            write_checkpoint(checkpoint, self.best)
        for old in self._paths()[: -self.keep]:
            old.unlink()
        for leftover in self.folder.glob(".*.npz.*"):
            leftover.unlink()
        return path

    @property
    def best(self) -> Path:
        """Where the best one is, if there is one."""
        return self.folder / BEST

    def latest(self) -> Path | None:
        """The last one, or None."""
        paths = self._paths()
        return paths[-1] if paths else None

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob("step-*.npz"))
