"""The manifest of a converted segment: written last, it says that all tables are complete.

`<root>/_manifest/<segment>.json`. It holds nothing that differs between two conversions of the same
file by the same version: no times, no absolute paths.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError, OutputError
from waymo_kit.io import Location, parse_json
from waymo_kit.io.storage import translated_errors
from waymo_kit.io.whole_files import publish
from waymo_kit.schema import COMPONENTS, component_of, is_segment_name

FORMAT = 1
MANIFEST_FOLDER = "_manifest"


@dataclass(frozen=True)
class TableEntry:
    """One table of a segment.

    Attributes:
        rows: Number of rows.
        bytes: Size of the file in bytes.
        crc32c: CRC32C of the file, eight hexadecimal digits.
    """

    rows: int
    bytes: int
    crc32c: str


@dataclass(frozen=True)
class Manifest:
    """The complete tables of a segment, and the file that they were made from.

    Attributes:
        segment: Name of the segment.
        version: Version of waymo-kit that converted it.
        source_name: File name of the v1 file, without folders.
        source_bytes: Size of the v1 file in bytes.
        frames: Number of frames.
        tables: Entry of each table by tag.
    """

    segment: str
    version: str
    source_name: str
    source_bytes: int
    frames: int
    tables: dict[str, TableEntry]

    def to_json(self) -> bytes:
        """Serializes the manifest; equal manifests give equal bytes."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, sort_keys=True).encode()

    def write(self, root: Location, staging: Path) -> None:
        """Publishes the manifest under the root of the dataset, whole or not at all."""
        with staging.open("wb") as file:
            file.write(self.to_json())
            file.flush()
            os.fsync(file.fileno())
        publish(staging, manifest_location(root, self.segment))


def manifest_location(root: Location, segment: str) -> Location:
    """Returns the location of the manifest of a segment.

    Raises:
        InvalidInputError: The text cannot be the name of a segment.
    """
    return root / MANIFEST_FOLDER / f"{_checked_name(root, segment)}.json"


def table_location(root: Location, tag: str, segment: str) -> Location:
    """Returns the location of a table of a segment.

    Raises:
        NotFoundError: There is no such component.
        InvalidInputError: The text cannot be the name of a segment.
    """
    return root / component_of(tag).tag / f"{_checked_name(root, segment)}.parquet"


def _checked_name(root: Location, segment: str) -> str:
    if not is_segment_name(segment):
        raise InvalidInputError(f"{root}: {segment[:80]!r} cannot be the name of a segment")
    return segment


def read_manifest(root: Location, segment: str) -> Manifest | None:
    """Reads the manifest of a segment, or None if there is none.

    Raises:
        CorruptDataError: The file is no manifest of a known format, is of another segment, or lists
            a table that is no known component.
    """
    location = manifest_location(root, segment)
    try:
        data = location.read_bytes()
    except NotFoundError:
        return None
    values = parse_json(data, f"{location}: not a manifest that can be read")
    try:
        if values.pop("format") != FORMAT:
            raise ValueError(f"format {FORMAT} expected")
        tables = {tag: TableEntry(**entry) for tag, entry in values.pop("tables").items()}
        manifest = Manifest(tables=tables, **values)
        _check_types(manifest)
        for tag, entry in tables.items():
            if tag not in COMPONENTS:
                raise ValueError(f"unknown table {tag[:80]!r}")
            _check_types(entry)
        if manifest.segment != segment:
            raise ValueError(f"it is of segment {manifest.segment[:80]!r}")
        return manifest
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorruptDataError(f"{location}: not a manifest that can be read: {error}") from error


def _check_types(part: Manifest | TableEntry) -> None:
    for field in fields(part):
        value: Any = getattr(part, field.name)
        kind = {"int": int, "str": str}.get(str(field.type), dict)
        if type(value) is not kind or (isinstance(value, int) and value < 0):
            raise TypeError(f"{field.name} is {str(value)[:80]!r}")


def make_manifest_folder(root: Location) -> None:
    """Makes the folder of manifests, which says that only tables that a manifest lists count."""
    folder = root / MANIFEST_FOLDER
    with translated_errors(root.uri, OutputError):
        folder.filesystem.create_dir(folder.path, recursive=True)


def remove_manifest(root: Location, segment: str) -> None:
    """Removes the manifest of a segment, if there is one."""
    location = manifest_location(root, segment)
    with translated_errors(location.uri, OutputError):
        if location.is_file():
            location.filesystem.delete_file(location.path)


def list_manifests(root: Location) -> list[str]:
    """Returns the sorted names of the segments that have a manifest."""
    names = [child.name for child in (root / MANIFEST_FOLDER).children()]
    return [name[: -len(".json")] for name in names if name.endswith(".json") and name[0] != "."]
