"""Files on local disks and in object stores, behind one kind of path.

A location is a local path or a URI that pyarrow understands (`gs://`, `s3://`, `file://`, `hdfs://`).
"""

from __future__ import annotations

import base64
import contextlib
import glob
import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit

import pyarrow as pa
from pyarrow import fs

from waymo_kit.errors import NotFoundError, OutputError, StorageError
from waymo_kit.io.s3 import PatientFile, explain, open_s3
from waymo_kit.io.secrets import masked_text, masked_uri
from waymo_kit.io.traffic import CountedFile, is_measured

_GCS_RETRY_SECONDS = 60
"""Seconds for which a failed request to Google Cloud Storage is repeated; pyarrow's own 15 minutes
look like a hang."""


@dataclass(frozen=True)
class Location:
    """A file or folder on some filesystem.

    Attributes:
        filesystem: Pyarrow filesystem.
        path: Path on that filesystem, with `/` between its parts.
        uri: Path or URI as the user wrote it, without secrets, for messages.
    """

    filesystem: fs.FileSystem
    path: str
    uri: str

    @property
    def is_local(self) -> bool:
        """Whether this is on a local disk."""
        return isinstance(self.filesystem, fs.LocalFileSystem)

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rstrip("/").rpartition("/")[2]

    @property
    def parent(self) -> Location:
        """The folder that this is in."""
        uri, mark, options = self.uri.partition("?" if "://" in self.uri else "\0")
        path = self.path.rstrip("/").rpartition("/")[0]
        folder = uri.rstrip("/").rpartition("/")[0]
        return Location(self.filesystem, path, f"{folder or path}{mark}{options}")

    def __truediv__(self, child: str) -> Location:
        """Returns the location of something inside this folder."""
        return self._extended(f"/{child}")

    def with_ending(self, ending: str) -> Location:
        """Returns the location beside this one with an ending added to its name."""
        return self._extended(ending)

    def _extended(self, more: str) -> Location:
        uri, mark, options = self.uri.partition("?" if "://" in self.uri else "\0")
        return Location(
            self.filesystem,
            f"{self.path.rstrip('/')}{more}",
            f"{uri.rstrip('/')}{more}{mark}{options}",
        )

    def __reduce__(self) -> tuple[Callable[..., Location], tuple[Any, ...]]:
        """Makes another process open S3 anew, because pyarrow would forget how often to retry."""
        if self.filesystem.type_name == "s3":
            return _reopened, (self.uri, self.path)
        return Location, (self.filesystem, self.path, self.uri)

    def __str__(self) -> str:
        """The path or URI as the user wrote it."""
        return self.uri

    def info(self) -> fs.FileInfo:
        """Returns type and size of what is here, with one request."""
        with translated_errors(self.uri):
            return self.filesystem.get_file_info(self.path)

    def is_file(self) -> bool:
        """Returns whether a file is here."""
        return bool(self.info().type == fs.FileType.File)

    def is_dir(self) -> bool:
        """Returns whether a folder is here."""
        return bool(self.info().type == fs.FileType.Directory)

    def children(self) -> list[Location]:
        """Lists the files and folders in this folder by name; empty if it does not exist."""
        # Of folders in Google Cloud Storage, pyarrow lists those alone that have an object of their
        # own, which is rare; the names of the files in them tell of the others.
        is_gcs = self.filesystem.type_name == "gcs"
        selector = fs.FileSelector(self.path, allow_not_found=True, recursive=is_gcs)
        with translated_errors(self.uri):
            found = self.filesystem.get_file_info(selector)
        if not is_gcs:
            return [self / name for name in sorted(self._name_of(info) for info in found)]
        first = len(self.path.rstrip("/")) + 1
        return [self / name for name in sorted({info.path[first:].split("/")[0] for info in found})]

    def files(self) -> list[fs.FileInfo]:
        """Lists types, sizes and times of the files in this folder by name."""
        selector = fs.FileSelector(self.path, allow_not_found=True)
        with translated_errors(self.uri):
            found = self.filesystem.get_file_info(selector)
        files = [info for info in found if info.type == fs.FileType.File]
        return sorted(files, key=self._name_of)

    def _name_of(self, info: fs.FileInfo) -> str:
        """Name of a file in this folder."""
        try:
            return str(info.path).rstrip("/").rpartition("/")[2]
        except UnicodeDecodeError as error:
            name = error.object.rpartition(b"/")[2].decode(errors="backslashreplace")
            raise StorageError(f"{self}: the name of {name} is not UTF-8; rename it") from None

    def remove_folder(self) -> None:
        """Removes this folder with all that is in it, if it exists."""
        with translated_errors(self.uri, OutputError), contextlib.suppress(FileNotFoundError):
            # An object store checks by itself whether the folder exists; asking costs requests.
            if not self.is_local or self.is_dir():
                self.filesystem.delete_dir(self.path)

    def open_input(self) -> pa.NativeFile:
        """Opens the file for random access.

        Raises:
            NotFoundError: There is no such file.
            StorageError: The file cannot be opened, or is a pipe or a device.
        """
        with translated_errors(self.uri):
            if self.is_local and not stat.S_ISREG(Path(self.path).stat().st_mode):
                raise StorageError(f"{self}: expected a regular file")
            file = self.filesystem.open_input_file(self.path)
            if self.filesystem.type_name == "s3":
                return pa.PythonFile(PatientFile(file), mode="r")
            return pa.PythonFile(CountedFile(file), mode="r") if is_measured() else file

    def stored_crc32c(self) -> str | None:
        """Returns the CRC32C that the store lists of the file, as eight hexadecimal digits.

        Google Cloud Storage lists it. Others give None: the ETag of S3 depends on how an object was
        uploaded and encrypted.

        Raises:
            StorageError: The file cannot be opened.
        """
        if self.filesystem.type_name != "gcs":
            return None
        with translated_errors(self.uri), self.filesystem.open_input_file(self.path) as file:
            return base64.b64decode(file.metadata().get("crc32c", b"")).hex() or None

    def read_bytes(self) -> bytes:
        """Reads the whole file."""
        with translated_errors(self.uri), self.open_input() as file:
            return cast(bytes, file.readall())


