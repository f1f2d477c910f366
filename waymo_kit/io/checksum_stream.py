"""A stream that knows the length and the CRC32C of what was written."""

from __future__ import annotations

from typing import BinaryIO

import google_crc32c
import numpy as np
import pyarrow as pa


class ChecksumStream:
    """A writable binary file that counts the bytes and the CRC32C of what passes through it."""

    def __init__(self, raw: BinaryIO) -> None:
        """Wraps an open file."""
        self._raw: BinaryIO | None = raw
        self.size = 0
        self.crc32c = 0
        self.closed = False

    def write(self, data: pa.Buffer | bytes) -> int:
        """Writes all of `data`."""
        view = np.frombuffer(data, np.uint8)
        if self._raw is not None:
            self._raw.write(view.data)
        self.crc32c = google_crc32c.extend(self.crc32c, view)
        self.size += view.nbytes
        return view.nbytes

    def tell(self) -> int:
        """Number of bytes written so far."""
        return self.size

    def flush(self) -> None:
        """Does nothing: the owner of the wrapped file flushes it."""

    def discard(self) -> None:
        """Detaches the wrapped file: what is written from now on is dropped."""
        self._raw = None

    def close(self) -> None:
        """Marks the stream closed; the wrapped file stays open for its owner."""
        self.closed = True

    def readable(self) -> bool:
        """Returns False: the stream is for writing only."""
        return False

    def writable(self) -> bool:
        """Returns True."""
        return True

    def seekable(self) -> bool:
        """Returns False: the stream cannot go back."""
        return False
