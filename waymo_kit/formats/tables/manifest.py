"""The manifest of a converted segment: written last, it says that all tables are complete.

`<root>/_manifest/<segment>.json`. It holds nothing that differs between two conversions of the same
file by the same version: no times, no absolute paths.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from waymo_kit.errors import CorruptDataError, NotFoundError
from waymo_kit.io import Location
from waymo_kit.io.storage import publish

FORMAT = 1
MANIFEST_FOLDER = "_manifest"


@dataclass(frozen=True)
class TableEntry:
    """One table of a segment.

    Attributes:
        rows: number of rows.
        bytes: size of the file.
        crc32c: checksum of the file, eight hexadecimal digits.
    """

    rows: int
    bytes: int
    crc32c: str


@dataclass(frozen=True)
class Manifest:
    """What was converted into which tables.

    Attributes:
        segment: name of the segment.
        version: version of waymo-kit that converted it.
        source_name: file name of the v1 file, without folders.
        source_bytes: its size.
        frames: number of frames.
        tables: entry of each table by tag.
    """

    segment: str
    version: str
    source_name: str
    source_bytes: int
    frames: int
    tables: dict[str, TableEntry]

    def to_json(self) -> bytes:
        """Serialises the manifest; equal manifests give equal bytes."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, sort_keys=True).encode()

    def write(self, root: Location, staging: Path) -> None:
        """Puts the manifest in its place under the dataset's root, whole or not at all."""
        with staging.open("wb") as file:
            file.write(self.to_json())
            file.flush()
            os.fsync(file.fileno())
        publish(staging, manifest_location(root, self.segment))


def manifest_location(root: Location, segment: str) -> Location:
    """Where the manifest of a segment lies."""
    return root / MANIFEST_FOLDER / f"{segment}.json"


def table_location(root: Location, tag: str, segment: str) -> Location:
    """Where a table of a segment lies."""
    return root / tag / f"{segment}.parquet"


def read_manifest(root: Location, segment: str) -> Manifest | None:
    """Reads the manifest of a segment, or None if there is none.

    Raises:
        CorruptDataError: the file is no manifest of a known format.
    """
    location = manifest_location(root, segment)
    try:
        data = location.read_bytes()
    except NotFoundError:
        return None
    try:
        values = json.loads(data)
        if values.pop("format") != FORMAT:
            raise ValueError(f"format {FORMAT} expected")
        tables = {tag: TableEntry(**entry) for tag, entry in values.pop("tables").items()}
        manifest = Manifest(tables=tables, **values)
        _check_types(manifest)
        for entry in tables.values():
            _check_types(entry)
        return manifest
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorruptDataError(f"{location}: not a manifest that can be read: {error}") from error


def _check_types(part: Manifest | TableEntry) -> None:
    kinds = {"int": int, "str": str}
    for field in fields(part):
        value = getattr(part, field.name)
        if not isinstance(value, kinds.get(str(field.type), dict)):
            raise TypeError(f"{field.name} is {value!r}")


def list_manifests(root: Location) -> list[str]:
    """Names of the segments that have a manifest, sorted."""
    names = [child.name for child in (root / MANIFEST_FOLDER).children()]
    return [name[: -len(".json")] for name in names if name.endswith(".json") and name[0] != "."]
