"""The records of several TFRecord files as one sequence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.formats.tfrecord import Record, RecordReader, located
from waymo_kit.io import Location


class PlacedRecord(NamedTuple):
    """A record and the file that it is in.

    Attributes:
        reader: Reader of the file.
        record: The record.
    """

    reader: RecordReader
    record: Record

    @property
    def label(self) -> str:
        """File and record, for messages."""
        return f"{self.reader.location}: record {self.record.index}"

    def located(self, error: Exception) -> CorruptDataError | InvalidInputError:
        """Returns an error about the record with file, record and byte offset in front."""
        return located(error, self.reader, self.record.index, self.record.offset)


class RecordFiles:
    """Reads the records of several files; one file is open at a time.

    The number of records of a file is counted from the headers alone, when first needed.

    Attributes:
        files: The files.
    """

    def __init__(self, files: Sequence[Location]) -> None:
        """Remembers the files; nothing is opened."""
        self.files = list(files)
        self._open: tuple[int, RecordReader] | None = None

    def __reduce__(self) -> tuple[type[RecordFiles], tuple[list[Location]]]:
        """Pickles the files: the copy opens them anew, for example in another process."""
        return RecordFiles, (self.files,)

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        """Number of records before each file, then of all."""
        counts = [len(self._reader(number)) for number in range(len(self.files))]
        return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])

    def __len__(self) -> int:
        """Number of records."""
        return int(self._starts[-1])

    def record(self, index: int) -> PlacedRecord:
        """Reads a record.

        Args:
            index: Position over all files, from 0.

        Raises:
            NotFoundError: There is no such record.
            CorruptDataError: A checksum or a length is wrong.
        """
        number, position = self._place(index)
        reader = self._reader(number)
        return PlacedRecord(reader, reader.record(position))

    def head(self, index: int, size: int) -> bytes:
        """Returns up to the first `size` bytes of a record, without checking its data CRC."""
        number, position = self._place(index)
        return self._reader(number).head(position, size)

    def __iter__(self) -> Iterator[PlacedRecord]:
        """Yields the records in order, without counting them first."""
        for location in self.files:
            with RecordReader(location) as reader:
                for record in reader.stream():
                    yield PlacedRecord(reader, record)

    def close(self) -> None:
        """Closes the file that is open."""
        if self._open is not None:
            self._open[1].close()
            self._open = None

    def _place(self, index: int) -> tuple[int, int]:
        if not 0 <= index < len(self):
            raise NotFoundError(f"no record {index}: the files have {len(self)}")
        number = int(np.searchsorted(self._starts, index, side="right")) - 1
        return number, index - int(self._starts[number])

    def _reader(self, number: int) -> RecordReader:
        if self._open is None or self._open[0] != number:
            self.close()
            self._open = (number, RecordReader(self.files[number]))
        return self._open[1]
