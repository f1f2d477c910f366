"""Samples as PyTorch tensors: a map-style dataset, and batches that resume exactly."""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError, MissingDependencyError
from waymo_kit.scene.samples.collate import Collation, collate
from waymo_kit.scene.samples.shared_batches import (
    BatchReader,
    BatchWriter,
    SharedBatch,
    map_arrays,
    slot_flags,
)
from waymo_kit.scene.samples.transform import Transform, example_of

if TYPE_CHECKING:
    from waymo_kit.scene.samples.frames import FrameSamples

StartMethod = Literal["fork", "spawn", "forkserver"]


class TorchFrames:
    """Frames as mappings of tensors: a map-style dataset for `torch.utils.data.DataLoader`.

    Attributes:
        frames: Frames that are read.
        transform: Function called with each sample and a random generator; None for none.
    """

    def __init__(self, frames: FrameSamples, transform: Transform | None = None) -> None:
        """Takes the frames; `FrameSamples.to_torch` does."""
        _import_torch()
        self.frames = frames
        self.transform = transform

    def __len__(self) -> int:
        """Number of frames."""
        return len(self.frames)

    def __getitem__(self, index: int) -> dict[str, Any]:
        """Returns a sample as tensors; the transform's random numbers come from PyTorch's seed."""
        seed = int(_import_torch().randint(2**62, ())) if self.transform is not None else 0
        rng = np.random.default_rng(seed)
        return _tensors(example_of(self.frames[index], self.transform, rng))

    def batches(
        self,
        batch_size: int,
        *,
        collate: Collation = "list",
        shuffle: bool = True,
        seed: int = 0,
        drop_last: bool = False,
        rank: int | None = None,
        world: int | None = None,
        workers: int = 0,
        start_method: StartMethod | None = None,
        pin_memory: bool = False,
    ) -> TorchBatches:
        """Returns batches of tensors, which several ranks share and which resume exactly.

        Args:
            batch_size: Number of frames in a batch of one rank.
            collate: Way to join points and boxes of different numbers: `list`, `pad` or `flat`; see
                `collate`.
            shuffle: Whether each epoch has an order of its own. Defaults to True.
            seed: Seed of the orders and of the transform's random numbers.
            drop_last: Whether to leave out the last batch of an epoch if it has fewer frames.
            rank: Number of this process among those that train together. Defaults to None, which
                asks `torch.distributed` if it is initialized, and else is 0.
            world: Number of these processes; None as for `rank`. Their frames do not overlap,
                except that an epoch repeats a few frames if they cannot be shared equally.
            workers: Number of processes that read frames. Defaults to 0, which reads them here.
            start_method: Start method of the processes. Defaults to None, the default of PyTorch.
                Frames in an object store need `spawn`.
            pin_memory: Whether tensors are copied into pinned memory, for faster copies to a GPU.

        Raises:
            InvalidInputError: A number is out of range.
        """
        if rank is None or world is None:
            rank, world = _rank_and_world(rank, world)
        return TorchBatches(
            self,
            _Order(len(self), batch_size, shuffle, seed, drop_last, rank, world),
            collate,
            workers,
            start_method,
            pin_memory,
        )


class _Step(NamedTuple):
    """Frames of a batch and their epoch, as they are sent to a worker."""

    epoch: int
    indices: tuple[int, ...]


