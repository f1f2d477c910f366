"""Caches of the last requested values in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

_Value = TypeVar("_Value")


class Kept(Generic[_Value]):
    """Keeps the last values that were asked for; each is made once, whoever asks."""

    def __init__(self, size: int) -> None:
        """Takes the maximum number of values."""
        self._size = size
        self._lock = threading.Lock()
        self._values: OrderedDict[Hashable, tuple[threading.Lock, list[_Value]]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], _Value]) -> _Value:
        """Returns the value of a key, which `make` makes if it is not there."""
        with self._lock:
            lock, found = self._values.setdefault(key, (threading.Lock(), []))
            self._values.move_to_end(key)
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        with lock:
            if not found:
                found.append(make())
            return found[0]


class KeptBytes:
    """Keeps the last answers that were asked for, as many as fit into some memory."""

    def __init__(self, max_bytes: int) -> None:
        """Takes the maximum number of bytes of all answers together."""
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._bytes = 0
        self._values: OrderedDict[Hashable, bytes] = OrderedDict()

    def get(self, key: Hashable) -> bytes | None:
        """Returns the value kept under a key, or None."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: Hashable, value: bytes) -> None:
        """Keeps a value, and forgets the ones that were not asked for the longest time."""
        with self._lock:
            self._bytes += len(value) - len(self._values.pop(key, b""))
            self._values[key] = value
            while self._bytes > self._max_bytes:
                self._bytes -= len(self._values.popitem(last=False)[1])

    def clear(self) -> None:
        """Forgets everything."""
        with self._lock:
            self._values.clear()
            self._bytes = 0
