"""Range images of a row group, each decompressed when it is asked for."""

from __future__ import annotations

import math
from typing import Any

import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.formats.range_images import TableRangeImages
from waymo_kit.formats.rules import check_keys
from waymo_kit.formats.tables.conform import conform
from waymo_kit.formats.tables.long_list_reader import LongLists
from waymo_kit.formats.tables.parquet_file import named, parsing
from waymo_kit.formats.tables.row_groups import RowGroup
from waymo_kit.io import Location
from waymo_kit.schema import RANGE_IMAGE_CHANNELS


class PagedRangeImages(TableRangeImages):
    """Range images of a frame; those with a page of their own stay compressed until asked for.

    These do not share memory, so that one can be freed before the next is read.
    """

    def __init__(
        self, group: RowGroup, schema: pa.Schema, tag: str, location: Location, label: str
    ) -> None:
        """Reads the other columns of a frame.

        Args:
            group: The row group, with the rows of the frame and no others.
            schema: The wanted columns of the component.
            tag: The component.
            location: The file.
            label: The frame, for messages.

        Raises:
            CorruptDataError: The columns cannot be read, or break a rule.
        """
        self._group = group
        self._location = location
        found = {
            field.name: group.long_lists[field.name]
            for field in schema
            if field.name in group.long_lists and group.long_lists[field.name].type == field.type
        }
        table = self._read(pa.schema([field for field in schema if field.name not in found]))
        self._packed: dict[str, tuple[LongLists, list[list[int]]]] = {}
        for name, lists in found.items():
            shapes = table.column(name.removesuffix("values") + "shape").to_pylist()
            channels = RANGE_IMAGE_CHANNELS[tag]
            if _have_a_page_each(lists, shapes, channels):
                self._packed[name] = lists, shapes
        if len(self._packed) < len(found):
            self._packed.clear()
            table = self._read(schema)
        with named(location):
            check_keys(table, tag)
        super().__init__(table, tag, label)

    def image(self, laser: int, number: int) -> NDArray[Any] | None:
        """Returns an image, in the type of the table."""
        name = self._component.column(f"range_image_return{number}.values")
        if laser in self.lasers and name in self._packed:
            lists, shapes = self._packed[name]
            row = self.lasers.index(laser)
            numbers = lists.numbers(row)
            if numbers is not None:
                return numbers.reshape(shapes[row])
            field = self._component.schema.field(name)
            column = self._read(pa.schema([field])).column(name)
            self._rows = self._rows.append_column(field, column)
            del self._packed[name]
        return super().image(laser, number)

    def _read(self, schema: pa.Schema) -> pa.Table:
        with parsing(self._location):
            table = self._group.table(schema.names)
        return conform(table, schema, str(self._location))


def _have_a_page_each(lists: LongLists, shapes: list[Any], channels: tuple[int, ...]) -> bool:
    """Returns whether a column has an image of each shape, and a page for each."""
    return all(
        shape and len(shape) == 3 and None not in shape and min(shape) > 0 and shape[2] in channels
        for shape in shapes
    ) and lists.has_page_for_each([math.prod(shape) for shape in shapes])
