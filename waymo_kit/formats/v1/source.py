"""Component tables straight from a v1 TFRecord file, one parsed frame at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError
from waymo_kit.formats.range_images import PixelsOf, RangeImages
from waymo_kit.formats.segment_source import SegmentSource
from waymo_kit.formats.tfrecord import RecordReader, located
from waymo_kit.formats.v1.batches import component_batch
from waymo_kit.formats.v1.frames import parse_frame, read_head, read_timestamps
from waymo_kit.formats.v1.matrices import MatrixDecoder
from waymo_kit.formats.v1.range_images import EncodedRangeImages
from waymo_kit.formats.v1.remainder import serialized_calibrations
from waymo_kit.io import Location
from waymo_kit.protos import frame_pb2
from waymo_kit.schema import component_of


class V1Source(SegmentSource):
    """The component tables of a v1 file, made on demand.

    The calibrations and the last parsed frame are kept.
    """

    def __init__(self, location: Location) -> None:
        """Opens the file and reads the name of its segment."""
        self.where = str(location)
        self._reader = RecordReader(location)
        if len(self._reader) == 0:
            raise CorruptDataError(f"{location}: the file has no record")
        self.segment = read_head(self._reader, 0).segment
        self._decoder = MatrixDecoder()
        self._parsed: tuple[int, frame_pb2.Frame] | None = None
        self._calibration_tables: dict[str, pa.Table] = {}

    def __reduce__(self) -> tuple[type[V1Source], tuple[Location]]:
        """Pickles the location: the copy opens the file anew, for example in another process."""
        return V1Source, (self._reader.location,)

    @cached_property
    def _file_times(self) -> NDArray[np.int64]:
        return read_timestamps(self._reader)

    @cached_property
    def _order(self) -> NDArray[np.int64]:
        return np.argsort(self._file_times, kind="stable")

    @cached_property
    def _calibrations(self) -> bytes:
        return serialized_calibrations(self._frame(0).context)

    @property
    def timestamps_micros(self) -> NDArray[np.int64]:
        """Times of the frames, ascending: (N,) int64."""
        return self._file_times[self._order]

    def table(self, tag: str) -> pa.Table:
        """Returns all rows of a component; for one of frames, every frame of the file is parsed."""
        component = component_of(tag)
        if component.per_frame:
            batches = [self._batch(tag, index) for index in range(len(self._reader))]
            return pa.Table.from_batches(batches, component.schema)
        if tag not in self._calibration_tables:
            self._calibration_tables[tag] = pa.Table.from_batches([self._batch(tag, 0)])
        return self._calibration_tables[tag]

    def frame_table(self, tag: str, index: int) -> pa.Table:
        """Returns the rows of one frame."""
        return pa.Table.from_batches([self._batch(tag, index)])

    def range_images(self, tag: str, index: int, returns: Sequence[int] = (1, 2)) -> RangeImages:
        """Returns the range images of a component in a frame, each decoded on demand."""
        frame = self._frame(index)
        with self._located(index):
            encoded = EncodedRangeImages(frame, tag, self._decoder)
        return _RecordRangeImages(encoded, lambda: self._located(index))

    def close(self) -> None:
        """Closes the file."""
        self._reader.close()

    def _frame(self, index: int) -> frame_pb2.Frame:
        if self._parsed is None or self._parsed[0] != index:
            record = self._reader.record(int(self._order[index]))
            self._parsed = (index, parse_frame(self._reader, record))
        return self._parsed[1]

    def _batch(self, tag: str, index: int) -> pa.RecordBatch:
        frame = self._frame(index)
        with self._located(index):
            calibrations = self._calibrations if tag == "frame_remainder" else b""
            return component_batch(frame, tag, self._decoder, calibrations)

    @contextmanager
    def _located(self, index: int) -> Iterator[None]:
        """Names the record in errors of its content."""
        try:
            yield
        except (ValueError, OverflowError, pa.ArrowException) as error:
            record = int(self._order[index])
            offset = int(self._reader.offsets[record])
            raise located(error, self._reader, record, offset) from error


class _RecordRangeImages(RangeImages):
    """Range images of a record, which errors name."""

    def __init__(
        self, encoded: EncodedRangeImages, located: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._encoded = encoded
        self._located = located
        self.lasers = encoded.lasers

    def image(self, laser: int, number: int) -> NDArray[Any] | None:
        with self._located():
            image = self._encoded.image(laser, number)
        if image is not None:
            image.flags.writeable = False  # as those of tables
        return image

    def read_pixels_into(self, pixels: PixelsOf, out: NDArray[np.int32]) -> bool:
        with self._located():
            return self._encoded.read_pixels_into(pixels, out)
