"""Compressed blobs of messages: zlib data that is inflated to a bounded size."""

from __future__ import annotations

from collections.abc import Hashable

import deflate
import numpy as np

from waymo_kit.errors import CorruptDataError

MAX_INFLATED_BYTES = 16 << 20
"""Largest blob that is accepted, inflated; the largest real one has 4 MB."""

_LARGEST_KEPT_BLOCK = (32 << 20) - (64 << 10)
"""Just below the largest block that glibc's limits adapt to (DEFAULT_MMAP_THRESHOLD_MAX)."""


class Inflater:
    """Inflates the blobs of many frames.

    Inflating into a buffer of about the right size is twice as fast as into one that is far too
    large, so it remembers the size of the last blob of each slot.

    Attributes:
        sizes: Size of the last blob of each slot; callers may add keys of their own.
    """

    def __init__(self) -> None:
        """Starts without remembered sizes."""
        self.sizes: dict[Hashable, int] = {}
        keep_freed_memory()

    def inflate(self, blob: bytes, slot: Hashable) -> bytearray:
        """Inflates a blob.

        Args:
            blob: The compressed message.
            slot: Key that blobs of similar size share, such as (laser, return, field).

        Raises:
            CorruptDataError: The blob does not inflate, or is larger than `MAX_INFLATED_BYTES`.
        """
        for capacity in (self.sizes.get(slot, 0) * 5 // 4, MAX_INFLATED_BYTES):
            if not capacity:
                continue
            try:
                message: bytearray = deflate.zlib_decompress(
                    blob, min(capacity, MAX_INFLATED_BYTES)
                )
            except deflate.DeflateError:
                continue
            self.sizes[slot] = len(message)
            return message
        raise CorruptDataError(
            f"{len(blob)} bytes of zlib data do not inflate to at most {MAX_INFLATED_BYTES} bytes"
        )


def keep_freed_memory() -> None:
    """Makes glibc keep up to 64 MiB of freed memory, by freeing a block that is never touched.

    It keeps twice the largest block freed so far. Without this the buffers of each frame go back
    to the system and are faulted in anew, a page at a time. Elsewhere this changes nothing.
    """
    np.empty(_LARGEST_KEPT_BLOCK, np.uint8)
