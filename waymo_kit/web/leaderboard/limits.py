"""Limits of submitted files, checked from their footers and directories before anything is read."""

from __future__ import annotations

import lzma
import re
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from waymo_kit.errors import CorruptDataError, InvalidInputError
from waymo_kit.schema.components import COMPONENTS

_MAX_FOOTER = 64 << 20
_MAX_COLUMNS = 256
_MAX_GROUPS = 200_000
_FREE_EXPANSION = 64 << 20
"""Decompressed bytes that any file may have, whatever its size."""

_MAX_MEMBERS = 20_000
_MEMBER = re.compile(r"([a-z0-9_]{1,60})/([A-Za-z0-9_.-]{1,200})\.parquet")
_UNREADABLE = (zipfile.BadZipFile, EOFError, OSError, ValueError, zlib.error, lzma.LZMAError)
"""Errors raised while a damaged member of an archive is read."""

_MAGIC = b"PAR1"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class FileLimits:
    """Limits of a submitted file.

    Attributes:
        max_rows: Maximum number of rows.
        max_expansion: Maximum ratio of the decompressed size to the size of the file, above 64 MiB.
    """

    max_rows: int
    max_expansion: int

    def most_bytes(self, size: int) -> int:
        """Returns the largest decompressed size of a file of a size in bytes."""
        return max(_FREE_EXPANSION, size * self.max_expansion)


def check_parquet(path: Path, limits: FileLimits, where: str) -> int:
    """Checks the footer of a Parquet file; returns the number of rows.

    Raises:
        CorruptDataError: There is no footer that can be read.
        InvalidInputError: The file would become too large, or has types that nobody needs.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        footer = _footer_size(file, size, where)
    if footer > _MAX_FOOTER:
        raise InvalidInputError(
            f"{where}: its footer has {footer:,} bytes; write larger row groups"
        )
    try:
        metadata = pq.read_metadata(path)
        schema = metadata.schema.to_arrow_schema()
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        detail = " ".join(str(error).split())[:200]
        raise CorruptDataError(f"{where}: no readable Parquet file: {detail}") from None
    if metadata.num_rows > limits.max_rows:
        raise InvalidInputError(
            f"{where}: expected at most {limits.max_rows:,} rows, got {metadata.num_rows:,}"
        )
    if metadata.num_columns > _MAX_COLUMNS or metadata.num_row_groups > _MAX_GROUPS:
        raise InvalidInputError(
            f"{where}: expected at most {_MAX_COLUMNS} columns and {_MAX_GROUPS:,} row groups, got "
            f"{metadata.num_columns:,} and {metadata.num_row_groups:,}"
        )
    for field in schema:
        if isinstance(field.type, pa.BaseExtensionType):
            raise InvalidInputError(f"{where}: column {field.name}: extension types are refused")
    decompressed = sum(
        max(0, metadata.row_group(number).total_byte_size)
        for number in range(metadata.num_row_groups)
    )
    most = limits.most_bytes(size)
    if decompressed > most:
        raise InvalidInputError(
            f"{where}: it would decompress from {size:,} to {decompressed:,} bytes; expected at "
            f"most {most:,}"
        )
    return int(metadata.num_rows)


def unpack_tables(path: Path, folder: Path, limits: FileLimits, where: str) -> list[str]:
    """Unpacks a zip archive of component tables; returns the tags of the components.

    Names, numbers and sizes come from the archive's directory and are checked before a byte is
    unpacked; what is unpacked is counted again.

    Args:
        path: The archive, with members such as `lidar_hkp/<segment>.parquet`.
        folder: Folder to unpack into.
        limits: Limits of the file.
        where: Name of the archive in messages.

    Raises:
        CorruptDataError: The file is no archive, or a member does not decompress.
        InvalidInputError: A member has a wrong name, is no file, or is too large.
    """
    size = path.stat().st_size
    most = limits.most_bytes(size)
    tags: dict[str, None] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_members(members, most, where)
            left = most
            for member in members:
                match = _MEMBER.fullmatch(member.filename)
                if match is None:  # a folder
                    continue
                tags[match[1]] = None
                target = folder / match[1] / f"{match[2]}.parquet"
                target.parent.mkdir(parents=True, exist_ok=True)
                left -= _unpack(archive, member, target, left, where)
                check_parquet(target, limits, f"{where}: {member.filename}")
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, struct.error) as error:
        raise CorruptDataError(f"{where}: no readable zip archive: {error}") from None
    if not tags:
        raise InvalidInputError(
            f"{where}: expected members such as lidar_hkp/<segment>.parquet, got none"
        )
    return list(tags)


def _footer_size(file: BinaryIO, size: int, where: str) -> int:
    if size < 12:
        raise CorruptDataError(f"{where}: {size} bytes are no Parquet file")
    file.seek(size - 8)
    length, magic = struct.unpack("<I4s", file.read(8))
    if magic != _MAGIC or length > size - 12:
        raise CorruptDataError(f"{where}: no footer of a Parquet file; is it complete?")
    return int(length)


def _check_members(members: list[zipfile.ZipInfo], most: int, where: str) -> None:
    if len(members) > _MAX_MEMBERS:
        raise InvalidInputError(
            f"{where}: expected at most {_MAX_MEMBERS:,} members, got {len(members):,}"
        )
    seen: set[str] = set()
    for member in members:
        name = member.filename
        shown = f"{where}: {name[:80]!r}"
        kind = stat.S_IFMT(member.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise InvalidInputError(f"{shown}: links and devices are refused")
        if member.flag_bits & 1:
            raise InvalidInputError(f"{shown}: it is encrypted")
        if name in seen:
            raise InvalidInputError(f"{shown}: it is there twice")
        seen.add(name)
        if name.endswith("/") and re.fullmatch(r"[a-z0-9_]{1,60}/", name):
            continue
        match = _MEMBER.fullmatch(name)
        if match is None or match[1] not in COMPONENTS:
            raise InvalidInputError(f"{shown}: expected a name such as lidar_hkp/<segment>.parquet")
    total = sum(member.file_size for member in members)
    if total > most:
        raise InvalidInputError(
            f"{where}: it would unpack to {total:,} bytes; expected at most {most:,}"
        )


def _unpack(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, left: int, where: str
) -> int:
    written = 0
    try:
        with archive.open(member) as source, target.open("xb") as file:
            while data := source.read(_CHUNK):
                written += len(data)
                if written > left or written > member.file_size:
                    raise InvalidInputError(
                        f"{where}: {member.filename} is larger than the archive says"
                    )
                file.write(data)
    except InvalidInputError:
        raise
    except _UNREADABLE as error:
        raise CorruptDataError(f"{where}: {member.filename}: {error}") from None
    return written
