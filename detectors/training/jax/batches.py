"""Batches of examples on the devices of a mesh, loaded ahead of the step that takes them."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import jax
import numpy as np
from jax import experimental
from jax.sharding import Mesh, NamedSharding, PartitionSpec
from numpy.typing import NDArray

from waymo_kit.detectors.training.example_loader import ExampleLoader
from waymo_kit.detectors.training.jax.devices import AXIS
from waymo_kit.detectors.training.task import BatchedExamples, ExampleSource
from waymo_kit.errors import InvalidInputError

PREFETCHED_BATCHES = 4

_JOINED_AT_ONCE = 2
"""Number of batches that are put together at a time, so that loading never waits for one."""


@contextmanager
def training_batches(
    source: ExampleSource,
    batch_size: int,
    seed: int,
    mesh: Mesh,
    first_step: int = 0,
    threads: int = 2,
) -> Iterator[Iterator[Any]]:
    """Returns a context with the batches of this process from a step on, without end.

    The batch of a step has the examples of `ExampleOrder.batch`. Each process loads an equal
    stretch of them, and each device has an equal stretch of that. Sources with `BatchedExamples`
    transform the stretch of the process on the host, with 64-bit numbers as on other backends.

    Args:
        source: Source of the examples.
        batch_size: Number of examples per step on all devices together, a multiple of their number.
        seed: Random seed of the order.
        mesh: Devices of all processes.
        first_step: Step to start with.
        threads: Number of threads that load examples.

    Returns:
        A context with arrays in the structure of `source.load`, of shapes (examples, ...), divided
        over the devices by their first axis.

    Raises:
        InvalidInputError: The source is empty or, while loading, an example has another shape.
    """
    loader = ExampleLoader(source, seed)
    share = batch_size // jax.process_count()
    offset = jax.process_index() * share
    sharding = NamedSharding(mesh, PartitionSpec(AXIS))
    transform = _on_host(source) if isinstance(source, BatchedExamples) else None
    loading, joining = ThreadPoolExecutor(threads), ThreadPoolExecutor(_JOINED_AT_ONCE)

    def join(step: int) -> Any:
        start = step * batch_size + offset
        examples = list(loading.map(loader.load, range(start, start + share)))
        batch = loader.pack([np.stack(arrays) for arrays in zip(*examples, strict=True)])
        if transform is not None:
            batch = transform(batch)
        return jax.tree.map(
            lambda array: jax.make_array_from_process_local_data(sharding, _narrow(array)), batch
        )

    def batches() -> Iterator[Any]:
        steps = itertools.count(first_step)
        ahead = deque(joining.submit(join, next(steps)) for _ in range(PREFETCHED_BATCHES))
        while True:
            batch = ahead.popleft().result()
            ahead.append(joining.submit(join, next(steps)))
            yield batch

    try:
        yield batches()
    finally:
        joining.shutdown(cancel_futures=True)
        loading.shutdown(cancel_futures=True)


def _on_host(source: BatchedExamples) -> Callable[[Any], Any]:
    """Returns the transform of a source, compiled for the CPU with 64-bit numbers."""
    # Older versions of JAX have the context in another place.
    home = jax if hasattr(jax, "enable_x64") else experimental
    with_64_bits: Any = vars(home)["enable_x64"]
    compiled = jax.jit(source.transform)
    host = jax.local_devices(backend="cpu")[0]

    def transform(batch: Any) -> Any:
        with with_64_bits(True), jax.default_device(host):
            return jax.tree.map(np.asarray, compiled(batch))

    return transform


def _narrow(array: NDArray[Any]) -> NDArray[Any]:
    """Returns an array in the type that JAX has for it: whole numbers of 32 bits, float32.

    Raises:
        InvalidInputError: A whole number does not fit.
    """
    narrow = array.astype(jax.dtypes.canonicalize_dtype(array.dtype), copy=False)
    if array.dtype.kind in "iu" and not np.array_equal(narrow, array):
        raise InvalidInputError(
            f"expected whole numbers that fit in {narrow.dtype}, which JAX computes with, got "
            f"{array.flat[np.argmax(narrow != array)]}"
        )
    return narrow
