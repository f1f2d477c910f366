"""The packages that networks need, checked before they are imported, which takes seconds."""

from __future__ import annotations

import importlib.util
import os

from waymo_kit.errors import InvalidInputError, MissingDependencyError

BACKENDS = ("tensorflow", "jax", "torch")
"""Backends of Keras, which the environment variable KERAS_BACKEND chooses from."""


def keras_backend() -> str:
    """Returns the name of the backend that Keras will use, without importing Keras.

    Raises:
        InvalidInputError: KERAS_BACKEND names no backend.
    """
    backend = os.environ.get("KERAS_BACKEND") or BACKENDS[0]
    if backend not in BACKENDS:
        raise InvalidInputError(
            f"KERAS_BACKEND: expected one of {', '.join(BACKENDS)}, got {backend!r}"
        )
    return backend


def require_packages(purpose: str, *names: str) -> None:
    """Raises an error unless packages are installed; imports none of them.

    Args:
        purpose: What needs them, for the message, such as `train`.
        *names: Names of the packages. Defaults to Keras and its backend.

    Raises:
        MissingDependencyError: One of them is not installed.
    """
    for name in names or ("keras", keras_backend()):
        if importlib.util.find_spec(name) is None:
            raise MissingDependencyError(f"{purpose} needs {name}", "train")
