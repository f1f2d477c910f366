"""What the commands that train and detect need beside the base install."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from waymo_kit.errors import MissingDependencyError


@contextmanager
def training_packages(command: str) -> Iterator[None]:
    """Turns a failing import of Keras or TensorFlow into one line, and hushes TensorFlow.

    Args:
        command: that imports them.

    Raises:
        MissingDependencyError: one of them is not installed.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name not in ("keras", "tensorflow"):
            raise
        raise MissingDependencyError(
            f"{command} needs {error.name}: pip install 'waymo-kit[train]'"
        ) from error
