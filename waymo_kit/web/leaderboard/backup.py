"""Backup and restore of a site: one archive with the database, keys, settings and files.

The database is written as JSON lines, table by table, from one transaction. So a backup of SQLite
can be restored to PostgreSQL and the reverse.
"""

from __future__ import annotations

import io
import itertools
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.orm import Session

from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.io import Location, locate
from waymo_kit.io.whole_files import publish
from waymo_kit.web.leaderboard.migrations import head, upgrade
from waymo_kit.web.leaderboard.models import Base
from waymo_kit.web.leaderboard.site import LeaderboardSite

FORMAT = "waymo-kit leaderboard backup 1"
_OWN_FILES = ("site.yaml", "benchmark.yaml", "keys/database.key", "keys/receipts.key")
_MEMBER = "files/"
_BATCH = 500


def write_backup(site: LeaderboardSite, target: str | os.PathLike[str]) -> dict[str, int]:
    """Writes all of a site to an archive, while it runs.

    The archive has secrets, so its owner alone may read it.

    Args:
        site: The site.
        target: Path or URI of the archive, a `.tar` file.

    Returns:
        Number of rows and files.

    Raises:
        OutputError: The archive cannot be written.
    """
    location = locate(target)
    if not location.name.endswith(".tar"):
        raise InvalidInputError(f"{target}: expected a name that ends with .tar")
    folder = Path(location.path).parent if location.is_local else site.home
    rows = files = 0
    with tempfile.TemporaryDirectory(dir=folder, prefix=".backup-") as scratch:
        staged = Path(scratch) / "backup.tar"
        os.close(os.open(staged, os.O_WRONLY | os.O_CREAT, 0o600))
        with tarfile.open(staged, "w") as archive:
            _add(archive, "format", json.dumps({"format": FORMAT, "revision": head()}).encode())
            with site.database.read() as session:
                if not site.database.is_sqlite:
                    session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
                for table in Base.metadata.sorted_tables:
                    rows += _add_table(archive, session, table, Path(scratch) / "table")
            for name in _OWN_FILES:
                path = site.home / name
                if path.exists():
                    _add(archive, f"home/{name}", path.read_bytes())
            for key, found in _stored_files(site):
                with found.open_input() as source:
                    info = tarfile.TarInfo(_MEMBER + key)
                    info.size, info.mode = source.size(), 0o600
                    archive.addfile(info, source)
                files += 1
        publish(staged, location)
    return {"rows": rows, "files": files}


def restore_backup(site: LeaderboardSite, source: str | os.PathLike[str]) -> dict[str, int]:
    """Fills an empty site from an archive.

    Args:
        site: The site, whose database and storage must be empty.
        source: Path of the archive.

    Returns:
        Number of rows and files.

    Raises:
        NotFoundError: The archive does not exist.
        InvalidInputError: The site is not empty, or the archive is of another version.
        CorruptDataError: The archive is damaged.
    """
    path = Path(source)
    if not path.exists():
        raise NotFoundError(f"{path}: no such file")
    rows = files = 0
    try:
        with tarfile.open(path) as archive:
            described = json.loads(_content(archive, "format"))
            if described != {"format": FORMAT, "revision": head()}:
                raise InvalidInputError(
                    f"{path}: written by another version of waymo-kit; restore it there and upgrade"
                )
            upgrade(site.database)
            with site.database.write() as session:
                rows = _restore_tables(session, archive, path, is_sqlite=site.database.is_sqlite)
                for name in _OWN_FILES:
                    _restore_own(site, archive, name)
                for member in archive:
                    if member.isfile() and member.name.startswith(_MEMBER):
                        _restore_file(site, archive, member)
                        files += 1
    except (tarfile.TarError, EOFError, KeyError, ValueError) as error:
        if isinstance(error, (InvalidInputError, CorruptDataError)):
            raise
        raise CorruptDataError(f"{path}: no backup that can be read: {error}") from error
    return {"rows": rows, "files": files}


def _restore_tables(
    session: Session, archive: tarfile.TarFile, path: Path, *, is_sqlite: bool
) -> int:
    count = 0
    for table in Base.metadata.sorted_tables:
        if session.scalar(select(func.count()).select_from(table)):
            raise InvalidInputError(f"{path}: the site is not empty; restore to a new home")
        names = [column.name for column in table.columns]
        lines = _opened(archive, f"tables/{table.name}")
        while part := list(itertools.islice(lines, _BATCH)):
            batch = [
                {name: _decoded(value) for name, value in zip(names, json.loads(line), strict=True)}
                for line in part
            ]
            session.execute(insert(table), batch)
            count += len(part)
        if not is_sqlite and "id" in table.columns and table.columns["id"].autoincrement is True:
            session.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "
                    f"(SELECT coalesce(max(id), 0) + 1 FROM {table.name}), false)"
                )
            )
    return count


def _restore_own(site: LeaderboardSite, archive: tarfile.TarFile, name: str) -> None:
    try:
        content = _content(archive, f"home/{name}")
    except KeyError:
        return
    path = site.home / name
    if name.endswith(".yaml") and path.exists():
        return  # the settings of the new place count
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def _restore_file(site: LeaderboardSite, archive: tarfile.TarFile, member: tarfile.TarInfo) -> None:
    key = member.name.removeprefix(_MEMBER)
    parts = key.split("/")
    if any(part in ("", ".", "..") for part in parts) or len(parts) != 2:
        raise CorruptDataError(f"{member.name[:80]!r}: no name of a stored file")
    source = archive.extractfile(member)
    if source is None:
        raise CorruptDataError(f"{member.name}: no file")
    with tempfile.TemporaryDirectory(dir=site.home) as scratch:
        staged = Path(scratch) / "file"
        with staged.open("wb") as file:
            while data := source.read(1 << 20):
                file.write(data)
        publish(staged, site.files / key)


def _stored_files(site: LeaderboardSite) -> Iterator[tuple[str, Location]]:
    for folder in ("results", "submissions"):
        for info in (site.files / folder).files():
            key = f"{folder}/{info.base_name}"
            yield key, site.files / key


def _add_table(archive: tarfile.TarFile, session: Session, table: Table, staged: Path) -> int:
    """Adds the rows of a table, a line each, through a file; returns their number."""
    count = 0
    found = session.execute(select(table).execution_options(yield_per=_BATCH))
    with staged.open("wb") as file:
        for row in found:
            file.write(json.dumps(list(row), default=_encoded).encode() + b"\n")
            count += 1
    info = tarfile.TarInfo(f"tables/{table.name}")
    info.size, info.mode = staged.stat().st_size, 0o600
    with staged.open("rb") as file:
        archive.addfile(info, file)
    return count


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    archive.addfile(info, io.BytesIO(content))


def _content(archive: tarfile.TarFile, name: str) -> bytes:
    return _opened(archive, name).read()


def _opened(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    file = archive.extractfile(name)
    if file is None:
        raise KeyError(name)
    return file


def _encoded(value: object) -> object:
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    raise TypeError(f"a backup holds no {type(value).__name__}")


def _decoded(value: object) -> object:
    if isinstance(value, dict) and value.keys() == {"time"} and isinstance(value["time"], str):
        return datetime.fromisoformat(value["time"])
    return value
