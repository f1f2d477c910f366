"""Files that appear whole or not at all, on local disks and in object stores."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import uuid
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from waymo_kit.errors import OutputError
from waymo_kit.io.storage import Location, locate, translated_errors
from waymo_kit.io.traffic import count_traffic

_UPLOAD_CHUNK_BYTES = 8 << 20


def require_writable(path: str | os.PathLike[str] | Location) -> None:
    """Checks, before work is done for a file, that it can be written.

    Of an object store only the URI is checked.

    Args:
        path: Local path or URI of the file.

    Raises:
        OutputError: The path is a folder, a part of it is a file, or permissions are missing.
        StorageError: The URI is malformed or its filesystem is not supported.
    """
    target = locate(path)
    if not target.is_local:
        return
    place = Path(target.path)
    with translated_errors(target.uri, OutputError):
        if place.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not place.exists():
            place = next(parent for parent in place.parents if parent.exists())
            if not place.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        if not os.access(place, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def publish(staged: Path, target: Location) -> None:
    """Moves a complete local file to its place, where it appears whole or not at all.

    On a local disk that is a rename (across disks, a copy beside the target and a rename). In an
    object store it is one upload that is completed only after its last byte was accepted; an upload
    that fails or is interrupted is abandoned and leaves nothing visible.

    Args:
        staged: Complete local file; it is moved away.
        target: Location of the published file; missing folders are made.
    """
    with translated_errors(target.uri, OutputError):
        if target.is_local:
            destination = Path(target.path)
            size = staged.stat().st_size
            destination.parent.mkdir(parents=True, exist_ok=True)
            try:
                staged.replace(destination)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                _copy_across_disks(staged, destination)
        else:
            with staged.open("rb") as source:
                size = _upload(source, target)
            staged.unlink()
    count_traffic(bytes_out=size)


def write_bytes(data: bytes, path: str | os.PathLike[str] | Location) -> None:
    """Writes a small file, which appears whole or not at all.

    A device or a pipe, such as /dev/stdout, is written to as it is.

    Args:
        data: Content of the file.
        path: Local path or URI. Missing folders are made; a file that is there is replaced.

    Raises:
        OutputError: The file cannot be written.
    """
    target = locate(path)
    with translated_errors(target.uri, OutputError):
        if target.is_local:
            _write_local(data, Path(target.path))
        else:
            _upload(BytesIO(data), target)
    count_traffic(bytes_out=len(data))


def _write_local(data: bytes, destination: Path) -> None:
    if destination.exists() and not destination.is_file():
        destination.write_bytes(data)
        return
    destination = destination.resolve()
    destination.parent.mkdir(parents=True, exist_ok=True)
    beside = _hidden_beside(destination)
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(destination)
    finally:
        beside.unlink(missing_ok=True)


def _hidden_beside(path: Path) -> Path:
    return path.with_name(f".{path.name[:200]}.{uuid.uuid4().hex}")


def _copy_across_disks(staged: Path, destination: Path) -> None:
    beside = _hidden_beside(destination)
    try:
        shutil.copyfile(staged, beside)
        beside.replace(destination)
    finally:
        beside.unlink(missing_ok=True)
    staged.unlink()


def _upload(source: BinaryIO, target: Location) -> int:
    """Uploads all of a source; returns the number of bytes."""
    if target.filesystem.type_name not in ("s3", "gcs"):  # There folders are parts of names.
        target.filesystem.create_dir(target.path.rpartition("/")[0], recursive=True)
    stream = target.filesystem.open_output_stream(target.path)
    try:
        while chunk := source.read(_UPLOAD_CHUNK_BYTES):
            stream.write(chunk)
        size: int = stream.tell()
        stream.close()
        return size
    except BaseException:
        # Closing or freeing the stream would publish what it has so far, and pyarrow offers no way
        # to abort; a stream that is never freed is an upload that is never completed.
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(stream))
        raise
