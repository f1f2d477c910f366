"""Accelerators of a machine, and the restriction of a process to one of them.

$CUDA_VISIBLE_DEVICES chooses GPUs, but only until TensorFlow or JAX is imported: a worker gets its
own before it unpickles its function.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

_VISIBLE = "CUDA_VISIBLE_DEVICES"
_NONE = ("", "-1")
_SHARED = {"TF_FORCE_GPU_ALLOW_GROWTH": "true", "XLA_PYTHON_CLIENT_PREALLOCATE": "false"}
"""Variables that make a process take only as much memory of an accelerator as it needs."""


def visible_accelerators(
    environment: Mapping[str, str] | None = None, devices: Path = Path("/dev")
) -> tuple[str, ...]:
    """Returns the names of the GPUs that this process may use, as in $CUDA_VISIBLE_DEVICES.

    Args:
        environment: Environment variables. Defaults to those of the process.
        devices: Folder of the devices, which are counted if the variable is not set.
    """
    environment = os.environ if environment is None else environment
    named = environment.get(_VISIBLE)
    if named is None:
        return tuple(str(number) for number in range(len(list(devices.glob("nvidia[0-9]*")))))
    names = []
    for name in (part.strip() for part in named.split(",")):
        if name in _NONE:  # CUDA ignores what follows.
            break
        names.append(name)
    return tuple(names)


def hold_accelerator(name: str) -> None:
    """Makes this process see one accelerator only, which other processes may use too."""
    os.environ[_VISIBLE] = name
    for variable, value in _SHARED.items():
        os.environ.setdefault(variable, value)
