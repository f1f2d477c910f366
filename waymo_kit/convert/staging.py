"""Folders for the unfinished tables of a segment, locked by the one process that converts it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from waymo_kit.io import Location
from waymo_kit.io.lock import file_lock

PARTIAL_FOLDER = "_partial"
"""Folder under the root in which unfinished tables of a local dataset are written."""


@contextmanager
def staging_folder(root: Location, segment: str) -> Iterator[Path]:
    """Makes a local folder for unfinished files, which is gone afterwards.

    On a local disk it is inside the dataset, so that finished files are renamed, not copied. There
    it is locked: another process that converts the segment waits until this one is done. What a
    killed run left of the segment is removed. An object store has no lock.
    """
    if not root.is_local:
        with tempfile.TemporaryDirectory(prefix="waymo-kit-") as folder:
            yield Path(folder)
        return
    parent = Path(root.path, PARTIAL_FOLDER)
    with file_lock(_lock_path(root, segment)):
        _remove_stale(parent, segment)
        folder = tempfile.mkdtemp(prefix=f"{segment}~", dir=parent)
        try:
            yield Path(folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def clear_staging(root: Location, segment: str) -> None:
    """Removes the remains of a killed run of a segment, unless a running one is converting it."""
    if root.is_local and Path(root.path, PARTIAL_FOLDER).is_dir():
        with suppress(OSError), file_lock(_lock_path(root, segment), wait=False) as is_free:
            if is_free:
                _remove_stale(Path(root.path, PARTIAL_FOLDER), segment)


def remove_staging(root: Location) -> None:
    """Removes the folder for unfinished tables if it is empty."""
    if root.is_local:
        with suppress(OSError):
            Path(root.path, PARTIAL_FOLDER).rmdir()


def _lock_path(root: Location, segment: str) -> Path:
    return Path(root.path, PARTIAL_FOLDER, f"{segment}.lock")


def _remove_stale(parent: Path, segment: str) -> None:
    for stale in parent.glob(f"{segment}~*"):
        shutil.rmtree(stale, ignore_errors=True)
