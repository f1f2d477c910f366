"""Records of TFRecord files as a sequence of what they hold, by position or by name."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Generic, TypeVar, overload

from waymo_kit.errors import NotFoundError
from waymo_kit.formats.record_files import PlacedRecord, RecordFiles

_Item = TypeVar("_Item")


class RecordSequence(ABC, Sequence[_Item], Generic[_Item]):
    """Parses records when they are asked for, by position or by name; a slice gives fewer.

    Iteration reads the files as streams, and holds one record in memory.

    Attributes:
        where: Path or URI of the dataset.
        files: Files of the records.
    """

    noun = "record"

    def __init__(self, where: str, files: RecordFiles, indices: range | None = None) -> None:
        """Creates a sequence of all records, or of those at `indices`."""
        self.where = where
        self.files = files
        self._selected = indices

    @abstractmethod
    def _parse(self, placed: PlacedRecord) -> _Item:
        """Returns the content of a record."""

    @abstractmethod
    def _name(self, index: int) -> str:
        """Reads the name of the record at a position over all files."""

    @abstractmethod
    def _part(self, indices: range) -> RecordSequence[_Item]:
        """Returns a sequence of the records at some positions."""

    @property
    def _indices(self) -> range:
        return range(len(self.files)) if self._selected is None else self._selected

    @cached_property
    def names(self) -> list[str]:
        """Names of all items in order; the first use reads the start of every record."""
        return [self._name(index) for index in self._indices]

    @cached_property
    def _positions(self) -> dict[str, int]:
        return dict(zip(self.names, self._indices, strict=True))

    def __len__(self) -> int:
        """Number of items; the first use reads the headers of all records."""
        return len(self._indices)

    def __repr__(self) -> str:
        """Path and number of files, which are known without reading."""
        return f"<{type(self).__name__} {self.where}, {len(self.files.files)} files>"

    @overload
    def __getitem__(self, index: int | str) -> _Item: ...

    @overload
    def __getitem__(self, index: slice) -> RecordSequence[_Item]: ...

    def __getitem__(self, index: int | str | slice) -> _Item | RecordSequence[_Item]:
        """Returns an item by position or name; a slice gives a dataset of fewer items.

        Raises:
            NotFoundError: There is no item of that name.
            IndexError: There is no such position.
            CorruptDataError: The record does not decode.
            InvalidInputError: The record is a message of another kind.
        """
        if isinstance(index, slice):
            return self._part(self._indices[index])
        if isinstance(index, str):
            if index not in self._positions:
                raise NotFoundError(f"{self.where}: no {self.noun} {index!r} among {len(self)}")
            return self._parse(self.files.record(self._positions[index]))
        if not -len(self) <= index < len(self):
            raise IndexError(f"{self.where}: no {self.noun} {index} among {len(self)}")
        return self._parse(self.files.record(self._indices[index]))

    def __iter__(self) -> Iterator[_Item]:
        """Yields the items in order."""
        if self._selected is None:
            yield from map(self._parse, self.files)
        else:
            for index in self._selected:
                yield self._parse(self.files.record(index))

    def close(self) -> None:
        """Closes the file that is open."""
        self.files.close()
