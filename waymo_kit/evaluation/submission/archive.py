"""Writes, reads and checks the file that is uploaded: shards in a tar archive, gzip-compressed."""

from __future__ import annotations

import gzip
import re
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError, NotFoundError
from waymo_kit.evaluation.submission.problem import Problem, error
from waymo_kit.formats.objects.file import read_message
from waymo_kit.formats.objects.shard import MAX_BYTES
from waymo_kit.io import Location
from waymo_kit.io.storage import translated_errors

SUFFIX = ".tar.gz"

SHARD_NAME = re.compile(r"(?P<stem>.*)\.binproto(-(?P<number>\d{5})-of-(?P<total>\d{5}))?")
"""Names of shards that the server accepts (official tutorial on Sim Agents)."""

MAX_MEMBERS = 10_000
"""Largest number of files in a submission."""

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_COMPRESSION = 6
_NO_TIME = 0
_COPY_BYTES = 1 << 20
_MAX_HEADER_BYTES = 1 << 20
"""Largest header of a member; a long name takes a few hundred bytes."""
_MAX_BYTES_IN_MEMORY = 16 << 20
"""Size above which a shard is written to disk and mapped."""


@dataclass(frozen=True, eq=False)
class Member:
    """A file of a submission.

    Attributes:
        name: Name in the archive, or of the file.
        content: (B,) uint8 bytes, in memory or mapped from disk.
    """

    name: str
    content: NDArray[np.uint8]


def shard_name(number: int, total: int) -> str:
    """Returns the name of a shard in an archive."""
    return f"submission.binproto-{number:05d}-of-{total:05d}"


def write_archive(shards: Sequence[Path], target: Path) -> None:
    """Packs shards; the same shards give the same bytes."""
    with (
        target.open("wb") as raw,
        gzip.GzipFile("", "wb", _COMPRESSION, raw, mtime=_NO_TIME) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive,
    ):
        for number, shard in enumerate(shards):
            info = tarfile.TarInfo(shard_name(number, len(shards)))
            info.size, info.mtime = shard.stat().st_size, _NO_TIME
            with shard.open("rb") as content:
                archive.addfile(info, content)


def read_members(location: Location) -> Iterator[Member]:
    """Yields the files of a submission: of an archive, of a folder, or a single shard.

    Memory is bounded whatever the archive inflates to: a large shard is written to disk.

    Raises:
        NotFoundError: The location does not exist.
        CorruptDataError: The archive is cut off, neither tar nor gzip, or has too many or too large
            files.
    """
    if location.is_dir():
        for number, child in enumerate(filter(Location.is_file, location.children())):
            _check_number(number, str(location))
            yield _read_file(child)
    elif not location.is_file():
        raise NotFoundError(f"{location}: no such file or folder")
    elif SHARD_NAME.fullmatch(location.name):
        yield _read_file(location)
    else:
        yield from _read_archive(location)


def _read_file(location: Location) -> Member:
    _check_size(location.info().size, str(location))
    return Member(location.name, read_message(location))


def _check_number(number: int, where: str) -> None:
    if number >= MAX_MEMBERS:
        raise CorruptDataError(f"{where}: expected at most {MAX_MEMBERS:,} files, got more")


def _check_size(size: int, where: str) -> None:
    if size > MAX_BYTES:
        raise CorruptDataError(
            f"{where}: {size} bytes are more than protobuf parses, {MAX_BYTES}: use more shards"
        )


class _BoundedStream:
    """Limits how many bytes may be read from a stream.

    `tarfile` reads the header of a member whole, and a header can claim any size.

    Attributes:
        allowance: Number of bytes that may still be read.
    """

    def __init__(self, stream: gzip.GzipFile) -> None:
        self._stream = stream
        self.allowance = 0

    def read(self, size: int) -> bytes:
        """Reads some bytes.

        Raises:
            ReadError: The bytes are more than allowed.
        """
        if size > self.allowance:
            raise tarfile.ReadError("a header of a member is too large")
        self.allowance -= size
        return self._stream.read(size)

    def seek(self, position: int) -> int:
        """Moves to a position."""
        return self._stream.seek(position)

    def tell(self) -> int:
        """Returns the position."""
        return self._stream.tell()


