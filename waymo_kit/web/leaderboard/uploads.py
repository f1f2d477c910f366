"""Resumable uploads: the size of the partial file on disk is the offset, whatever was killed.

A file is complete when all bytes have arrived; then it moves to the storage and is checked. Both
steps may be repeated, so that a server that died between them goes on with `finish_pending`.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import errno
import fcntl
import hashlib
import hmac
import os
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from waymo_kit.errors import InvalidInputError, StorageError
from waymo_kit.io.whole_files import publish
from waymo_kit.web.leaderboard import audit, queue
from waymo_kit.web.leaderboard.actor import Principal, require_submission
from waymo_kit.web.leaderboard.errors import (
    ChecksumMismatchError,
    ConflictError,
    GoneError,
    LockedError,
    OffsetConflictError,
    StorageFullError,
    TooLargeError,
    UnavailableError,
)
from waymo_kit.web.leaderboard.identifiers import is_id
from waymo_kit.web.leaderboard.models import SubmissionRow
from waymo_kit.web.leaderboard.site import LeaderboardSite
from waymo_kit.web.leaderboard.states import move

CHECKSUMS = ("sha1", "sha256")
"""Algorithms of the tus extension `checksum`."""

_READ_BYTES = 1 << 20
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True)
class UploadView:
    """Progress of an upload.

    Attributes:
        submission_id: Submission that the file is for.
        offset: Number of bytes that have arrived.
        size: Size of the file in bytes.
        expires_at: Time at which the upload ends if nobody continues it.
        is_complete: Whether the file is complete and being checked, or further.
    """

    submission_id: str
    offset: int
    size: int
    expires_at: datetime
    is_complete: bool


class ChunkWriter:
    """Appends the body of one request to a partial file, which no other request writes meanwhile.

    Attributes:
        offset: Number of bytes of the file so far.
    """

    def __init__(
        self, site: LeaderboardSite, row: SubmissionRow, offset: int | None, checksum: str
    ) -> None:
        """Opens the file; see `open_chunk`."""
        self._site, self._row = site, row
        self._hash, self._wanted = _checksum_of(checksum)
        path = _partial(site, row.id)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = path.open("ab", buffering=0)
        try:
            self.offset = self._start = self._begin(offset)
            _require_space(site, path.parent, row.size - self.offset)
        except BaseException:
            self._file.close()
            raise

    def write(self, data: bytes) -> None:
        """Appends bytes.

        Raises:
            TooLargeError: There are more bytes than the file was announced to have.
            StorageFullError: The disk is full; what fits is kept.
        """
        if self.offset + len(data) > self._row.size:
            raise TooLargeError(f"the file was announced to have {self._row.size:,} bytes")
        try:
            view = memoryview(data)
            while view:
                view = view[self._file.write(view) :]
        except OSError as error:
            self.offset = os.fstat(self._file.fileno()).st_size
            if error.errno in _FULL:
                raise StorageFullError("the disk of the server is full; resume later") from error
            raise
        self.offset += len(data)
        if self._hash is not None:
            self._hash.update(data)

    def finish(self) -> None:
        """Checks the checksum of the chunk and puts its bytes on disk.

        Raises:
            ChecksumMismatchError: The checksum is another one; the bytes are dropped.
        """
        if self._hash is not None and not hmac.compare_digest(self._hash.digest(), self._wanted):
            self.discard()
            raise ChecksumMismatchError("the chunk has another checksum; send it again")
        os.fsync(self._file.fileno())

    def discard(self) -> None:
        """Drops the bytes of the chunk."""
        self._file.truncate(self._start)
        self.offset = self._start

    def release(self) -> None:
        """Closes the file, so that other requests may write."""
        if self._hash is not None and not self._file.closed and self.offset > self._start:
            # A chunk with a checksum counts whole or not at all.
            with contextlib.suppress(OSError):
                if self._hash.digest() != self._wanted:
                    self.discard()
        self._file.close()
        _keep(self._site, self._row.id)

    def _begin(self, offset: int | None) -> int:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockedError("another request is writing to this upload") from None
        if offset is None:
            self._file.truncate(0)
            return 0
        have = os.fstat(self._file.fileno()).st_size
        if offset != have:
            raise OffsetConflictError(f"the upload continues at offset {have}, not {offset}")
        return have


def status(site: LeaderboardSite, actor: Principal, submission_id: str) -> UploadView:
    """Returns the progress of an upload.

    Raises:
        NotFoundError: The account has no such upload.
        GoneError: The upload has expired.
    """
    with site.database.read() as session:
        row = _own(site, actor, session, submission_id)
    offset = row.size if row.state != "uploading" else received_bytes(site, row)
    is_complete = row.state != "uploading"
    return UploadView(row.id, offset, row.size, row.upload_expires_at, is_complete)


def open_chunk(
    site: LeaderboardSite,
    actor: Principal,
    submission_id: str,
    *,
    offset: int | None,
    checksum: str = "",
) -> ChunkWriter:
    """Opens the partial file of an upload; `release` must be called in the end.

    Args:
        site: The site.
        actor: Account that uploads.
        submission_id: Submission that the file is for.
        offset: Offset at which the bytes belong. None starts again at 0.
        checksum: Header of the tus extension: algorithm and base64 digest. Empty for none.

    Raises:
        NotFoundError: The account has no such upload.
        OffsetConflictError: The file has another size than `offset`.
        LockedError: Another request is writing.
        StorageFullError: The disk would become too full.
        ConflictError: The file is complete.
    """
    with site.database.read() as session:
        row = _own(site, actor, session, submission_id)
    if row.state != "uploading":
        raise ConflictError("the file of this submission is complete")
    return ChunkWriter(site, row, offset, checksum)


def finish(site: LeaderboardSite, submission_id: str) -> None:
    """Moves a file whose bytes have all arrived into the storage, and has it checked.

    Raises:
        InvalidInputError: The bytes are not those of such a file.
        UnavailableError: The storage or the database is out of reach; a later call goes on.
    """
    with site.database.read() as session:
        row = session.get(SubmissionRow, submission_id)
    if row is None or row.state != "uploading":
        return
    path = _partial(site, submission_id)
    key = f"submissions/{submission_id}"
    target = site.files / key
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # the request and `finish_pending` take turns
            if os.fstat(file.fileno()).st_size != row.size or not path.exists():
                return
            _check_magic(file, row.filename)
            digest = _sha256(file)
            staged = path.with_suffix(".done")
            staged.unlink(missing_ok=True)
            os.link(path, staged)  # the partial file stays until the database knows
            publish(staged, target)
    except FileNotFoundError:
        return  # another call was faster
    except InvalidInputError as error:
        _reject(site, submission_id, str(error))
        path.unlink(missing_ok=True)
        raise
    except StorageError as error:
        raise UnavailableError("the storage is out of reach; the file is kept") from error
    with site.database.write() as session:
        stored_row = session.get(SubmissionRow, submission_id, with_for_update=True)
        if stored_row is None or stored_row.state != "uploading":
            return
        stored_row.sha256, stored_row.file_key = digest, key
        move(site, stored_row, "checking")
        queue.enqueue(site, session, submission_id, queue.CHECK)
    path.unlink(missing_ok=True)


def finish_pending(site: LeaderboardSite) -> int:
    """Finishes uploads whose last request was cut off, and drops those that have expired.

    Returns:
        Number of uploads that were finished or dropped.
    """
    now = site.clock.now()
    with site.database.read() as session:
        rows = session.scalars(
            select(SubmissionRow).where(SubmissionRow.state == "uploading")
        ).all()
    count = 0
    for row in rows:
        if row.upload_expires_at <= now:
            _drop(site, row.id)
            count += 1
            continue
        path = _partial(site, row.id)
        if path.exists() and path.stat().st_size == row.size:
            with contextlib.suppress(InvalidInputError):
                finish(site, row.id)
            count += 1
    _remove_leftovers(site)
    return count


def terminate(site: LeaderboardSite, actor: Principal, submission_id: str) -> None:
    """Ends an upload and removes its bytes (the tus extension `termination`).

    Raises:
        NotFoundError: The account has no such upload.
        ConflictError: The file is complete.
    """
    with site.database.write() as session:
        row = require_submission(session, actor, submission_id, "submit", lock=True)
        if row.state != "uploading":
            raise ConflictError("the file of this submission is complete; cancel it instead")
        move(site, row, "cancelled")
        audit.record(site, session, actor, "submission.cancel", submission_id, "upload")
    _partial(site, submission_id).unlink(missing_ok=True)


def received_bytes(site: LeaderboardSite, row: SubmissionRow) -> int:
    """Returns the number of bytes that have arrived at this server."""
    if row.state != "uploading":
        return row.size if row.file_key else 0
    try:
        return _partial(site, row.id).stat().st_size
    except OSError:
        return 0


def _own(
    site: LeaderboardSite, actor: Principal, session: Session, submission_id: str
) -> SubmissionRow:
    row = require_submission(session, actor, submission_id, "submit")
    if row.state == "uploading" and row.upload_expires_at <= site.clock.now():
        raise GoneError("this upload has expired; make a new submission")
    if row.state == "cancelled":
        raise GoneError("this upload was cancelled")
    return row


def _partial(site: LeaderboardSite, submission_id: str) -> Path:
    if not is_id(submission_id):
        raise InvalidInputError("no identifier of a submission")
    return site.uploads / f"{submission_id}.part"


def _require_space(site: LeaderboardSite, folder: Path, more: int) -> None:
    if shutil.disk_usage(folder).free - more < site.settings.limits.free_bytes:
        raise StorageFullError("the disk of the server is too full for this file; try later")


def _keep(site: LeaderboardSite, submission_id: str) -> None:
    """Renews the time until which an upload is kept."""
    until = site.clock.now() + timedelta(days=site.settings.limits.upload_days)
    # Without a database the bytes are on disk all the same; the next request renews it.
    with contextlib.suppress(UnavailableError), site.database.write() as session:
        row = session.get(SubmissionRow, submission_id)
        if row is not None and row.state == "uploading":
            row.upload_expires_at = until


def _reject(site: LeaderboardSite, submission_id: str, reason: str) -> None:
    with site.database.write() as session:
        row = session.get(SubmissionRow, submission_id, with_for_update=True)
        if row is not None and row.state == "uploading":
            move(site, row, "checking")
            move(site, row, "rejected")
            row.reasons = [reason]


def _drop(site: LeaderboardSite, submission_id: str) -> None:
    with site.database.write() as session:
        row = session.get(SubmissionRow, submission_id, with_for_update=True)
        if row is not None and row.state == "uploading":
            move(site, row, "cancelled")
            row.reasons = ["the upload expired"]
    _partial(site, submission_id).unlink(missing_ok=True)


def _remove_leftovers(site: LeaderboardSite) -> None:
    """Removes partial files of submissions that are no longer being uploaded."""
    if not site.uploads.is_dir():
        return
    for path in site.uploads.glob("*.part"):
        if not is_id(path.stem):
            continue
        with site.database.read() as session:
            row = session.get(SubmissionRow, path.stem)
        if row is None or row.state != "uploading":
            path.unlink(missing_ok=True)


def _check_magic(file: BinaryIO, filename: str) -> None:
    """Checks that a file begins as its ending says."""
    file.seek(0)
    start = file.read(6)
    name = filename.lower()
    wanted = {
        ".parquet": b"PAR1",
        ".arrow": b"ARROW1",
        ".feather": b"ARROW1",
        ".ipc": b"ARROW1",
        ".zip": b"PK\x03\x04",
    }
    for suffix, magic in wanted.items():
        if name.endswith(suffix) and not start.startswith(magic):
            raise InvalidInputError(f"{filename}: its first bytes are not those of a {suffix} file")


def _sha256(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while data := file.read(_READ_BYTES):
        digest.update(data)
    return digest.hexdigest()


def _checksum_of(header: str) -> tuple[hashlib._Hash | None, bytes]:
    """Returns an empty hash and the digest that a tus header wants."""
    if not header:
        return None, b""
    algorithm, _, encoded = header.partition(" ")
    if algorithm not in CHECKSUMS:
        raise InvalidInputError(f"Upload-Checksum: expected {' or '.join(CHECKSUMS)}")
    try:
        wanted = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInputError("Upload-Checksum: expected a digest in base64") from None
    return hashlib.new(algorithm), wanted
