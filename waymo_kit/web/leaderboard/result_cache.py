"""Copies of remote results on this machine, for jobs that open files by their path."""

from __future__ import annotations

import os
import time
from pathlib import Path

from waymo_kit.web.leaderboard.site import LeaderboardSite

_UNUSED_SECONDS = 86_400.0
"""Time after which an unused copy is removed; no job takes as long."""


def local_path(site: LeaderboardSite, key: str) -> str:
    """Returns the path of a file of the storage on this machine.

    A remote file is copied into the cache of the site; copies that no one has asked for in a day
    are removed then.

    Args:
        site: Site with the storage.
        key: Key of the file in the storage.
    """
    location = site.files / key
    if location.is_local:
        return location.path
    copy = site.home / "cache" / key.replace("/", "-")
    if copy.exists():
        os.utime(copy)
    else:
        copy.parent.mkdir(parents=True, exist_ok=True)
        _remove_unused(copy.parent)
        staged = copy.with_suffix(f".{os.getpid()}")
        staged.write_bytes(location.read_bytes())
        staged.replace(copy)
    return str(copy)


def _remove_unused(folder: Path) -> None:
    """Removes the files that were not used for a day, left-over parts of copies included."""
    for path in folder.iterdir():
        try:
            if time.time() - path.stat().st_mtime > _UNUSED_SECONDS:
                path.unlink()
        except FileNotFoundError:  # Another process removed it.
            continue