def _read_archive(location: Location) -> Iterator[Member]:
    with translated_errors(location.uri), location.open_input() as stream:
        start = stream.read(len(_ZIP))
        if not start.startswith(_GZIP):
            found = "a zip file" if start == _ZIP else "something else"
            if _is_tar(location):
                found = "a tar file that is not compressed"
            raise CorruptDataError(
                f"{location}: expected a tar archive compressed with gzip, got {found}"
            )
        stream.seek(0)
        try:
            with gzip.GzipFile(fileobj=stream) as packed:
                yield from _read_tar(packed, str(location))
                while packed.read(_COPY_BYTES):  # to the checksum at the end
                    pass
        except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as problem:
            raise CorruptDataError(
                f"{location}: the archive is cut off or damaged: {problem}"
            ) from problem


def _read_tar(packed: gzip.GzipFile, where: str) -> Iterator[Member]:
    stream = _BoundedStream(packed)
    stream.allowance = _MAX_HEADER_BYTES
    with tarfile.open(fileobj=stream, mode="r:") as archive:  # type: ignore[call-overload]
        number = 0
        while (info := archive.next()) is not None:
            _check_number(number, where)
            number += 1
            stream.allowance = info.size + _MAX_HEADER_BYTES
            if not info.isdir():
                yield _read_member(archive, info, where)
            archive.members.clear()  # of which tarfile keeps a list
            stream.allowance = _MAX_HEADER_BYTES


def _read_member(archive: tarfile.TarFile, info: tarfile.TarInfo, where: str) -> Member:
    content = archive.extractfile(info) if info.isreg() else None
    if content is None:
        raise CorruptDataError(f"{where}: {info.name}: expected a file, got a link")
    _check_size(info.size, f"{where}: {info.name}")
    if info.size <= _MAX_BYTES_IN_MEMORY:
        return Member(info.name, np.frombuffer(content.read(), np.uint8))
    return Member(info.name, _on_disk(content))


def _on_disk(content: IO[bytes]) -> NDArray[np.uint8]:
    """Maps bytes from a file that has no name and is gone when nothing refers to it any more."""
    with tempfile.TemporaryFile(prefix="waymo-kit-") as file:
        shutil.copyfileobj(content, file, _COPY_BYTES)
        file.flush()
        return np.memmap(file, np.uint8, "r").view(np.ndarray)


def _is_tar(location: Location) -> bool:
    with location.open_input() as stream:
        return bytes(stream.read(265))[257:262] == b"ustar"


def check_file_name(location: Location) -> Iterator[Problem]:
    """Checks the name of the file to be uploaded; the name of a folder does not matter."""
    where, name = str(location), location.name
    if location.is_dir() or SHARD_NAME.fullmatch(name):
        return
    if not name.endswith(SUFFIX):
        yield error(where, f"expected a name that ends with {SUFFIX}, which the server goes by")
    if not name.isascii() or any(character.isspace() for character in name):
        yield error(where, "expected a name of ASCII characters without spaces: uploads are signed")


def check_member_names(names: Sequence[str], where: str) -> Iterator[Problem]:
    """Checks the names of shards: their form, that none is missing and none there twice.

    Args:
        names: Names of the files, without folders.
        where: Name of the archive or folder in messages.
    """
    if not names:
        yield error(where, "expected shards, got no file")
    shards: dict[tuple[str, str], list[int]] = {}
    for name in names:
        path = PurePosixPath(name)
        found = SHARD_NAME.fullmatch(path.name)
        if path.is_absolute() or ".." in path.parts:
            yield error(f"{where}: {name}", "expected a path inside the archive")
        if path.name.startswith("."):
            yield error(
                f"{where}: {name}",
                "a hidden file, which would be read as a shard (on macOS pack with "
                "COPYFILE_DISABLE=1)",
            )
        elif found is None:
            yield error(
                f"{where}: {name}",
                "expected a name like submission.binproto-00000-of-00004; others the server "
                "answers with 'No shards found'",
            )
        elif found["number"] is not None:
            family = (found["stem"], found["total"])
            shards.setdefault(family, []).append(int(found["number"]))
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield error(f"{where}: {name}", "is there twice")
    if len(shards) > 1:
        families = " and ".join(f"{stem}.binproto-?????-of-{total}" for stem, total in shards)
        yield error(where, f"expected shards of one name and number, got {families}")
    for (stem, total), numbers in shards.items():
        missing = sorted(set(range(int(total))) - set(numbers))
        beyond = [number for number in numbers if number >= int(total)]
        if missing:
            yield error(
                where,
                f"expected {int(total)} shards {stem}.binproto-?????-of-{total}, "
                f"{len(missing)} are missing, for example number {missing[0]:05d}",
            )
        if beyond:
            yield error(where, f"shard number {beyond[0]:05d} of {total} is one too many")
