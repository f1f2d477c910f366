"""Checkpoints: one file each, written whole or not at all, read on any Keras backend.

A checkpoint is a NumPy `.npz` archive. Its arrays are named by player, group and variable path,
such as "model/averages/stem/conv/kernel", and have checksums, so that a damaged file is found.
"""

from __future__ import annotations

import io
import json
import math
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError, InvalidInputError, OutputError
from waymo_kit.io.storage import locate, translated_errors
from waymo_kit.io.whole_files import publish

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

Arrays = Mapping[str, NDArray[Any]]
"""Variable path -> value."""


@dataclass(frozen=True)
class PlayerArrays:
    """Values of the variables of one player.

    Attributes:
        model: Values of the model's variables, random states included.
        optimizer: Values of the optimizer's variables.
        averages: Averaged values of the model's floating-point weights.
    """

    model: Arrays
    optimizer: Arrays
    averages: Arrays


@dataclass(frozen=True)
class Checkpoint:
    """Checkpoint of a training, from which it continues or a network runs.

    Attributes:
        step: Number of training steps that were done.
        seed: Random seed of the training.
        config: Configuration of the run as YAML text.
        players: Values of the variables of each player, by its name.
        settings: Settings of the training as YAML text.
        loss: Loss of the last step; NaN if unknown.
        metrics: Metrics of the evaluation at this step; empty without one.
        examples: Digest of the training examples, `resume.examples_digest`; empty if unknown.
    """

    step: int
    seed: int
    config: str
    players: Mapping[str, PlayerArrays]
    settings: str = ""
    loss: float = math.nan
    metrics: Mapping[str, float] = field(default_factory=dict)
    examples: str = ""

    def player(self, name: str | None, where: str) -> PlayerArrays:
        """Returns the values of a player.

        Args:
            name: Name of the player; None takes the only one.
            where: Name of the checkpoint in error messages.

        Raises:
            InvalidInputError: There is no such player, or several of which none was named.
        """
        if name is None and len(self.players) == 1:
            return next(iter(self.players.values()))
        if name is None or name not in self.players:
            raise InvalidInputError(
                f"{where}: expected one of the players {', '.join(self.players)}, got {name}"
            )
        return self.players[name]


def values_of(variables: Mapping[str, keras.Variable]) -> dict[str, NDArray[Any]]:
    """Returns copies of the values of variables by path."""
    return {path: np.array(variable.numpy()) for path, variable in variables.items()}


def assign_values(variables: Mapping[str, keras.Variable], values: Arrays, where: str) -> None:
    """Assigns values to the variables of the same paths.

    Args:
        variables: Variables by path.
        values: Values for exactly these paths.
        where: Name of the checkpoint in error messages.

    Raises:
        InvalidInputError: The values have other paths, shapes or dtypes than the variables. Whole
            numbers may be of another type, as they are on other backends.
    """
    of_another = f"{where}: the checkpoint of another model or training"
    absent = [path for path in variables if path not in values]
    if absent:
        raise InvalidInputError(f"{of_another}: it has no array {absent[0]}{_others(absent)}")
    unknown = [path for path in values if path not in variables]
    if unknown:
        raise InvalidInputError(
            f"{of_another}: its array {unknown[0]}{_others(unknown)} belongs to no variable"
        )
    for path, variable in variables.items():
        value = values[path]
        if tuple(variable.shape) != value.shape:
            raise InvalidInputError(
                f"{of_another}: expected shape {tuple(variable.shape)} for {path}, got "
                f"{value.shape}"
            )
        if not _fits(value, np.dtype(variable.dtype)):
            raise InvalidInputError(
                f"{of_another}: expected dtype {variable.dtype} for {path}, got {value.dtype}"
            )
    for path, variable in variables.items():
        variable.assign(values[path])


