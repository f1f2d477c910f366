"""Keys as files that their owner alone reads."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def key_in_file(path: Path, make: Callable[[], bytes]) -> bytes:
    """Returns the key in a file, which the first call makes.

    The file is there whole or not at all, so that processes which start together have one key.

    Args:
        path: Path of the file; its folder is made if it does not exist.
        make: Function that makes a new key.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        descriptor, staged = tempfile.mkstemp(dir=path.parent, prefix=".key-")  # mode 0600
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(make())
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):  # another process was faster
                os.link(staged, path)
        finally:
            Path(staged).unlink()
    return path.read_bytes()
