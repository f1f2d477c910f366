"""Batches of worker processes in shared memory that is used again.

PyTorch puts each tensor that a worker sends into new shared memory, and mapping its pages can take
longer than reading the frames. Here a worker copies a batch into one of its slots, and uses the
slot again when the loop has dropped the tensors of the batch.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

MAX_SLOTS = 16
"""Largest number of slots of a worker. A loop that keeps more batches gets them in memory of their
own."""

_ALIGNMENT = 64
_SPARE = 1.25
"""Size of a new slot, as a multiple of the batch: the next one may be a little larger."""


class _Place(NamedTuple):
    """Place of an array in a slot."""

    offset: int
    shape: tuple[int, ...]
    dtype: str


@dataclass
class SharedBatch:
    """Batch in a slot of a worker, as it is sent to the loop.

    Attributes:
        worker: Number of the worker.
        slot: Number of the slot among those of the worker.
        memory: (size,) uint8 tensor in shared memory, the slot itself; None if the loop knows it.
        size: Number of bytes that are used.
        values: The batch, with the places of its arrays instead of the arrays.
    """

    worker: int
    slot: int
    memory: Any
    size: int
    values: dict[str, Any]


class BatchWriter:
    """Writes batches into the slots of a worker process."""

    def __init__(self, worker: int, in_use: Any) -> None:
        """Takes the number of the worker and the flags of all slots; see `slot_flags`."""
        self._worker = worker
        self._in_use: NDArray[np.uint8] = in_use.numpy()[worker]
        self._slots: list[Any] = []

    def write(self, batch: dict[str, Any]) -> SharedBatch | None:
        """Copies a batch into a free slot.

        Args:
            batch: Arrays, lists of arrays and other values.

        Returns:
            The batch in its slot; None if the loop keeps the batches of all slots.
        """
        arrays: list[tuple[int, NDArray[Any]]] = []
        size = 0

        def place(array: NDArray[Any]) -> _Place:
            nonlocal size
            offset = size
            arrays.append((offset, array))
            size += -(-array.nbytes // _ALIGNMENT) * _ALIGNMENT
            return _Place(offset, array.shape, array.dtype.newbyteorder("=").str)

        values = map_arrays(batch, place)
        slot, is_new = self._free_slot(size)
        if slot is None:
            return None
        memory = self._slots[slot]
        buffer = memory.numpy()
        for offset, array in arrays:
            native = array.dtype.newbyteorder("=")
            there = buffer[offset : offset + array.nbytes].view(native).reshape(array.shape)
            np.copyto(there, array)
        self._in_use[slot] = 1
        return SharedBatch(self._worker, slot, memory if is_new else None, size, values)

    def _free_slot(self, size: int) -> tuple[int | None, bool]:
        """Returns a slot that holds a number of bytes, and whether the loop does not know it."""
        free = [slot for slot in range(len(self._slots)) if not self._in_use[slot]]
        for slot in free:
            if len(self._slots[slot]) >= size:
                return slot, False
        if not free and len(self._slots) == MAX_SLOTS:
            return None, False
        slot = free[0] if free else len(self._slots)
        self._slots[slot : slot + 1] = [_shared_memory(max(int(size * _SPARE), 1))]
        return slot, True


class BatchReader:
    """Makes tensors of the batches that workers wrote; a slot is free when they are dropped."""

    def __init__(self, in_use: Any, pin_memory: bool) -> None:
        """Takes the flags of all slots, and whether to copy batches into pinned memory."""
        self._in_use = in_use
        self._pin_memory = pin_memory
        self._slots: dict[tuple[int, int], NDArray[np.uint8]] = {}

    def read(self, sent: SharedBatch | dict[str, Any]) -> dict[str, Any]:
        """Returns a batch as tensors, without a copy unless memory is pinned.

        Args:
            sent: Batch in a slot, or one that is made of tensors already.
        """
        import torch

        if not isinstance(sent, SharedBatch):
            return sent
        key = (sent.worker, sent.slot)
        if sent.memory is not None:
            self._slots[key] = sent.memory.numpy()
        # All tensors are views of one storage, which keeps this array and nothing else does.
        slot = self._slots[key][:]
        weakref.finalize(slot, _release, self._in_use, key, os.getpid()).atexit = False
        whole = torch.from_numpy(slot)
        if self._pin_memory:
            whole = whole[: sent.size].pin_memory()

        def tensor(place: _Place) -> Any:
            dtype = torch.from_numpy(np.empty(0, place.dtype)).dtype
            end = place.offset + int(np.prod(place.shape)) * dtype.itemsize
            return whole[place.offset : end].view(dtype).reshape(place.shape)

        return map_arrays(sent.values, tensor, lambda value: isinstance(value, _Place))


def slot_flags(workers: int) -> Any:
    """Returns (workers, MAX_SLOTS) uint8 in shared memory: 1 for a slot whose batch is in use."""
    return _shared_memory(workers * MAX_SLOTS).reshape(workers, MAX_SLOTS)


def is_numeric(value: Any) -> bool:
    """Returns whether a value is an array or scalar of numbers, which tensors can be made of."""
    return isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "biufc"


def map_arrays(
    values: Mapping[str, Any],
    change: Callable[[Any], Any],
    is_array: Callable[[Any], bool] = is_numeric,
) -> dict[str, Any]:
    """Returns a batch with its arrays changed, also those in lists.

    Args:
        values: Batch.
        change: Function called with each array.
        is_array: Function that tells arrays from other values. Defaults to `is_numeric`.
    """

    def changed(value: Any) -> Any:
        if is_array(value):
            return change(value)
        if type(value) is list and value and is_array(value[0]):
            return [change(each) for each in value]
        return value

    return {key: changed(value) for key, value in values.items()}


def _shared_memory(size: int) -> Any:
    """Returns (size,) uint8 zeros that processes share."""
    import torch

    return torch.zeros(size, dtype=torch.uint8).share_memory_()


def _release(in_use: Any, key: tuple[int, int], process: int) -> None:
    """Lets a worker use a slot again; a process that was forked meanwhile does not."""
    if os.getpid() == process:
        in_use[key] = 0