@contextlib.contextmanager
def translated_errors(uri: str, kind: type[StorageError] = StorageError) -> Iterator[None]:
    """Turns errors of the storage into `kind` or `NotFoundError`, with the file's name in front."""
    try:
        yield
    except FileNotFoundError as error:
        raise NotFoundError(f"{uri}: no such file or folder") from error
    except OSError as error:
        if isinstance(error, StorageError):
            raise
        reason = error.strerror or explain(error)
        raise kind(f"{uri}: {reason}") from error


def locate(path: str | os.PathLike[str] | Location) -> Location:
    """Resolves a local path or a URI.

    Raises:
        StorageError: The URI is malformed or its filesystem is not supported, or a path is not
            UTF-8. Secrets in a URI are masked in the message.
    """
    if isinstance(path, Location):
        return path
    text = os.fspath(path)
    if not _is_utf8(text) or "\0" in text:
        shown = text.encode(errors="backslashreplace").decode().replace("\0", "\\0")
        raise StorageError(f"{shown}: the path is not UTF-8 text")
    if "://" not in text:
        return Location(fs.LocalFileSystem(), str(Path(text).absolute()), text)
    if text.startswith("s3://"):
        parts = urlsplit(text)
        return Location(open_s3(text), f"{parts.netloc}{unquote(parts.path)}".rstrip("/"), text)
    resolved = text
    if text.startswith(("gs://", "gcs://")) and "retry_limit_seconds=" not in text:
        resolved += f"{'&' if '?' in text else '?'}retry_limit_seconds={_GCS_RETRY_SECONDS}"
    try:
        filesystem, inner = fs.FileSystem.from_uri(resolved)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise StorageError(f"{masked_uri(text)}: {masked_text(str(error), text)}") from None
    return Location(filesystem, inner, masked_uri(text))


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _reopened(uri: str, path: str) -> Location:
    return Location(locate(uri).filesystem, path, uri)


def find_files(sources: Iterable[str | os.PathLike[str]], suffix: str) -> list[Location]:
    """Expands files, glob patterns, folders and URIs into files.

    Args:
        sources: Local paths, local glob patterns, or URIs of files or folders.
        suffix: Text in the names of the files to take from folders (`.tfrecord` also finds
            `.tfrecord.gz` and `.tfrecord-00000-of-00004`); hidden files never count.

    Returns:
        The files, each once, in the order of the sources and by name within one.

    Raises:
        NotFoundError: A source matches nothing.
    """
    found: dict[str, Location] = {}
    for source in sources:
        text = os.fspath(source)
        reason = f"the folder has no file with {suffix!r} in its name"
        if "://" not in text and glob.has_magic(text) and not Path(text).exists():
            matches = [locate(match) for match in sorted(glob.glob(text, recursive=True))]  # noqa: PTH207 (also absolute patterns)
            if not matches:
                reason = "the pattern matches no file"
        else:
            matches = [locate(text)]
        files: list[Location] = []
        for location in matches:
            kind = location.info().type
            if kind == fs.FileType.File:
                files.append(location)
            elif kind == fs.FileType.Directory:
                children = location.children()
                files += [c for c in children if suffix in c.name and not c.name.startswith(".")]
            else:
                reason = "no such file or folder"
        if not files:
            raise NotFoundError(f"{text}: {reason}")
        for location in files:
            found.setdefault(location.path, location)
    return list(found.values())


def stamp_of(files: Iterable[fs.FileInfo]) -> str:
    """Returns a digest of the names, sizes and times of files, which changes when they do."""
    digest = hashlib.sha256()
    for info in files:
        digest.update(f"{info.base_name}\n{info.size} {info.mtime_ns}\n".encode())
    return digest.hexdigest()
