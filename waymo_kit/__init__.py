"""Read, convert, load and score the Waymo Open Dataset, without TensorFlow."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from waymo_kit.lazy_names import lazy_names

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
    from waymo_kit.geometry import CameraCalibration, CameraPose, RangeImageGeometry
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
    "boxes": ("Box", "Boxes", "ImageBox", "ImageBoxes"),
    "e2e": ("E2EDataset", "E2EFrame", "open_e2e_dataset"),
    "geometry": ("CameraCalibration", "CameraPose", "RangeImageGeometry"),
    "motion": ("MotionDataset", "Scenario", "open_motion_dataset"),
    "scene": (
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
    "schema": ("CameraName", "Difficulty", "LaserName", "ObjectType"),
}
"""Modules from which public names are imported when they are first used, so that the command line
and `import waymo_kit` start fast."""

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
    "RangeImageGeometry",
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

__getattr__, __dir__ = lazy_names(__name__, _HOMES, _MODULES)