def _fits(value: NDArray[Any], dtype: np.dtype[Any]) -> bool:
    """Returns whether a variable of a type takes a value as it is.

    Counters and random states are whole numbers of other types on other backends.
    """
    if value.dtype == dtype:
        return True
    if value.dtype.kind not in "iu" or dtype.kind not in "iu":
        return False
    return np.array_equal(value.astype(dtype), value)


def write_checkpoint(checkpoint: Checkpoint, path: Path) -> None:
    """Writes a file, which appears whole or not at all.

    Raises:
        OutputError: The file cannot be written.
    """
    facts = {
        "step": checkpoint.step,
        "seed": checkpoint.seed,
        "config": checkpoint.config,
        "settings": checkpoint.settings,
        "loss": _finite(checkpoint.loss),
        "metrics": {name: _finite(value) for name, value in checkpoint.metrics.items()},
        "examples": checkpoint.examples,
        "players": {
            name: {group: list(getattr(player, group)) for group in _GROUPS}
            for name, player in checkpoint.players.items()
        },
    }
    arrays: dict[str, Any] = {_FACTS: np.array(json.dumps(facts, allow_nan=False))}
    for name, player in checkpoint.players.items():
        for group in _GROUPS:
            for variable, value in getattr(player, group).items():
                arrays[f"{name}/{group}/{variable}"] = value
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
        NotFoundError: There is no such file.
        CorruptDataError: The file is damaged or not a checkpoint.
    """
    with translated_errors(str(path)):
        data = path.read_bytes()
    try:
        _check_stored(data)
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            facts = json.loads(str(archive[_FACTS]))
            return Checkpoint(
                step=_whole(facts["step"]),
                seed=_whole(facts["seed"]),
                config=_text(facts["config"]),
                players={
                    _text(name): PlayerArrays(
                        **{
                            group: {
                                _text(variable): archive[f"{name}/{group}/{variable}"]
                                for variable in groups[group]
                            }
                            for group in _GROUPS
                        }
                    )
                    for name, groups in facts["players"].items()
                },
                settings=_text(facts["settings"]),
                loss=_number(facts["loss"]),
                metrics={_text(name): _number(v) for name, v in facts["metrics"].items()},
                examples=_text(facts.get("examples", "")),
            )
    except Exception as error:  # A damaged archive raises almost any error.
        detail = " ".join(str(error).split()) or type(error).__name__
        raise CorruptDataError(
            f"{path}: expected a checkpoint, the file is damaged or something else: {detail}; "
            "without it, the one before is used"
        ) from error


def _check_stored(data: bytes) -> None:
    """Raises ValueError if the archive is compressed: it could then be larger than memory."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            if entry.compress_type != zipfile.ZIP_STORED or entry.file_size > len(data):
                raise ValueError(f"its part {entry.filename} is not stored as it is")


def _others(paths: list[str]) -> str:
    return f" and {len(paths) - 1} others" if len(paths) > 1 else ""


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _number(value: Any) -> float:
    if value is None:
        return math.nan
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
        raise ValueError(f"expected a number, got {value!r}")
    return float(value)


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise ValueError(f"expected a whole number, got {value!r}")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"expected text, got {value!r}")
    return value


class CheckpointFolder:
    """The checkpoints of a run: the most recent ones and the best.

    Args:
        folder: Folder of the files.
        keep: Number of most recent checkpoints to keep.
    """

    def __init__(self, folder: Path, keep: int = 1) -> None:
        """Stores the arguments; `save` creates the folder."""
        self.folder = folder
        self.keep = keep

    def save(self, checkpoint: Checkpoint, is_best: bool = False) -> Path:
        """Writes a checkpoint, removes those that are not kept, and returns its path."""
        with translated_errors(str(self.folder), OutputError):
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
        """Path of the best checkpoint, which may not exist."""
        return self.folder / BEST

    def latest(self) -> Path | None:
        """Returns the path of the most recent checkpoint, or None."""
        paths = self._paths()
        return paths[-1] if paths else None

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob("step-*.npz"))
