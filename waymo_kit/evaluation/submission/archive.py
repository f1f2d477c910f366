"""The file that is uploaded: shards in a tar archive, compressed with gzip."""

from __future__ import annotations

import gzip
import re
import tarfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError, NotFoundError
from waymo_kit.evaluation.submission.problem import Problem, error
from waymo_kit.formats.objects.shard import MOST_BYTES
from waymo_kit.io import Location
from waymo_kit.io.storage import translated_errors

SUFFIX = ".tar.gz"

SHARD_NAME = re.compile(r"(?P<stem>.*)\.binproto(-(?P<number>\d{5})-of-(?P<total>\d{5}))?")
"""The names that the server takes for shards (official tutorial on Sim Agents)."""

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_COMPRESSION = 6
_END_BYTES = 1 << 20
_NO_TIME = 0


@dataclass(frozen=True, eq=False)
class Member:
    """A file of a submission.

    Attributes:
        name: its name in the archive, or of the file.
        content: (B,) uint8.
    """

    name: str
    content: NDArray[np.uint8]


def shard_name(number: int, total: int) -> str:
    """Name of a shard in an archive."""
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

    Raises:
        NotFoundError: nothing is there.
        CorruptDataError: the archive is cut off, or neither tar nor gzip.
    """
    if location.is_dir():
        for child in filter(Location.is_file, location.children()):
            yield Member(child.name, np.frombuffer(child.read_bytes(), np.uint8))
    elif not location.is_file():
        raise NotFoundError(f"{location}: no such file or folder")
    elif SHARD_NAME.fullmatch(location.name):
        yield Member(location.name, np.frombuffer(location.read_bytes(), np.uint8))
    else:
        yield from _read_archive(location)


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
            with (
                gzip.GzipFile(fileobj=stream) as packed,
                tarfile.open(fileobj=packed, mode="r|") as archive,
            ):
                for info in archive:
                    yield from _read_member(archive, info, str(location))
                while packed.read(_END_BYTES):  # to the checksum at the end
                    pass
        except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as problem:
            raise CorruptDataError(
                f"{location}: the archive is cut off or damaged: {problem}"
            ) from problem


def _read_member(archive: tarfile.TarFile, info: tarfile.TarInfo, where: str) -> Iterator[Member]:
    if info.isdir():
        return
    if not info.isfile():
        raise CorruptDataError(f"{where}: {info.name}: expected a file, got a link")
    if info.size > MOST_BYTES:
        raise CorruptDataError(
            f"{where}: {info.name}: {info.size} bytes are more than protobuf parses, {MOST_BYTES}: "
            "use more shards"
        )
    content = archive.extractfile(info)
    yield Member(info.name, np.frombuffer(content.read() if content else b"", np.uint8))


def _is_tar(location: Location) -> bool:
    with location.open_input() as stream:
        return bytes(stream.read(265))[257:262] == b"ustar"


def check_file_name(location: Location) -> Iterator[Problem]:
    """Checks the name of the file to be uploaded; that of a folder does not matter."""
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
        names: of the files, folders left out.
        where: the archive or folder.
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
