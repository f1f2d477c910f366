"""JAX's devices by the names of strategies."""

from __future__ import annotations

import os
from collections.abc import Sequence

import jax
import numpy as np
from jax.sharding import Mesh

from waymo_kit.detectors.training.cluster import VARIABLE, read_cluster
from waymo_kit.detectors.training.settings import STRATEGIES
from waymo_kit.errors import InvalidInputError, NotFoundError

AXIS = "batch"
"""Name of the only axis of the mesh, over which batches are divided."""


def create_mesh(name: str = "auto", cpu_devices: int = 1) -> Mesh:
    """Returns the devices to train on as a mesh with one axis; see `backend.create_backend`.

    Args:
        name: Name in `STRATEGIES`.
        cpu_devices: Number of devices into which the CPU is split.

    Raises:
        NotFoundError: The devices are absent.
        InvalidInputError: The name or `TF_CONFIG` is wrong, or JAX is in use already.
    """
    if name not in STRATEGIES:
        raise InvalidInputError(f"strategy: expected one of {', '.join(STRATEGIES)}, got {name!r}")
    if cpu_devices > 1:
        _split_cpu(cpu_devices)
    if name == "multi-worker" or (name == "auto" and os.environ.get(VARIABLE)):
        _join_cluster()
        return _mesh(jax.devices())
    return _mesh(_choose() if name == "auto" else _named(name))


def has_fast_bfloat16(mesh: Mesh) -> bool:
    """Returns whether all devices are TPUs, or GPUs of compute capability 8 or higher."""
    return all(_is_made_for_bfloat16(device) for device in mesh.devices.flat)


def _is_made_for_bfloat16(device: jax.Device) -> bool:
    if device.platform == "tpu":
        return True
    capability = str(getattr(device, "compute_capability", "0"))
    major = capability.partition(".")[0]
    return device.platform == "gpu" and major.isdecimal() and int(major) >= 8


def _mesh(devices: Sequence[jax.Device]) -> Mesh:
    return Mesh(np.array(devices), (AXIS,))


def _find(platform: str) -> list[jax.Device]:
    """Returns the devices of this machine of a kind; none where JAX knows no such devices."""
    try:
        return list(jax.local_devices(backend=platform))
    except RuntimeError:
        return []


def _choose() -> list[jax.Device]:
    return _find("tpu") or _find("gpu") or _named("cpu")


def _named(name: str) -> list[jax.Device]:
    """Returns the devices of a strategy on this machine.

    Raises:
        NotFoundError: The devices are absent.
    """
    gpus = _find("gpu")
    if name == "cpu":
        return _find("cpu")[:1]
    if name == "gpu":
        if not gpus:
            raise NotFoundError(
                "strategy gpu: expected a GPU, JAX finds none; look at nvidia-smi and install "
                "jax[cuda12], or use --strategy cpu"
            )
        return gpus[:1]
    if name == "tpu":
        tpus = _find("tpu")
        if not tpus:
            raise NotFoundError(
                "strategy tpu: expected a TPU on this machine, JAX finds none; install jax[tpu] "
                "on a TPU VM"
            )
        return tpus
    cpus = _find("cpu")
    if not gpus and len(cpus) > 1:
        return cpus
    if len(gpus) < 2:
        raise NotFoundError(
            f"strategy mirrored: expected two or more GPUs, JAX finds {len(gpus)}; use "
            f"--strategy {('cpu', 'gpu')[len(gpus)]}"
        )
    return gpus


def _split_cpu(count: int) -> None:
    try:
        jax.config.update("jax_num_cpu_devices", count)
    except RuntimeError as error:
        raise InvalidInputError(
            f"cpu_devices: {count} devices must be asked for before JAX is used; {error}"
        ) from error


def _join_cluster() -> None:
    """Connects with the other processes; does nothing where that was done before."""
    if jax.distributed.is_initialized():
        return
    cluster = read_cluster()
    try:
        jax.distributed.initialize(cluster.addresses[0], len(cluster.addresses), cluster.index)
    except RuntimeError as error:
        raise InvalidInputError(
            f"strategy multi-worker: {cluster.address} must join the machines of {VARIABLE} "
            f"before JAX is used; {error}"
        ) from error
