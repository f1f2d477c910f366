"""The rules that rows of component tables keep, whatever file they come from.

Readers, `convert` and `validate` all apply these. A row that breaks a rule is an error: it is
refused. What is unusual but can be read is a finding: it is reported. docs/reference/formats.md
lists both. `value_rules.py` has those about single numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError, count
from waymo_kit.formats.value_rules import Rows, broken_rules, one_array
from waymo_kit.schema import RANGE_IMAGE_CHANNELS, CameraName, Component, LaserName, component_of

SEGMENT = "key.segment_context_name"
TIME = "key.frame_timestamp_micros"

ONE_ROW_PER_FRAME = ("vehicle_pose", "stats")
"""Components that say which frames a segment has."""

_MANY_ROWS = 2000
"""Number of rows from which on Arrow finds repeated keys faster than Python does."""


def check_rows(rows: Rows, tag: str) -> None:
    """Checks rows of a component against all rules about values and keys.

    Args:
        rows: Rows in the schema of the component, of one frame or of a whole segment.
        tag: The component.

    Raises:
        CorruptDataError: A row breaks a rule; the message names the row and its keys.
    """
    for error in row_errors(rows, tag):
        raise CorruptDataError(error)


def row_errors(rows: Rows, tag: str) -> Iterator[str]:
    """Yields one message for each rule that is broken, about the first row that breaks it."""
    if rows.num_rows == 0:
        return
    component = component_of(tag)
    error = _key_error(rows, component)
    if error is not None:
        yield error
        return
    for rule, found in broken_rules(rows, tag):
        row = int(found[0])
        value = _shown(_bad_part(rows.column(rule.column)[row].as_py()))
        more = f" (and {count(len(found) - 1, 'row')} more)" if len(found) > 1 else ""
        yield f"{_row_name(rows, component, row)}: {rule.column} is {value}, " + (
            f"expected {rule.expected}{more}"
        )
    if tag == "no_label_zone":
        yield from _polygon_errors(rows, component)
    if tag in RANGE_IMAGE_CHANNELS:
        yield from _image_errors(rows, component)


def check_keys(rows: Rows, tag: str) -> None:
    """Checks only the keys of rows, which may lack other columns.

    Raises:
        CorruptDataError: A key is null, or two rows have the same keys.
    """
    error = _key_error(rows, component_of(tag))
    if error is not None:
        raise CorruptDataError(error)


def _key_error(rows: Rows, component: Component) -> str | None:
    for name in component.key_columns:
        if rows.column(name).null_count:
            row = pc.index(pc.is_null(rows.column(name)), True).as_py()
            return f"{component.tag} row {row}: {name} is null"
    if not _holds_objects(component):
        repetition = _repetition(rows, component)
        if repetition is not None:
            first, second = repetition
            return f"{_row_name(rows, component, second)}: the same keys as row {first}"
    return None


def row_findings(rows: Rows, tag: str) -> Iterator[str]:
    """Yields what is unusual about rows that keep the rules, such as objects without an id."""
    component = component_of(tag)
    if not _holds_objects(component) or rows.num_rows == 0:
        return
    for name in component.key_columns:
        if name.endswith("object_id") and pc.index(rows.column(name), "").as_py() >= 0:
            yield f"{tag}: objects without an id, so they cannot be tracked"
            return
    repetition = _repetition(rows, component)
    if repetition is not None:
        names = ", ".join(map(repr, _ids(rows, component, repetition[1])))
        yield f"{tag}: objects that are in a frame twice, such as {names}"


def check_times(rows: Rows, tag: str, times: NDArray[np.int64]) -> None:
    """Checks that rows belong to frames that exist.

    Args:
        rows: Rows of a component.
        tag: The component.
        times: Times of the segment's frames, ascending: (N,) int64.

    Raises:
        CorruptDataError: A row has a time at which there is no frame.
    """
    if not component_of(tag).per_frame:
        return
    own = one_array(rows.column(TIME)).to_numpy(zero_copy_only=False)
    position = np.searchsorted(times, own)
    found = np.flatnonzero(times[np.minimum(position, len(times) - 1)] != own)
    if len(found):
        row = int(found[0])
        raise CorruptDataError(f"row {row}: no frame of the segment has the time {own[row]}")


def check_segment(rows: Rows, segment: str) -> None:
    """Checks that all rows belong to a segment.

    Raises:
        CorruptDataError: A row belongs to another segment.
    """
    strangers = pc.not_equal(rows.column(SEGMENT), segment)
    if pc.any(strangers).as_py():
        row = pc.index(strangers, True).as_py()
        name = rows.column(SEGMENT)[row].as_py()
        raise CorruptDataError(f"row {row}: it belongs to segment {name!r}, expected {segment!r}")


def _polygon_errors(rows: Rows, component: Component) -> Iterator[str]:
    x, y = (rows.column(component.column(f"polygon.{axis}")) for axis in "xy")
    for row in range(rows.num_rows):
        counts = [0 if not axis[row].is_valid else len(axis[row]) for axis in (x, y)]
        if counts[0] != counts[1]:
            yield (
                f"{_row_name(rows, component, row)}: the polygon has {counts[0]} x and "
                f"{counts[1]} y coordinates"
            )
            return
        if counts[0] < 3:
            yield (
                f"{_row_name(rows, component, row)}: the polygon has {counts[0]} corners, "
                f"expected at least 3"
            )
            return


def _image_errors(rows: Rows, component: Component) -> Iterator[str]:
    for number in (1, 2):
        path = component.column(f"range_image_return{number}")
        if f"{path}.values" not in component.schema.names:
            continue
        values, shapes = rows.column(f"{path}.values"), rows.column(f"{path}.shape")
        channels = RANGE_IMAGE_CHANNELS[component.tag]
        if _images_fit(one_array(values), one_array(shapes), channels):
            continue
        for row in range(rows.num_rows):
            error = image_error(values[row], shapes[row], channels)
            if error is not None:
                yield f"{_row_name(rows, component, row)}: return {number}: {error}"
                return


def _images_fit(values: pa.Array, shapes: pa.Array, channels: tuple[int, ...]) -> bool:
    """Returns whether all images have values and shapes that fit; False if that is not certain."""
    if values.null_count or shapes.null_count or values.values.null_count:
        return False
    lengths = values.value_lengths().to_pylist()
    for dims, length in zip(shapes.to_pylist(), lengths, strict=True):
        if None in dims or min(dims) < 0 or dims[2] not in channels or prod(dims) != length:
            return False
    return True


def image_error(values: pa.Scalar, shape: pa.Scalar, channels: tuple[int, ...]) -> str | None:
    """Returns the error in the `values` and `shape` of a range image, or None.

    Args:
        values: List of the values, or null.
        shape: Height, width and number of channels, or null.
        channels: Numbers of channels that the image may have.
    """
    if not values.is_valid and not shape.is_valid:
        return None
    if values.is_valid != shape.is_valid:
        return "the image has only one of values and shape"
    dims = shape.as_py()
    if None in dims or min(dims) < 0 or len(dims) != 3 or dims[2] not in channels:
        expected = " or ".join(map(str, channels))
        return f"the image has the shape {dims}, expected (height, width, {expected})"
    count = len(values.values)
    if count != dims[0] * dims[1] * dims[2]:
        return f"the image has {count} values and the shape {dims}"
    if values.values.null_count:
        return "a value of the image is null"
    return None


def _holds_objects(component: Component) -> bool:
    return any(key.endswith("object_id") for key in component.keys)


def _repetition(rows: Rows, component: Component) -> tuple[int, int] | None:
    """The first row whose keys an earlier row has, and that row: (earlier, later) or None."""
    keys = [rows.column(name) for name in component.key_columns if name != SEGMENT]
    if not keys or rows.num_rows == 0:
        return None
    if rows.num_rows >= _MANY_ROWS:
        table = rows if isinstance(rows, pa.Table) else pa.Table.from_batches([rows])
        groups = table.group_by(component.key_columns, use_threads=False)
        if groups.aggregate([([], "count_all")]).num_rows == rows.num_rows:
            return None
    seen: dict[tuple[object, ...], int] = {}
    for row, key in enumerate(zip(*(column.to_pylist() for column in keys), strict=True)):
        if key in seen:
            return seen[key], row
        seen[key] = row
    return None


def _ids(rows: Rows, component: Component, row: int) -> list[str]:
    names = [name for name in component.key_columns if name.endswith("object_id")]
    return [rows.column(name)[row].as_py() for name in names]


def _row_name(rows: Rows, component: Component, row: int) -> str:
    """A row for messages: its position, and its keys except for the segment."""
    keys = []
    for key, name in zip(component.keys, component.key_columns, strict=True):
        if name != SEGMENT:
            value = _key_text(key, rows.column(name)[row].as_py())
            keys.append(f"{_KEY_WORDS.get(key, key)} {value}")
    return f"{component.tag} row {row}" + (f" ({', '.join(keys)})" if keys else "")


_KEY_WORDS = {
    "frame_timestamp_micros": "time",
    "laser_name": "laser",
    "camera_name": "camera",
    "laser_object_id": "laser object",
    "camera_object_id": "camera object",
    "no_label_zone_index": "zone",
    "map_feature_id": "map feature",
}


def _key_text(key: str, value: Any) -> str:
    kind = {"laser_name": LaserName, "camera_name": CameraName}.get(key)
    return kind(value).name if kind is not None and value in set(kind) else _shown(value)


def _bad_part(value: object) -> object:
    """A value, or of a list the first element that is null or not finite."""
    if isinstance(value, list):
        return next((part for part in value if part is None or not np.isfinite(part)), value)
    return value


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
