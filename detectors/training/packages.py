"""The packages that networks need: checked before they are imported, which takes seconds.

TensorFlow prints about ten lines when it is imported, whatever it finds, and as many while it runs.
Here it is imported so that it prints only errors.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from waymo_kit.engine.accelerators import visible_accelerators
from waymo_kit.errors import InvalidInputError, MissingDependencyError

_ROUTINE_MESSAGE = re.compile(
    rb"WARNING: All log messages before absl::InitializeLog\(\) is called.*\n"
    rb"|[IW]\d{4} [\d:.]+ +\d+ \S+:\d+\] .*\n"
    rb"|To enable the following instructions: .*\n"
)

BACKENDS = ("tensorflow", "jax", "torch")
"""Backends of Keras, which the environment variable KERAS_BACKEND chooses from."""

TRAINING_BACKENDS = ("tensorflow", "jax")
"""Backends that `detectors.training` trains on."""


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


def choose_backend(name: str | None) -> None:
    """Makes Keras use a backend in this process and in those that it starts.

    Args:
        name: Name of the backend; None leaves KERAS_BACKEND as it is.

    Raises:
        InvalidInputError: Keras is in use already, with another backend.
    """
    if name is None:
        return
    keras = sys.modules.get("keras")
    if keras is not None and keras.backend.backend() != name:
        raise InvalidInputError(
            f"expected Keras on {name}, it is in use on {keras.backend.backend()}: set "
            f"KERAS_BACKEND={name} before anything imports Keras"
        )
    os.environ["KERAS_BACKEND"] = name


def require_packages(purpose: str, *names: str) -> None:
    """Raises an error unless packages are installed; imports none of them.

    Args:
        purpose: Command or activity that needs the packages, for the message, such as `train`.
        *names: Names of the packages. Defaults to Keras and its backend.

    Raises:
        MissingDependencyError: A package is not installed.
    """
    for name in names or ("keras", keras_backend()):
        if importlib.util.find_spec(name) is None:
            extra = "jax" if name == "jax" else "train"
            raise MissingDependencyError(f"{purpose} needs {name}", extra)


def import_packages(purpose: str, *names: str) -> None:
    """Imports packages as quietly as they can be imported.

    Args:
        purpose: Command or activity that needs the packages, for the message, such as `train`.
        *names: Names of the packages. Defaults to Keras and its backend.

    Raises:
        MissingDependencyError: A package is not installed.
    """
    names = names or ("keras", keras_backend())
    require_packages(purpose, *names)
    if all(name in sys.modules for name in names):
        return
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # Errors that matter are raised as well.
    with _without_routine_messages():
        for name in names:
            importlib.import_module(name)
    if "tensorflow" in names and visible_accelerators():
        tensorflow = sys.modules["tensorflow"]
        if not tensorflow.config.list_physical_devices("GPU"):
            warnings.warn(
                "TensorFlow uses none of the GPUs of this machine; TF_CPP_MIN_LOG_LEVEL=0 shows "
                "why",
                stacklevel=2,
            )


@contextmanager
def _without_routine_messages() -> Iterator[None]:
    """Drops information and warnings that C++ code writes to stderr meanwhile.

    Before TensorFlow is initialized, no variable makes it silent.
    """
    try:
        stderr = os.dup(2)
    except OSError:  # stderr is closed
        yield
        return
    with tempfile.TemporaryFile() as written:
        sys.stderr.flush()
        os.dup2(written.fileno(), 2)
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(stderr, 2)
            os.close(stderr)
            written.seek(0)
            rest = _ROUTINE_MESSAGE.sub(b"", written.read())
            while rest:
                rest = rest[os.write(2, rest) :]
