"""Copies one file from a location to a disk: it goes on where it stopped, and is checked."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import google_crc32c
import pyarrow.parquet as pq

from waymo_kit.errors import CorruptDataError, OutputError
from waymo_kit.formats.tables.parquet_file import parsing
from waymo_kit.formats.tfrecord import RecordReader
from waymo_kit.io import Location, locate
from waymo_kit.io.storage import translated_errors

_CHUNK = 8 << 20
_TRIES = 2
"""Maximum number of times that a file is fetched until it has the checksum of its store."""


@dataclass(frozen=True)
class RemoteFile:
    """A file to copy.

    Attributes:
        location: Location of the file.
        folder: Folder that it goes to, below the target; "" for the target itself.
        name: Name of the file.
        size: Size in bytes.
        modified: Time of its last change in nanoseconds, which tells versions apart.
    """

    location: Location
    folder: str
    name: str
    size: int
    modified: int

    def target(self, root: Path) -> Path:
        """Returns the target of the copy."""
        return root / self.folder / self.name

    def is_present(self, root: Path) -> bool:
        """Returns whether a copy of the same size is there; only complete copies appear."""
        target = self.target(root)
        return target.is_file() and target.stat().st_size == self.size


def copy_file(
    file: RemoteFile, root: Path, crc32c: str | None, on_bytes: Callable[[int], None]
) -> None:
    """Copies a file, which appears at its place when it is complete and has been checked.

    An earlier, interrupted copy of the same version goes on where it stopped. Google Cloud Storage
    says the checksum of each object; a copy that has another one is fetched once more.

    Args:
        file: File to copy.
        root: Folder of the copies.
        crc32c: Checksum of the manifest that the file must have, eight hexadecimal digits; None to
            check that the records or the footer of the file are whole.
        on_bytes: Function called with the number of bytes of the file that are there.

    Raises:
        CorruptDataError: The copy is damaged; it is removed.
        OutputError: The copy cannot be written.
        StorageError: The file cannot be read.
    """
    target = file.target(root)
    version = hashlib.sha256(f"{file.size} {file.modified}".encode()).hexdigest()[:12]
    partial = target.with_name(f".{file.name}.{version}.partial")
    with translated_errors(str(target), OutputError):
        target.parent.mkdir(parents=True, exist_ok=True)
    try:
        stored = file.location.stored_crc32c()
        for _ in range(_TRIES):
            with translated_errors(str(target), OutputError):
                _fetch(file, partial, on_bytes)
            found = _crc32c_of(partial) if stored or crc32c else None
            if stored is None or stored == found:
                break
            partial.unlink()
        else:
            raise CorruptDataError(
                f"{file.location}: what arrived has CRC32C {found}, the store lists {stored}, "
                f"{_TRIES} times in turn; run the command again"
            )
        _check(partial, file, found, crc32c)
    except CorruptDataError:
        partial.unlink(missing_ok=True)
        raise
    with translated_errors(str(target), OutputError):
        partial.replace(target)
    for stale in target.parent.glob(f".{file.name}.*.partial"):
        stale.unlink(missing_ok=True)


def _fetch(file: RemoteFile, partial: Path, on_bytes: Callable[[int], None]) -> None:
    """Appends the rest of a file to its partial copy."""
    with partial.open("ab") as out, file.location.open_input() as source:
        done = min(out.tell(), file.size)
        out.truncate(done)
        on_bytes(done)
        source.seek(done)
        while done < file.size:
            data = source.read(min(_CHUNK, file.size - done))
            if not data:
                break
            out.write(data)
            done += len(data)
            on_bytes(done)
        out.flush()
        os.fsync(out.fileno())
    if done != file.size:
        raise CorruptDataError(f"{file.location}: expected {file.size:,} bytes, {done:,} arrived")


def _crc32c_of(path: Path) -> str:
    found = google_crc32c.Checksum()
    with path.open("rb") as data:
        while chunk := data.read(_CHUNK):
            found.update(chunk)
    return str(found.hexdigest().decode())


def _check(path: Path, file: RemoteFile, found: str | None, crc32c: str | None) -> None:
    if crc32c is not None:
        if found != crc32c:
            raise CorruptDataError(
                f"{file.location}: what arrived has CRC32C {found}, the manifest lists {crc32c}; "
                "run the command again"
            )
    elif file.name.endswith(".parquet"):
        location = locate(path)
        with parsing(location):
            pq.read_metadata(path)
    elif ".tfrecord" in file.name:
        with RecordReader(path) as reader:
            for _ in reader.stream():
                pass
