"""The index of an export: the way back from its names to segments, times and cameras."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.io import Location, locate, read_json, write_json
from waymo_kit.schema import is_segment_name

INDEX_NAME = "waymo_kit_index.json"
"""Name of the index in the folder of an export; it is written last, when all else is there."""

FORMAT = 1


@dataclass(frozen=True)
class SamplePlace:
    """Segment, time and camera of a sample of an export.

    Attributes:
        segment: Name of the segment.
        timestamp_micros: Time of the frame.
        camera: Number of the camera, 0 for a sample of the lidar or of all sensors.
    """

    segment: str
    timestamp_micros: int
    camera: int = 0


@dataclass(frozen=True)
class IndexedSegment:
    """The samples of one segment.

    Attributes:
        segment: Name of the segment.
        samples: Time and camera of each sample, by the name that it has in the export.
        ids: Ids of the labeled objects; the number of an object in the export is its position here
            plus 1.
    """

    segment: str
    samples: dict[str, tuple[int, int]]
    ids: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Returns the values that the index file holds."""
        return {"segment": self.segment, "samples": self.samples, "ids": list(self.ids)}


@dataclass(frozen=True)
class ExportIndex:
    """The samples of an export by name.

    Attributes:
        to: Format of the export.
        options: Options of the export, by name.
        segments: Samples of each segment.
        where: Path of the index file, for messages.
    """

    to: str
    options: dict[str, Any]
    segments: tuple[IndexedSegment, ...]
    where: str = INDEX_NAME

    @cached_property
    def _places(self) -> dict[str, SamplePlace]:
        return {
            name: SamplePlace(each.segment, time, camera)
            for each in self.segments
            for name, (time, camera) in each.samples.items()
        }

    @cached_property
    def _names(self) -> dict[SamplePlace, str]:
        return {place: name for name, place in self._places.items()}

    def __len__(self) -> int:
        """Number of samples."""
        return len(self._places)

    def __iter__(self) -> Iterator[str]:
        """Yields the names of the samples."""
        return iter(self._places)

    def place(self, name: str, where: str) -> SamplePlace:
        """Returns the segment, time and camera of a sample.

        Args:
            name: Name of the sample in the export.
            where: Place that names the sample, for the message.

        Raises:
            InvalidInputError: The export has no such sample.
        """
        found = self._places.get(name)
        if found is None:
            raise InvalidInputError(
                f"{where}: the export of {self.where} has no sample {name[:80]!r}, but such as "
                f"{next(iter(self), '')!r}"
            )
        return found

    def name(self, place: SamplePlace) -> str | None:
        """Returns the name of a sample, None for a frame that was not exported."""
        return self._names.get(place)

    def segment(self, name: str) -> IndexedSegment | None:
        """Returns the samples of a segment, None for one that was not exported."""
        return next((each for each in self.segments if each.segment == name), None)

    def write(self, root: Location) -> None:
        """Writes the index file into the folder of the export."""
        values = {
            "format": FORMAT,
            "to": self.to,
            "options": self.options,
            "segments": [each.to_json() for each in self.segments],
        }
        write_json(values, root / INDEX_NAME)


def read_index(path: str | os.PathLike[str], wanted: str | Iterable[str]) -> ExportIndex:
    """Reads the index of an export.

    Args:
        path: The index file, or the folder of the export.
        wanted: Format of the export, or several that will do.

    Raises:
        NotFoundError: There is no index; exports that were interrupted have none.
        CorruptDataError: The file is no index.
        InvalidInputError: The export has another format.
    """
    location = locate(path)
    if location.is_dir():
        location = location / INDEX_NAME
    try:
        values = read_json(location)
    except NotFoundError:
        raise NotFoundError(
            f"{location}: no index; give the folder of a complete export (waymo-kit export)"
        ) from None
    index = _parsed(values, str(location))
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    if index.to not in names:
        raise InvalidInputError(
            f"{location}: expected an export to {' or '.join(names)}, got one to {index.to[:40]!r}"
        )
    return index


def _parsed(values: Any, where: str) -> ExportIndex:
    try:
        if values["format"] != FORMAT:
            raise ValueError(f"expected format {FORMAT}")
        segments = tuple(_parsed_segment(each) for each in values["segments"])
        to, options = values["to"], values["options"]
        if not isinstance(to, str) or not isinstance(options, dict):
            raise TypeError("to and options")
        return ExportIndex(to, options, segments, where)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CorruptDataError(f"{where}: no index of an export: {error}") from error


def _parsed_segment(values: Any) -> IndexedSegment:
    segment, ids = values["segment"], values["ids"]
    if not isinstance(segment, str) or not is_segment_name(segment):
        raise ValueError(f"{str(segment)[:80]!r} cannot be the name of a segment")
    samples = {}
    for name, (time, camera) in values["samples"].items():
        if type(time) is not int or type(camera) is not int or not 0 <= camera <= 8:
            raise ValueError(f"sample {name[:80]!r}")
        samples[name] = (time, camera)
    if not all(isinstance(each, str) for each in ids):
        raise TypeError("ids")
    return IndexedSegment(segment, samples, tuple(ids))
