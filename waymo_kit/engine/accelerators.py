"""Which accelerators a machine has, and how a process is held to one of them.

GPUs are told apart by $CUDA_VISIBLE_DEVICES, which counts only until TensorFlow or JAX is imported:
a worker is given its own before it unpickles what it is to do.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

_VISIBLE = "CUDA_VISIBLE_DEVICES"
_NONE = ("", "-1")
_SHARED = {"TF_FORCE_GPU_ALLOW_GROWTH": "true", "XLA_PYTHON_CLIENT_PREALLOCATE": "false"}
"""So that a process takes no more of an accelerator's memory than it needs."""


def visible_accelerators(
    environment: Mapping[str, str] | None = None, devices: Path = Path("/dev")
) -> tuple[str, ...]:
    """Names of the GPUs that this process may use, as $CUDA_VISIBLE_DEVICES has them.

    Args:
        environment: variables; None takes those of the process.
        devices: folder of the devices, which are counted where the variable is not set.
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
    """Lets this process see one accelerator only, which it may have to share."""
    os.environ[_VISIBLE] = name
    for variable, value in _SHARED.items():
        os.environ.setdefault(variable, value)
