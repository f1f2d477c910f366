"""Number of bytes that this process reads and writes."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow as pa


@dataclass
class Traffic:
    """Counts the bytes that the threads of this process read and wrote.

    Attributes:
        bytes_in: Number of bytes read.
        bytes_out: Number of bytes published.
    """

    bytes_in: int = 0
    bytes_out: int = 0


_lock = threading.Lock()
_measured: list[Traffic] = []


@contextmanager
def measured_traffic() -> Iterator[Traffic]:
    """Counts the traffic of files that are opened inside a `with` block."""
    traffic = Traffic()
    with _lock:
        _measured.append(traffic)
    try:
        yield traffic
    finally:
        with _lock:
            _measured[:] = [other for other in _measured if other is not traffic]


def is_measured() -> bool:
    """Returns whether traffic is being counted."""
    return bool(_measured)


def count_traffic(bytes_in: int = 0, bytes_out: int = 0) -> None:
    """Adds to all counters of this process."""
    with _lock:
        for traffic in _measured:
            traffic.bytes_in += bytes_in
            traffic.bytes_out += bytes_out


class CountedFile(io.RawIOBase):
    """A file for random access whose bytes are counted."""

    def __init__(self, file: pa.NativeFile) -> None:
        """Wraps a file that is open for random access."""
        self._file = file
        self._size: int = file.size()
        self._position = 0

    def read(self, size: int | None = -1) -> bytes:
        """Reads up to `size` bytes from the position, in one request."""
        left = max(self._size - self._position, 0)
        count = left if size is None or size < 0 else min(size, left)
        data = self._fetch(count)
        self._position += len(data)
        count_traffic(bytes_in=len(data))
        return data

    def _fetch(self, count: int) -> bytes:
        data: bytes = self._file.read_at(count, self._position)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Moves to a position."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        self._position = start + offset
        return self._position

    def tell(self) -> int:
        """Returns the position."""
        return self._position

    def close(self) -> None:
        """Closes the wrapped file."""
        self._file.close()
        super().close()

    def readable(self) -> bool:
        """Returns True."""
        return True

    def seekable(self) -> bool:
        """Returns True."""
        return True
