"""The rules about single values: each column's numbers are finite and within its bounds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from waymo_kit.schema import CameraName, Component, Difficulty, LaserName, ObjectType, component_of

Rows: TypeAlias = pa.Table | pa.RecordBatch

_LARGEST = np.finfo(np.float64).max


class ValueRule(NamedTuple):
    """A rule about the numbers of one column: each is finite and within bounds.

    Attributes:
        column: Full name of the column.
        expected: Words for what the rule wants, for messages.
        low: Smallest number that is allowed.
        high: Largest number that is allowed.
        is_optional: Whether a number may be null.
        is_list: Whether a row holds a list of numbers; the list itself may be null.
    """

    column: str
    expected: str
    low: float = -_LARGEST
    high: float = _LARGEST
    is_optional: bool = False
    is_list: bool = False

    def broken(self, column: pa.Array) -> NDArray[np.bool_]:
        """Returns which rows break the rule: (N,) bool."""
        if not self.is_list:
            return self._broken_numbers(column)
        found = np.zeros(len(column), np.bool_)
        elements = column.flatten()  # without those of null rows
        bad = self._broken_numbers(elements)
        if bad.any():
            found[pc.list_parent_indices(column).to_numpy()[bad]] = True
        return found

    def _broken_numbers(self, column: pa.Array) -> NDArray[np.bool_]:
        numbers = column.to_numpy(zero_copy_only=False)  # null becomes NaN
        kept: NDArray[np.bool_] = (numbers >= self.low) & (numbers <= self.high)
        if self.is_optional and column.null_count:
            kept |= column.is_null().to_numpy(zero_copy_only=False)
        return ~kept


class _Rules(NamedTuple):
    """The rules of a component, and its numbers' bounds as arrays: (K, 1) each."""

    all: list[ValueRule]
    numbers: list[ValueRule]
    lists: list[ValueRule]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def broken_rules(rows: Rows, tag: str) -> Iterator[tuple[ValueRule, NDArray[np.int64]]]:
    """Yields each rule about values that rows of a component break, and which rows break it."""
    rules = _rules_of(tag)
    if not _all_kept(rows, rules):
        for rule in rules.all:
            found = np.flatnonzero(rule.broken(one_array(rows.column(rule.column))))
            if len(found):
                yield rule, found


@cache
def _rules_of(tag: str) -> _Rules:
    component = component_of(tag)
    found = [_key_rule(name) for name in component.key_columns]
    prefix = len(component.column(""))
    values = component.schema.names[len(component.keys) :]
    found += [_value_rule(tag, name, name[prefix:], component) for name in values]
    rules = [rule for rule in found if rule is not None]
    numbers = [rule for rule in rules if not rule.is_list]
    low = np.array([[rule.low] for rule in numbers])
    high = np.array([[rule.high] for rule in numbers])
    return _Rules(rules, numbers, [rule for rule in rules if rule.is_list], low, high)


def _all_kept(rows: Rows, rules: _Rules) -> bool:
    """Returns whether rows keep all rules; False if not certain. Costs less than to ask each."""
    columns = []
    zeros = np.zeros(rows.num_rows)  # which every rule allows
    for rule in rules.numbers:
        column = one_array(rows.column(rule.column))
        if not column.null_count:
            columns.append(column.to_numpy())
        elif not rule.is_optional:
            return False
        elif column.null_count == len(column) or not rule.broken(column).any():
            columns.append(zeros)
        else:
            return False
    if columns:
        numbers = np.array(columns, np.float64)
        if not ((numbers >= rules.low) & (numbers <= rules.high)).all():
            return False
    for rule in rules.lists:
        elements = one_array(rows.column(rule.column)).flatten()
        if elements.null_count or not np.isfinite(elements.to_numpy()).all():
            return False
    return True


def _key_rule(name: str) -> ValueRule | None:
    kind = {"key.laser_name": LaserName, "key.camera_name": CameraName}.get(name)
    if kind is None:
        return None
    return ValueRule(name, f"a number of {kind.__name__}", 0, len(kind) - 1)


def _value_rule(tag: str, name: str, field: str, component: Component) -> ValueRule | None:
    names = component.schema.names
    dtype = component.schema.field(name).type
    if ".size." in field:
        return ValueRule(name, "a finite number, not negative", low=0)
    if ".center." in field or field.endswith("heading"):
        return ValueRule(name, "a finite number")
    if field == "type" and tag != "map_feature":
        return ValueRule(name, "the number of an ObjectType", 0, len(ObjectType) - 1)
    if field == "most_visible_camera_name":
        return ValueRule(name, "the number of a CameraName", 0, len(CameraName) - 1)
    if field.startswith("difficulty_level."):
        return ValueRule(name, "a Difficulty or null", 0, len(Difficulty) - 1, is_optional=True)
    if field.startswith("num_") and pa.types.is_int64(dtype):
        return ValueRule(name, "a count or null", low=0, is_optional=True)
    if pa.types.is_floating(dtype):
        return ValueRule(name, "a finite number or null", is_optional=True)
    is_list = pa.types.is_list(dtype) or pa.types.is_fixed_size_list(dtype)
    is_tensor = field.endswith(".values") and f"{name.removesuffix('.values')}.shape" in names
    if is_list and pa.types.is_floating(dtype.value_type) and not is_tensor:
        # Of keypoints some parts may not be known.
        return ValueRule(name, "finite numbers", is_optional="[*]" in field, is_list=True)
    return None


def one_array(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Returns a column as one array."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
