"""Tracktor: the box head of a detector follows objects from frame to frame.

Each frame, the head is run at the boxes of the frame before, in the new image: it moves them to
where the objects are now, and scores them. Tracks of low scores end; detections that no track
overlaps start new ones.

Source: Bergmann et al., "Tracking without Bells and Whistles", ICCV 2019, without re-identification
and camera motion; a baseline of Sun et al., "Scalability in Perception for Autonomous Driving:
Waymo Open Dataset", CVPR 2020.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import keras
import numpy as np
from numpy.typing import NDArray

from waymo_kit.boxes import ImageBoxes
from waymo_kit.detectors.camera.detector import CameraDetector, CameraImage
from waymo_kit.detectors.camera.faster_rcnn.network import FasterRCNN
from waymo_kit.detectors.camera.nms import nms_image_boxes
from waymo_kit.detectors.detection.frame_detector import FrameDetector, StageClock
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import iou_2d
from waymo_kit.scene import Frame
from waymo_kit.schema import CameraName
from waymo_kit.schema.predictions import BoxKind


@dataclass(frozen=True)
class Tracktor:
    """Settings of Tracktor; the defaults are those of the paper.

    Attributes:
        min_score: Minimum score of a track's box in a new image; the track ends below it.
        new_track_score: Minimum score of a detection to start a track.
        max_overlap: IoU of two tracks of a class above which the one with the lower score ends.
        max_new_overlap: IoU with a track of its class above which a detection starts none.
        max_tracks: Maximum number of tracks in an image; those of the highest scores go on.
    """

    min_score: float = 0.5
    new_track_score: float = 0.5
    max_overlap: float = 0.6
    max_new_overlap: float = 0.3
    max_tracks: int = 64

    def __post_init__(self) -> None:
        """Checks the ranges."""
        for name in ("min_score", "new_track_score", "max_overlap", "max_new_overlap"):
            if not 0 <= getattr(self, name) <= 1:
                raise InvalidInputError(f"{name}: expected 0 to 1, got {getattr(self, name)}")
        if self.max_tracks < 1:
            raise InvalidInputError(f"max_tracks: expected at least 1, got {self.max_tracks}")


class _Tracks(NamedTuple):
    """Tracks of one camera, by rows.

    Attributes:
        boxes: (T, 4) float32 corners on the canvas.
        labels: (T,) int32 index of the class.
        scores: (T,) float32 scores.
        ids: (T,) int64 numbers from 1 on.
    """

    boxes: NDArray[np.float32]
    labels: NDArray[np.int32]
    scores: NDArray[np.float32]
    ids: NDArray[np.int64]

    def take(self, rows: NDArray[Any]) -> _Tracks:
        """Returns some of the rows."""
        return _Tracks(self.boxes[rows], self.labels[rows], self.scores[rows], self.ids[rows])

    def joined(self, others: _Tracks) -> _Tracks:
        """Returns these tracks, then others."""
        return _Tracks(
            np.concatenate([self.boxes, others.boxes]),
            np.concatenate([self.labels, others.labels]),
            np.concatenate([self.scores, others.scores]),
            np.concatenate([self.ids, others.ids]),
        )


_NONE = _Tracks(
    np.empty((0, 4), np.float32),
    np.empty(0, np.int32),
    np.empty(0, np.float32),
    np.empty(0, np.int64),
)


class TracktorDetector(FrameDetector[ImageBoxes]):
    """Detects and follows objects in the images of frames, each camera by itself.

    Frames are given one after the other, as to the other trackers; `reset` begins a new segment.
    Boxes have ids such as `FRONT-3`.
    """

    kind = BoxKind.BOX_2D
    component = "camera_image"
    uses_accelerator = True

    def __init__(self, detector: CameraDetector, method: Tracktor | None = None) -> None:
        """Compiles the network with the boxes of the frame before as further input.

        Args:
            detector: Detector with a two-stage network.
            method: Settings. Defaults to those of the paper.

        Raises:
            InvalidInputError: The network has no box head.
        """
        if not isinstance(detector.network, FasterRCNN):
            raise InvalidInputError(
                "tracktor: expected a detector whose box head can be run at given boxes "
                f"(faster-rcnn, mask-rcnn), got {detector.network.config.name}"
            )
        self._detector = detector
        self.method = method or Tracktor()
        self.batch_size = detector.batch_size
        self._following = _FollowingNetwork(detector.network)
        self.reset()

    @property
    def identity(self) -> str:
        """Identity of the detector, with the settings."""
        return f"{self.method!r} {self._detector.identity}"

    def reset(self) -> None:
        """Forgets all tracks: another segment begins, with ids from 1 on."""
        self._tracks: dict[CameraName, _Tracks] = {}
        self._next_id: dict[CameraName, int] = {}

    def read(self, frame: Frame, clock: StageClock) -> list[CameraImage]:
        """Decodes the images of a frame; see `CameraDetector.read`."""
        return self._detector.read(frame, clock)

    def detect_batch(
        self, inputs: Sequence[list[CameraImage]], clock: StageClock
    ) -> list[ImageBoxes]:
        """Takes in frames, one after the other; returns the tracks of each."""
        with clock.measure("network"):
            found = [[self.update(image) for image in frame] for frame in inputs]
        return [_joined(parts) for parts in found]

    def update(self, image: CameraImage) -> ImageBoxes:
        """Takes in the next image of a camera.

        Returns:
            The objects that are followed, with ids and scores, in the order of their ids.
        """
        method, before = self.method, self._tracks.get(image.camera, _NONE)
        moved, detections = self._run(image, before)
        moved = moved.take(moved.scores >= method.min_score)
        moved = moved.take(
            np.sort(nms_image_boxes(moved.boxes, moved.scores, moved.labels, method.max_overlap))
        )
        detections = detections.take(detections.scores >= method.new_track_score)
        if len(moved.ids) and len(detections.ids):
            overlaps = iou_2d(_centered(detections.boxes), _centered(moved.boxes))
            overlaps[detections.labels[:, None] != moved.labels] = 0
            detections = detections.take(overlaps.max(axis=1) <= method.max_new_overlap)
        first = self._next_id.get(image.camera, 1)
        detections = detections._replace(ids=first + np.arange(len(detections.ids)))
        self._next_id[image.camera] = first + len(detections.ids)
        tracks = moved.joined(detections)
        best = np.sort(np.argsort(-tracks.scores, kind="stable")[: method.max_tracks])
        self._tracks[image.camera] = tracks = tracks.take(best)
        return self._reported(image, tracks)

    def _run(self, image: CameraImage, before: _Tracks) -> tuple[_Tracks, _Tracks]:
        """Returns the tracks of the frame before in a new image, and its detections."""
        count = len(before.ids)
        boxes = np.zeros((1, self.method.max_tracks, 4), np.float32)
        labels = np.zeros((1, self.method.max_tracks), np.int32)
        boxes[0, :count], labels[0, :count] = before.boxes, before.labels
        size = np.array([image.fit.size], np.int32)
        outputs = self._following.predict_on_batch((image.pixels[None], size, boxes, labels))
        moved, scores, found, found_scores, found_labels, is_real = (part[0] for part in outputs)
        sides = moved[:count, 2:] - moved[:count, :2]
        known = np.where((sides > 0).all(axis=1), scores[:count], 0.0).astype(np.float32)
        tracks = before._replace(boxes=moved[:count], scores=known)
        has_area = is_real & (found[:, 2:] > found[:, :2]).all(axis=1)
        detections = _Tracks(
            found[has_area],
            found_labels[has_area].astype(np.int32),
            found_scores[has_area],
            np.zeros(int(has_area.sum()), np.int64),
        )
        return tracks, detections

    def _reported(self, image: CameraImage, tracks: _Tracks) -> ImageBoxes:
        corners = image.fit.restore(tracks.boxes)
        shown = np.asarray((corners[:, 2:] > corners[:, :2]).all(axis=1))
        tracks, corners = tracks.take(shown), corners[shown]
        names = [f"{image.camera.name}-{number}" for number in tracks.ids.tolist()]
        return ImageBoxes(
            _centered(corners),
            self._detector.types[tracks.labels],
            np.array(names, object),
            np.clip(tracks.scores.astype(np.float64), 0, 1),
            cameras=np.full(len(names), int(image.camera), np.int8),
        )


class _FollowingNetwork(keras.Model):
    """Network from images and boxes to moved boxes and detections, compiled for the device."""

    def __init__(self, network: FasterRCNN) -> None:
        super().__init__(name="following_network")
        self.network = network.model
        self._of = network

    def call(self, inputs: Any) -> Any:
        images, sizes, boxes, labels = inputs
        outputs = self._of.features(images, sizes, training=False)
        found = self._of.decode(outputs, sizes)
        return *self._of.regress(outputs, boxes, labels, sizes), *found


def _centered(corners: NDArray[Any]) -> NDArray[np.float64]:
    low, high = corners[:, :2].astype(np.float64), corners[:, 2:].astype(np.float64)
    return np.concatenate([(low + high) / 2, high - low], axis=1)


def _joined(parts: list[ImageBoxes]) -> ImageBoxes:
    if any(map(len, parts)):
        return ImageBoxes.concatenate(parts)
    return ImageBoxes(
        np.empty((0, 4)),
        np.empty(0, np.int8),
        np.empty(0, object),
        np.empty(0),
        cameras=np.empty(0, np.int8),
    )