class _Order(NamedTuple):
    """The batches of one rank: a pure function of the epoch."""

    frames: int
    batch_size: int
    shuffle: bool
    seed: int
    drop_last: bool
    rank: int
    world: int

    def epoch(self, number: int) -> list[_Step]:
        """Returns the batches of an epoch."""
        order: NDArray[np.int64] = np.arange(self.frames)
        if self.shuffle:
            order = np.random.default_rng((self.seed, number)).permutation(self.frames)
        share = -(-self.frames // self.world)
        mine = np.resize(order, share * self.world)[self.rank :: self.world].tolist()
        stop = share - share % self.batch_size if self.drop_last else share
        return [
            _Step(number, tuple(mine[first : first + self.batch_size]))
            for first in range(0, stop, self.batch_size)
        ]


class TorchBatches:
    """Batches of tensors for a training loop; iterating over them gives one epoch.

    Which frames a batch holds, and the random numbers of their transform, depend on the seed, the
    epoch and the number of the batch alone, and not on workers. `state_dict()` says where the loop
    is; batches with the same settings go on there after `load_state_dict`. A loop that was left
    goes on, too. Workers live on from one epoch to the next, until `close()`.
    """

    def __init__(
        self,
        dataset: TorchFrames,
        order: _Order,
        how: Collation,
        workers: int,
        start_method: StartMethod | None,
        pin_memory: bool,
    ) -> None:
        """Checks the settings; `TorchFrames.batches` explains them."""
        if not 0 <= order.rank < order.world:
            raise InvalidInputError(
                f"rank: expected 0 to {order.world - 1} in a world of {order.world}, "
                f"got {order.rank}"
            )
        for name, value, minimum in (
            ("batch_size", order.batch_size, 1),
            ("seed", order.seed, 0),
            ("workers", workers, 0),
        ):
            if value < minimum:
                raise InvalidInputError(f"{name}: expected at least {minimum}, got {value}")
        if len(order.epoch(0)) == 0:
            raise InvalidInputError(
                f"batch_size: no batch of {order.batch_size} in {order.frames} frames shared by "
                f"{order.world}"
            )
        self._dataset = dataset
        self._order = order
        self._how = how
        self._workers = workers
        self._start_method = start_method
        self._pin_memory = pin_memory
        self._epoch = 0
        self._batch = 0
        self._running: Iterator[dict[str, Any]] | None = None

    def __len__(self) -> int:
        """Number of batches in an epoch."""
        return len(self._order.epoch(0))

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yields the remaining batches of the epoch."""
        if self._running is None:
            self._running = self._start()
        count = len(self)
        while True:
            batch = next(self._running)
            self._batch += 1
            is_last = self._batch == count
            if is_last:
                self._epoch, self._batch = self._epoch + 1, 0
            yield batch
            if is_last:
                return

    def state_dict(self) -> dict[str, Any]:
        """Returns the epoch and the number of the next batch, with the settings of the order."""
        return {"epoch": self._epoch, "batch": self._batch, **self._order._asdict()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Goes on at the place of a state.

        Raises:
            InvalidInputError: The state is that of another order: other frames or settings.
        """
        for name, value in self._order._asdict().items():
            if state.get(name) != value:
                raise InvalidInputError(
                    f"load_state_dict: the state has {name} {state.get(name)}, these batches have "
                    f"{value}"
                )
        self.close()
        self._epoch, self._batch = int(state["epoch"]), int(state["batch"])

    def close(self) -> None:
        """Ends the workers; iterating starts new ones."""
        self._running = None

    def _start(self) -> Iterator[dict[str, Any]]:
        """Returns the batches from the next one on, without end."""
        torch = _import_torch()
        in_use = slot_flags(self._workers) if self._workers else None
        loader = torch.utils.data.DataLoader(
            _Batches(self._dataset, self._how, self._order.seed, in_use),
            batch_size=None,
            sampler=_Steps(self._order, self._epoch, self._batch),
            num_workers=self._workers,
            multiprocessing_context=self._start_method if self._workers else None,
            pin_memory=self._pin_memory and not self._workers,
            worker_init_fn=_end_at_once,
        )
        reader = BatchReader(in_use, self._pin_memory and torch.cuda.is_available())
        return map(reader.read, loader)


def _end_at_once(worker: int) -> None:
    """Makes a worker exit without the destructors of C++ libraries, which abort now and then."""
    atexit.register(os._exit, 0)


class _Steps:
    """The batches from one on, epoch after epoch: the sampler of the loader."""

    def __init__(self, order: _Order, epoch: int, batch: int) -> None:
        self._order = order
        self._epoch = epoch
        self._batch = batch

    def __iter__(self) -> Iterator[_Step]:
        epoch, first = self._epoch, self._batch
        while True:
            yield from self._order.epoch(epoch)[first:]
            epoch, first = epoch + 1, 0


class _Batches:
    """Reads whole batches in the workers."""

    def __init__(self, dataset: TorchFrames, how: Collation, seed: int, in_use: Any) -> None:
        self._dataset = dataset
        self._how = how
        self._seed = seed
        self._in_use = in_use
        self._writer: BatchWriter | None = None

    def __getitem__(self, step: _Step) -> dict[str, Any] | SharedBatch:
        frames, transform = self._dataset.frames, self._dataset.transform
        examples = [
            example_of(
                frames[index], transform, np.random.default_rng((self._seed, step.epoch, index))
            )
            for index in step.indices
        ]
        batch = collate(examples, self._how)
        worker = _import_torch().utils.data.get_worker_info()
        if worker is None:
            return _tensors(batch)
        self._writer = self._writer or BatchWriter(worker.id, self._in_use)
        return self._writer.write(batch) or _tensors(batch)


def _tensors(values: dict[str, Any]) -> dict[str, Any]:
    """Makes tensors of the arrays in a mapping, without a copy where that is possible."""
    torch = _import_torch()

    def tensor(array: NDArray[Any]) -> Any:
        native = array.dtype.newbyteorder("=")
        return torch.from_numpy(np.require(array, native, ["C", "W"]))

    return map_arrays(values, tensor)


def _rank_and_world(rank: int | None, world: int | None) -> tuple[int, int]:
    """Returns the rank and world that are given, or those of `torch.distributed`."""
    distributed = _import_torch().distributed
    is_set_up = distributed.is_available() and distributed.is_initialized()
    known = (distributed.get_rank(), distributed.get_world_size()) if is_set_up else (0, 1)
    return known[0] if rank is None else rank, known[1] if world is None else world


def _import_torch() -> Any:
    try:
        import torch
    except ImportError as error:
        raise MissingDependencyError("to_torch needs the package torch", "torch") from error
    return torch
