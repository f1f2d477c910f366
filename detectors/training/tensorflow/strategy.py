"""TensorFlow's distribution strategies by name."""

from __future__ import annotations

import os
from collections.abc import Callable

import tensorflow as tf

from waymo_kit.detectors.training.cluster import read_cluster
from waymo_kit.detectors.training.settings import STRATEGIES
from waymo_kit.errors import InvalidInputError, NotFoundError


def create_strategy(name: str = "auto", cpu_devices: int = 1) -> tf.distribute.Strategy:
    """Returns a strategy; see `backend.create_backend`.

    Args:
        name: Name in `STRATEGIES`.
        cpu_devices: Number of devices into which the CPU is split.

    Raises:
        NotFoundError: The devices are absent.
        InvalidInputError: The name, `TF_CONFIG` or `TPU_NAME` is wrong, or TensorFlow is in use
            already.
    """
    if name not in STRATEGIES:
        raise InvalidInputError(f"strategy: expected one of {', '.join(STRATEGIES)}, got {name!r}")
    if cpu_devices > 1:
        _split_cpu(cpu_devices)
    return _CREATORS[_choose() if name == "auto" else name]()


def is_chief(strategy: tf.distribute.Strategy) -> bool:
    """Returns whether this process writes logs and checkpoints, which one of all processes does."""
    resolver = strategy.cluster_resolver
    if resolver is None or resolver.task_type is None:
        return True
    if resolver.task_type == "worker":
        return resolver.task_id == 0 and not resolver.cluster_spec().as_dict().get("chief")
    return bool(resolver.task_type == "chief")


def has_fast_bfloat16() -> bool:
    """Returns whether there are TPUs, or GPUs of compute capability 8 or higher only."""
    if tf.config.list_logical_devices("TPU"):
        return True
    gpus = tf.config.get_visible_devices("GPU")
    details = [tf.config.experimental.get_device_details(gpu) for gpu in gpus]
    return bool(gpus) and all(d.get("compute_capability", (0, 0)) >= (8, 0) for d in details)


def _choose() -> str:
    if os.environ.get("TPU_NAME"):
        return "tpu"
    if os.environ.get("TF_CONFIG"):
        return "multi-worker"
    gpus = len(tf.config.list_physical_devices("GPU"))
    return ("cpu", "gpu")[gpus] if gpus < 2 else "mirrored"


def _split_cpu(count: int) -> None:
    cpu = tf.config.list_physical_devices("CPU")[0]
    try:
        tf.config.set_logical_device_configuration(
            cpu, [tf.config.LogicalDeviceConfiguration()] * count
        )
    except RuntimeError as error:
        raise InvalidInputError(
            f"cpu_devices: {count} devices must be asked for before TensorFlow is used; {error}"
        ) from error


def _cpu() -> tf.distribute.Strategy:
    return tf.distribute.OneDeviceStrategy("/cpu:0")


def _gpu() -> tf.distribute.Strategy:
    if not tf.config.list_physical_devices("GPU"):
        raise NotFoundError(
            "strategy gpu: expected a GPU, TensorFlow finds none; look at nvidia-smi and install "
            "tensorflow[and-cuda], or use --strategy cpu"
        )
    return tf.distribute.OneDeviceStrategy("/gpu:0")


def _mirrored() -> tf.distribute.Strategy:
    gpus = len(tf.config.list_physical_devices("GPU"))
    cpus = [device.name for device in tf.config.list_logical_devices("CPU")]
    if gpus == 0 and len(cpus) > 1:
        return tf.distribute.MirroredStrategy(cpus)
    if gpus < 2:
        raise NotFoundError(
            f"strategy mirrored: expected two or more GPUs, TensorFlow finds {gpus}; use "
            f"--strategy {('cpu', 'gpu')[gpus]}"
        )
    return tf.distribute.MirroredStrategy()


def _multi_worker() -> tf.distribute.Strategy:
    address = read_cluster().address
    try:
        return tf.distribute.MultiWorkerMirroredStrategy()
    except RuntimeError as error:
        raise InvalidInputError(
            f"strategy multi-worker: must be created before TensorFlow is used; {error}"
        ) from error
    except tf.errors.OpError as error:
        raise NotFoundError(
            f"strategy multi-worker: the workers of TF_CONFIG do not all answer {address}: "
            f"{error.message}"
        ) from error


def _tpu() -> tf.distribute.Strategy:
    name = os.environ.get("TPU_NAME", "local")
    try:
        resolver = tf.distribute.cluster_resolver.TPUClusterResolver.connect(name)
    except (ValueError, RuntimeError, OSError, tf.errors.OpError) as error:
        raise NotFoundError(
            f"strategy tpu: expected a TPU named {name!r} (TPU_NAME; 'local' is that of this "
            f"machine): {error}"
        ) from error
    return tf.distribute.TPUStrategy(resolver)


_CREATORS: dict[str, Callable[[], tf.distribute.Strategy]] = {
    "cpu": _cpu,
    "gpu": _gpu,
    "mirrored": _mirrored,
    "multi-worker": _multi_worker,
    "tpu": _tpu,
}
