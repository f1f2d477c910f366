"""Joins samples of different sizes into a batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError

Collation: TypeAlias = Literal["list", "pad", "flat"]
"""Rule for joining arrays whose first dimension differs between samples."""


def collate(examples: Sequence[Mapping[str, Any]], how: Collation = "list") -> dict[str, Any]:
    """Joins examples into a batch of B.

    Arrays and numbers of one shape are stacked, unless `how` is `list`. Arrays that differ in their
    first dimension, such as points and boxes, are joined as `how` says. Strings and lists of
    strings stay lists of B.

    Args:
        examples: Mappings with the same keys, at least one, such as `FrameSample.arrays` gives.
        how: `list` keeps a list of B arrays for each key. `pad` fills up with zeros to the longest
            and adds `<key>_mask`, (B, N) bool, which is True where there is data. `flat` puts the
            arrays one after the other and adds `<key>_sample`, (N,) int64, the position in the
            batch that each row belongs to.

    Raises:
        InvalidInputError: `how` is unknown, or the examples differ in more than that.
    """
    if how not in get_args(Collation):
        raise InvalidInputError(f"collate: expected list, pad or flat, got {how!r}")
    keys = examples[0].keys()
    for example in examples:
        if example.keys() != keys:
            differing = sorted(set(keys).symmetric_difference(example.keys()))
            raise InvalidInputError(f"collate: only some examples of a batch have {differing[0]!r}")
    batch: dict[str, Any] = {}
    for key in keys:
        values = [example[key] for example in examples]
        if how == "list" or not all(_is_numeric(value) for value in values):
            batch[key] = values
            continue
        arrays = [np.asarray(value) for value in values]
        is_ragged = key in _RAGGED or len({array.shape for array in arrays}) > 1
        if not is_ragged:
            batch[key] = np.stack(arrays)
            continue
        shapes = {array.shape[1:] if array.ndim else None for array in arrays}
        if len(shapes) > 1 or None in shapes:
            raise InvalidInputError(
                f"collate: expected arrays of {key!r} that differ in their first dimension only, "
                f"got shapes {sorted({array.shape for array in arrays})}"
            )
        batch |= _JOIN[how](key, arrays)
    return batch


_RAGGED = frozenset({"points", "boxes", "types", "velocities_world", "num_points"})
"""Keys of `FrameSample.arrays` that are joined in the same way even if their lengths agree."""


def _is_numeric(value: Any) -> bool:
    return isinstance(value, (np.ndarray, np.generic, int, float)) and (
        np.asarray(value).dtype.kind in "biufc"
    )


def _pad(key: str, arrays: list[NDArray[Any]]) -> dict[str, Any]:
    longest = max(map(len, arrays))
    first = arrays[0]
    padded = np.zeros((len(arrays), longest, *first.shape[1:]), first.dtype)
    mask = np.zeros((len(arrays), longest), np.bool_)
    for row, array in enumerate(arrays):
        padded[row, : len(array)] = array
        mask[row, : len(array)] = True
    return {key: padded, f"{key}_mask": mask}


def _flatten(key: str, arrays: list[NDArray[Any]]) -> dict[str, Any]:
    sample = np.repeat(np.arange(len(arrays)), [len(array) for array in arrays])
    return {key: np.concatenate(arrays), f"{key}_sample": sample}


_JOIN: dict[str, Callable[[str, list[NDArray[Any]]], dict[str, Any]]] = {
    "pad": _pad,
    "flat": _flatten,
}
