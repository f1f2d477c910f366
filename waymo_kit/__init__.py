"""Read, convert, load and score the Waymo Open Dataset, without TensorFlow."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from waymo_kit._version import __version__
from waymo_kit.errors import (
    CorruptDataError,
    InvalidInputError,
    MissingDependencyError,
    NotFoundError,
    OutputError,
    StorageError,
    WaymoKitError,
)

if TYPE_CHECKING:
    from waymo_kit.scene import Dataset, Frame, PointCloud, Scene, open_dataset

_LAZY = {
    "Dataset": "waymo_kit.scene",
    "Frame": "waymo_kit.scene",
    "PointCloud": "waymo_kit.scene",
    "Scene": "waymo_kit.scene",
    "open_dataset": "waymo_kit.scene",
}
"""What is imported when it is first used, so that the command line starts fast."""

__all__ = [
    "CorruptDataError",
    "Dataset",
    "Frame",
    "InvalidInputError",
    "MissingDependencyError",
    "NotFoundError",
    "OutputError",
    "PointCloud",
    "Scene",
    "StorageError",
    "WaymoKitError",
    "__version__",
    "open_dataset",
]


def __getattr__(name: str) -> Any:
    """Imports a public name when it is first used."""
    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'waymo_kit' has no attribute {name!r}")
