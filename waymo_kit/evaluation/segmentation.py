"""Segmentation labels against predictions: component tables on both sides."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from PIL import Image

from waymo_kit.errors import CorruptDataError, InvalidInputError, WaymoKitError
from waymo_kit.evaluation.checks import InputChecks, Tally
from waymo_kit.evaluation.component_pairs import PairedTables
from waymo_kit.evaluation.scoring import Rows
from waymo_kit.metrics.panoptic import CAMERA_CLASSES, PanopticMetric, panoptic_label
from waymo_kit.metrics.segmentation import LIDAR_CLASSES, SegmentationMetric
from waymo_kit.schema import CameraName, LaserName, component_of

LIDAR, CAMERA = "lidar_segmentation", "camera_segmentation"
_Row = dict[str, Any]
_MAPPING = "instance_id_to_global_id_mapping"


@dataclass(eq=False)
class SegmentationScore:
    """The mergeable scores of some segments.

    Attributes:
        lidar: of 3D semantic labels.
        camera: of panoptic labels; sequences are segments.
        has_lidar: whether a range image was labelled.
        has_camera: whether a camera image was labelled.
        checks: what was counted in the inputs.
    """

    lidar: SegmentationMetric
    camera: PanopticMetric
    has_lidar: bool
    has_camera: bool
    checks: InputChecks

    def merge(self, other: SegmentationScore) -> None:
        """Adds other segments."""
        self.lidar.merge(other.lidar)
        self.camera.merge(other.camera)
        self.has_lidar |= other.has_lidar
        self.has_camera |= other.has_camera
        self.checks = self.checks + other.checks

    def rows(self) -> Rows:
        """3D mIoU and camera wSTQ, then the IoU of each class."""
        rows: Rows = {}
        if self.has_lidar:
            lidar = self.lidar.result()
            rows["LIDAR"] = {"MIOU": lidar.miou}
        if self.has_camera:
            camera = self.camera.result()
            rows["CAMERA"] = {"WSTQ": camera.wstq, "WAQ": camera.waq, "MIOU": camera.miou}
        if self.has_lidar:
            for number, iou in zip(lidar.classes, lidar.iou, strict=True):
                rows[f"LIDAR_{LIDAR_CLASSES[number]}"] = {"IOU": float(iou)}
        if self.has_camera:
            for name, iou in zip(CAMERA_CLASSES, camera.iou, strict=True):
                rows[f"CAMERA_{name}"] = {"IOU": float(iou)}
        return rows


@dataclass(frozen=True)
class SegmentationJob:
    """Scores the labelled images of a segment; can be sent to another process.

    Attributes:
        pairs: predictions and labels.
    """

    pairs: PairedTables

    def __call__(self, segment: str) -> SegmentationScore:
        """Scores a segment.

        Raises:
            CorruptDataError: an image does not decode.
            InvalidInputError: a prediction has another shape than its label, or unknown classes.
        """
        lidar, camera = SegmentationMetric(), PanopticMetric()
        checks = [InputChecks(segments=1)]
        counts = [0, 0]
        for k, tag in enumerate((LIDAR, CAMERA)):
            labels = _rows(self.pairs.labels(segment, tag))
            guesses = {_key(row): row for row in _rows(self.pairs.predictions(segment, tag))}
            for row in labels:
                guess = guesses.pop(_key(row), None)
                what = f"{self.pairs.where}: segment {segment} at {_key(row)[0]}, {_sensor(row)}"
                try:
                    if tag == LIDAR:
                        _score_lidar(lidar, row, guess)
                    else:
                        _score_camera(camera, row, guess, segment)
                except WaymoKitError as error:
                    raise type(error)(f"{what}: {error}") from error
                checks.append(_check(guess is not None, what))
            counts[k] = len(labels)
            first = f"segment {segment} at {next(iter(guesses))[0]}" if guesses else ""
            extra = Tally(len(guesses), first)
            checks.append(InputChecks(predictions=len(guesses), unknown_frames=extra))
        total = sum(checks[1:], checks[0])
        return SegmentationScore(lidar, camera, counts[0] > 0, counts[1] > 0, total)


def _check(has_prediction: bool, what: str) -> InputChecks:
    return InputChecks(
        frames=1,
        labels=1,
        scored_labels=1,
        predictions=int(has_prediction),
        empty_frames=Tally() if has_prediction else Tally(1, what),
    )


def _score_lidar(scorer: SegmentationMetric, row: _Row, guess: _Row | None) -> None:
    for number in (1, 2):
        truth = _classes(row, number)
        if truth is None:
            continue
        predicted = None if guess is None else _classes(guess, number)
        if predicted is not None and predicted.shape != truth.shape:
            raise InvalidInputError(
                f"return {number}: expected a prediction of shape {truth.shape}, got "
                f"{predicted.shape}"
            )
        scorer.update(predicted, truth)


def _score_camera(scorer: PanopticMetric, row: _Row, guess: _Row | None, segment: str) -> None:
    truth, tracked = _panoptic(row)
    covered = row[component_of(CAMERA).column("num_cameras_covered")]
    predicted = np.zeros_like(truth) if guess is None else _panoptic(guess)[0]
    if predicted.shape != truth.shape:
        raise InvalidInputError(
            f"expected a prediction of shape {truth.shape}, got {predicted.shape}"
        )
    scorer.update(
        predicted,
        truth,
        sequence=row[component_of(CAMERA).column("sequence_id")] or segment,
        cameras_covered=_png(covered) if covered else None,
        is_tracked=tracked,
    )


def _rows(table: pa.Table | None) -> list[_Row]:
    """Rows as dictionaries; images are few and large, so this costs little."""
    return [] if table is None else table.to_pylist()


def _key(row: _Row) -> tuple[int, int]:
    sensor = "key.laser_name" if "key.laser_name" in row else "key.camera_name"
    return row["key.frame_timestamp_micros"], row[sensor]


def _sensor(row: _Row) -> str:
    if "key.laser_name" in row:
        return f"laser {LaserName(row['key.laser_name']).name}"
    return f"camera {CameraName(row['key.camera_name']).name}"


def _classes(row: _Row, number: int) -> NDArray[np.int64] | None:
    """The class of each pixel of a return, the last channel; None where there is no image."""
    path = component_of(LIDAR).column(f"range_image_return{number}")
    shape = row[f"{path}.shape"]
    if shape is None:
        return None
    values = np.asarray(row[f"{path}.values"] or (), np.int64)
    if not shape or values.size != np.prod(shape):
        raise CorruptDataError(
            f"return {number}: {values.size} values for an image of shape {shape}"
        )
    return values.reshape(shape)[..., -1]


def _panoptic(row: _Row) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Labels with the ids of the sequence, and which pixels' objects are tracked."""
    column = component_of(CAMERA).column
    fields = ("local_instance_ids", "global_instance_ids", "is_tracked")
    mapping = [row[column(f"{_MAPPING}.{name}")] or [] for name in fields]
    divisor = row[column("panoptic_label_divisor")]
    if not row[column("panoptic_label")] or not divisor:
        raise CorruptDataError("no panoptic_label, or no divisor")
    return panoptic_label(_png(row[column("panoptic_label")]), divisor, *mapping)


def _png(data: bytes) -> NDArray[np.int64]:
    try:
        with Image.open(io.BytesIO(data)) as picture:
            return np.asarray(picture).astype(np.int64)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise CorruptDataError(f"an image does not decode: {error}") from error
