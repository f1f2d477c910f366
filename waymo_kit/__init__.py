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
    from waymo_kit import (
        boxes,
        convert,
        detectors,
        draw,
        e2e,
        evaluation,
        geometry,
        metrics,
        motion,
        predictions,
        scene,
        schema,
        simulate,
    )
    from waymo_kit.boxes import Box, Boxes, ImageBox, ImageBoxes
    from waymo_kit.e2e import E2EDataset, E2EFrame, open_e2e_dataset
    from waymo_kit.geometry import CameraCalibration, CameraPose
    from waymo_kit.motion import MotionDataset, Scenario, open_motion_dataset
    from waymo_kit.scene import (
        Camera,
        Dataset,
        Frame,
        FrameSample,
        FrameSamples,
        ImagePoints,
        LaserCalibration,
        MeasuredImage,
        PanopticLabel,
        Point,
        PointCloud,
        RoadMap,
        Scene,
        Subset,
        Track,
        collate,
        open_dataset,
        read_subset,
        scan,
        select,
        sql,
    )
    from waymo_kit.schema import CameraName, Difficulty, LaserName, ObjectType

_MODULES = (
    "boxes",
    "convert",
    "detectors",
    "draw",
    "e2e",
    "evaluation",
    "geometry",
    "metrics",
    "motion",
    "predictions",
    "scene",
    "schema",
    "simulate",
)
_HOMES = {
    "waymo_kit.boxes": ("Box", "Boxes", "ImageBox", "ImageBoxes"),
    "waymo_kit.e2e": ("E2EDataset", "E2EFrame", "open_e2e_dataset"),
    "waymo_kit.geometry": ("CameraCalibration", "CameraPose"),
    "waymo_kit.motion": ("MotionDataset", "Scenario", "open_motion_dataset"),
    "waymo_kit.scene": (
        "Camera",
        "Dataset",
        "Frame",
        "FrameSample",
        "FrameSamples",
        "ImagePoints",
        "LaserCalibration",
        "MeasuredImage",
        "PanopticLabel",
        "Point",
        "PointCloud",
        "RoadMap",
        "Scene",
        "Subset",
        "Track",
        "collate",
        "open_dataset",
        "read_subset",
        "scan",
        "select",
        "sql",
    ),
    "waymo_kit.schema": ("CameraName", "Difficulty", "LaserName", "ObjectType"),
}
_LAZY = {name: home for home, names in _HOMES.items() for name in names}
"""Where each name comes from that is imported when it is first used, so that the command line and
`import waymo_kit` start fast."""

__all__ = [
    "Box",
    "Boxes",
    "Camera",
    "CameraCalibration",
    "CameraName",
    "CameraPose",
    "CorruptDataError",
    "Dataset",
    "Difficulty",
    "E2EDataset",
    "E2EFrame",
    "Frame",
    "FrameSample",
    "FrameSamples",
    "ImageBox",
    "ImageBoxes",
    "ImagePoints",
    "InvalidInputError",
    "LaserCalibration",
    "LaserName",
    "MeasuredImage",
    "MissingDependencyError",
    "MotionDataset",
    "NotFoundError",
    "ObjectType",
    "OutputError",
    "PanopticLabel",
    "Point",
    "PointCloud",
    "RoadMap",
    "Scenario",
    "Scene",
    "StorageError",
    "Subset",
    "Track",
    "WaymoKitError",
    "__version__",
    "boxes",
    "collate",
    "convert",
    "detectors",
    "draw",
    "e2e",
    "evaluation",
    "geometry",
    "metrics",
    "motion",
    "open_dataset",
    "open_e2e_dataset",
    "open_motion_dataset",
    "predictions",
    "read_subset",
    "scan",
    "scene",
    "schema",
    "select",
    "simulate",
    "sql",
]


def __getattr__(name: str) -> Any:
    """Imports a public name when it is first used."""
    if name in _MODULES:
        return importlib.import_module(f"waymo_kit.{name}")
    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'waymo_kit' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Lists the public names."""
    return sorted(__all__)
