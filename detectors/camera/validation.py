"""Scores a camera detector on a validation set while it is trained."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from waymo_kit.boxes import ImageBoxes
from waymo_kit.detectors.camera.detector import CameraDetector
from waymo_kit.detectors.camera.networks import CameraConfig, CameraNetwork
from waymo_kit.detectors.camera.scene_pictures import object_type
from waymo_kit.detectors.detection.frame_detector import detect_frames
from waymo_kit.errors import NotFoundError
from waymo_kit.metrics.aligned_boxes import align_boxes
from waymo_kit.metrics.detection import DETECTION_2D_CONFIG, DetectionMetric
from waymo_kit.scene import Dataset
from waymo_kit.schema import CameraName

_NO_BOXES = ImageBoxes(
    np.empty((0, 4)),
    np.empty(0, np.int8),
    scores=np.empty(0),
    difficulties=np.empty(0, np.int8),
    cameras=np.empty(0, np.int8),
    timestamps_micros=np.empty(0, np.int64),
)


class CameraValidation:
    """Scores a detector on the images of a dataset as `waymo-kit eval` does; an `Evaluate`."""

    def __init__(
        self,
        dataset: Dataset,
        config: CameraConfig,
        *,
        cameras: Sequence[CameraName] = tuple(CameraName)[1:],
        batch_size: int = 1,
        stride: int = 1,
    ) -> None:
        """Reads the labels.

        Args:
            dataset: Dataset with images and camera boxes.
            config: Configuration of the network.
            cameras: Cameras whose images count.
            batch_size: Number of images that the network takes at once.
            stride: Use every N-th frame of each segment.

        Raises:
            NotFoundError: The dataset has no label of the detector's classes.
        """
        self._dataset = dataset
        self._types = [object_type(name) for name in config.classes]
        self._cameras = tuple(cameras)
        self._batch_size = batch_size
        self._stride = stride
        self._detector: CameraDetector | None = None
        self._truth: dict[str, ImageBoxes] = {}
        for scene in dataset:
            parts = [
                frame.camera(name).boxes
                for frame in scene[::stride]
                for name in frame.cameras
                if name in self._cameras
            ]
            self._truth[scene.name] = _joined([_NO_BOXES, *parts])
        if not any(np.isin(boxes.types, self._types).any() for boxes in self._truth.values()):
            names = ", ".join(kind.name for kind in self._types)
            raise NotFoundError(
                f"{dataset.where}: no label of {names} to evaluate on (the test split, for "
                "example, has no labels)"
            )

    def __call__(self, network: CameraNetwork) -> dict[str, float]:
        """Detects and scores.

        Returns:
            AP by class and level, such as `VEHICLE_LEVEL_1_AP`, and the means over the detector's
            classes, such as `LEVEL_2_AP`.
        """
        if self._detector is None:
            self._detector = CameraDetector(network, self._batch_size, cameras=self._cameras)
        found: dict[str, list[ImageBoxes]] = defaultdict(lambda: [_NO_BOXES])
        for frame in detect_frames(self._detector, self._dataset, stride=self._stride):
            times = np.full(len(frame.boxes), frame.timestamp_micros)
            found[frame.segment].append(replace(frame.boxes, timestamps_micros=times))
        metric = DetectionMetric(DETECTION_2D_CONFIG)
        for segment, labels in self._truth.items():
            metric.update(*align_boxes(_joined(found[segment]), labels, segment=segment))
        rows = metric.result().as_dict()
        named: dict[str, float] = {}
        for level in ("LEVEL_1", "LEVEL_2"):
            by_class = {
                f"{kind.name}_{level}_AP": rows[f"OBJECT_TYPE_TYPE_{kind.name}_{level}"]["AP"]
                for kind in self._types
            }
            named.update(by_class)
            named[f"{level}_AP"] = float(np.mean(list(by_class.values())))
        return named


def _joined(parts: list[ImageBoxes]) -> ImageBoxes:
    """Joins boxes of images; the first part, without boxes, is the result if there are none."""
    return ImageBoxes.concatenate(parts) if any(map(len, parts)) else parts[0]
