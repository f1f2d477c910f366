"""Subsets: chosen segments or frames of a dataset, as a YAML file."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from waymo_kit.configuration import read_mapping
from waymo_kit.errors import InvalidInputError
from waymo_kit.io.whole_files import write_bytes

ALL = "all"
"""Word in the file for all frames of a segment."""

MARK = "#"
"""Separator between the path of a dataset and that of a subset."""

_ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True)
class Subset:
    """Segments, or frames of them, that were chosen from a dataset.

    Attributes:
        frames: Times of the chosen frames of each segment in microseconds, ascending; None for all
            frames of the segment.
        question: Condition or query that chose them, for people; "" if there was none.
    """

    frames: Mapping[str, tuple[int, ...] | None]
    question: str = field(default="", compare=False)

    @property
    def segments(self) -> list[str]:
        """Names of the segments, sorted."""
        return sorted(self.frames)

    def __len__(self) -> int:
        """Number of segments."""
        return len(self.frames)

    def positions(self, segment: str, times: NDArray[np.int64]) -> tuple[int, ...] | None:
        """Returns the positions of a segment's chosen frames among its times; None for all.

        Args:
            segment: Name of the segment.
            times: Times of its frames.
        """
        chosen = self.frames[segment]
        if chosen is None:
            return None
        return tuple(np.flatnonzero(np.isin(times, chosen)).tolist())

    def has(self, segment: str, time: int) -> bool:
        """Returns whether a frame is chosen.

        Args:
            segment: Name of its segment.
            time: Time of the frame in microseconds.
        """
        chosen = self.frames.get(segment, ())
        return chosen is None or time in chosen

    def within(self, other: Subset | None) -> Subset:
        """Returns the frames that are in this subset and in another one; None stands for all."""
        if other is None:
            return self
        common: dict[str, tuple[int, ...] | None] = {}
        for name in sorted(self.frames.keys() & other.frames.keys()):
            mine, theirs = self.frames[name], other.frames[name]
            if mine is None or theirs is None:
                common[name] = theirs if mine is None else mine
            elif both := sorted({*mine} & {*theirs}):
                common[name] = tuple(both)
        return Subset(common, self.question)

    def write(self, path: str | os.PathLike[str]) -> None:
        """Writes the subset as YAML, which `read_subset` reads back.

        Raises:
            OutputError: The file cannot be written.
        """
        segments = {
            name: ALL if times is None else [int(time) for time in times]
            for name, times in sorted(self.frames.items())
        }
        text = yaml.safe_dump(
            {"question": self.question, "segments": segments},
            sort_keys=False,
            default_flow_style=None,
            width=100,
        )
        write_bytes(text.encode(), path)


def read_subset(path: str | os.PathLike[str]) -> Subset:
    """Reads a subset.

    Raises:
        NotFoundError: The file does not exist.
        InvalidInputError: The file is no subset; the message names the segment.
    """
    values = read_mapping(Path(path))
    unknown = sorted(map(str, values.keys() - {"question", "segments"}))
    segments = values.get("segments")
    if unknown or not isinstance(segments, dict) or not segments:
        got = unknown[0] if unknown else f"segments {str(segments)[:80]}"
        raise InvalidInputError(
            f"{path}: expected the keys question and segments, a mapping of names to times or "
            f"{ALL}, got {got}"
        )
    return Subset(
        {_name(path, name): _times(path, name, times) for name, times in segments.items()},
        str(values.get("question") or ""),
    )


def split_path(path: str | os.PathLike[str]) -> tuple[str, str]:
    """Divides `DATASET#SUBSET.yaml` into the path of the dataset and that of the subset.

    Returns:
        The two paths; the second is "" where the path names no subset.
    """
    text = os.fspath(path)
    dataset, mark, subset = text.rpartition(MARK)
    if not mark or not subset.endswith(_ENDINGS) or ("://" not in text and Path(text).exists()):
        return text, ""
    return dataset, subset


def join_path(dataset: str, subset: str) -> str:
    """Returns the path of a part of a dataset, which `split_path` divides.

    Raises:
        InvalidInputError: The subset is no YAML file, or the path names a subset already.
    """
    if not subset.endswith(_ENDINGS):
        raise InvalidInputError(f"{subset}: expected a subset, a file that ends with .yaml")
    if split_path(dataset)[1]:
        raise InvalidInputError(f"{dataset}: names a subset already, got {subset}, too")
    return f"{dataset}{MARK}{subset}"


def chosen_segments(paths: Sequence[str]) -> tuple[list[str], list[str] | None]:
    """Divides paths of datasets from the subset that stands behind each of them.

    Returns:
        The paths without it, and the names of its segments; None for all.

    Raises:
        InvalidInputError: The paths name several subsets.
    """
    divided = [split_path(path) for path in paths]
    subsets = {subset for _, subset in divided}
    if len(subsets) > 1:
        raise InvalidInputError(f"{', '.join(paths)}: expected the same subset behind each path")
    (subset,) = subsets
    return [path for path, _ in divided], read_subset(subset).segments if subset else None


def _name(path: Any, name: Any) -> str:
    if not isinstance(name, str):
        raise InvalidInputError(f"{path}: expected names of segments, got {name!r}; quote it")
    return name


def _times(path: Any, name: str, times: Any) -> tuple[int, ...] | None:
    if times == ALL:
        return None
    if not isinstance(times, list) or not times or any(type(time) is not int for time in times):
        raise InvalidInputError(
            f"{path}: segment {name}: expected {ALL} or a list of times in microseconds, got "
            f"{str(times)[:80]}"
        )
    return tuple(sorted(set(times)))
