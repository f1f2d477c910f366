"""Engines by name."""

from __future__ import annotations

from waymo_kit.engine.dask_cluster import DaskEngine
from waymo_kit.engine.engine import Engine
from waymo_kit.engine.local import LocalEngine
from waymo_kit.engine.ray_cluster import RayEngine
from waymo_kit.errors import InvalidInputError, NotFoundError

ENGINES = ("local", "ray", "dask")
"""Names of the engines."""


def make_engine(
    name: str = "local", address: str | None = None, workers: int | None = None
) -> Engine:
    """Returns an engine by its name; nothing is started yet.

    Args:
        name: Name of an engine, one of `ENGINES`.
        address: Address of a cluster. Defaults to None, which is this machine, or $RAY_ADDRESS for
            Ray if it is set.
        workers: Number of tasks that run at once. Defaults to 1 for `local`, otherwise to all cores
            of the cluster.

    Raises:
        InvalidInputError: `local` has an address, or there is less than one worker.
        NotFoundError: There is no such engine.
    """
    if workers is not None and workers < 1:
        raise InvalidInputError(f"workers: expected at least 1, got {workers}")
    if name == "ray":
        return RayEngine(address, workers)
    if name == "dask":
        return DaskEngine(address, workers)
    if name != "local":
        raise NotFoundError(f"engine {name!r}: known are {', '.join(ENGINES)}")
    if address is not None:
        raise InvalidInputError(f"--address {address}: the engine local has none; use ray or dask")
    return LocalEngine(workers or 1)
