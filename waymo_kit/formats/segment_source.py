"""Source of a scene's component tables: v1 files or Parquet tables, behind one interface."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.formats.range_images import RangeImages, TableRangeImages


class SegmentSource(ABC):
    """The component tables of one segment.

    Attributes:
        segment: Name of the segment.
        where: File or folder, for messages.
    """

    segment: str
    where: str

    @property
    @abstractmethod
    def timestamps_micros(self) -> NDArray[np.int64]:
        """Times of the frames, ascending: (N,) int64."""

    @abstractmethod
    def table(self, tag: str) -> pa.Table:
        """Returns all rows of a component in timestamp order, in the component's schema.

        Raises:
            NotFoundError: The source has no such table.
            CorruptDataError: The table does not decode.
        """

    @abstractmethod
    def frame_table(self, tag: str, index: int) -> pa.Table:
        """Returns the rows of one frame, of a component whose rows belong to frames."""

    def frame_table_without_images(self, tag: str, index: int) -> pa.Table:
        """Returns the rows of one frame without columns of bytes, which need not be read."""
        table = self.frame_table(tag, index)
        return table.select([f.name for f in table.schema if not pa.types.is_binary(f.type)])

    def range_images(self, tag: str, index: int, returns: Sequence[int] = (1, 2)) -> RangeImages:
        """Returns the range images of a component in a frame.

        Args:
            tag: The component.
            index: Position of the frame.
            returns: Numbers of the returns to read. Defaults to both.
        """
        label = f"segment {self.segment} frame {index}"
        return TableRangeImages(self.frame_table(tag, index), tag, label)

    @abstractmethod
    def close(self) -> None:
        """Closes files; the source cannot be used afterwards."""
