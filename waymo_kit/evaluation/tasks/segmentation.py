"""Segmentation: labeled range images and camera images, component tables on both sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError, InvalidInputError, WaymoKitError
from waymo_kit.evaluation.checks import InputChecks
from waymo_kit.evaluation.layout import Section, plain_section
from waymo_kit.evaluation.plots.bars import plain_bars_block
from waymo_kit.evaluation.plots.block import PlotBlock
from waymo_kit.evaluation.rows import Rows
from waymo_kit.evaluation.tasks.component_tables import (
    ComponentTask,
    PairedTables,
    check_labeled,
    check_unlabeled,
)
from waymo_kit.evaluation.tasks.panoptic_labels import CAMERA_SEGMENTATION, read_panoptic
from waymo_kit.evaluation.tasks.task import SegmentScore
from waymo_kit.metrics.panoptic import PanopticMetric
from waymo_kit.metrics.segmentation import LIDAR_CLASSES, SegmentationMetric
from waymo_kit.schema import CAMERA_CLASSES, CameraName, LaserName, component_of

if TYPE_CHECKING:
    from waymo_kit.evaluation.result import Evaluation

LIDAR, CAMERA = "lidar_segmentation", CAMERA_SEGMENTATION
_Row = dict[str, Any]


@dataclass(eq=False)
class SegmentationState:
    """The scores of some segments.

    Attributes:
        lidar: Scorer of 3D semantic labels.
        camera: Scorer of panoptic labels; sequences are segments.
        has_lidar: Whether a range image was labeled.
        has_camera: Whether a camera image was labeled.
    """

    lidar: SegmentationMetric = field(default_factory=SegmentationMetric)
    camera: PanopticMetric = field(default_factory=PanopticMetric)
    has_lidar: bool = False
    has_camera: bool = False

    def merge(self, other: SegmentationState) -> SegmentationState:
        """Adds other segments to this state and returns it."""
        self.lidar.merge(other.lidar)
        self.camera.merge(other.camera)
        self.has_lidar |= other.has_lidar
        self.has_camera |= other.has_camera
        return self


@dataclass(frozen=True, kw_only=True)
class SegmentationTask(ComponentTask):
    """Scores 3D semantic segmentation by mIoU and camera panoptic segmentation by wSTQ."""

    name: ClassVar[str] = "segmentation"
    title: ClassVar[str] = "Segmentation"
    needed_labels: ClassVar[str] = (
        "segmentation labels (lidar_segmentation, from release 1.3.0 on, or camera_segmentation, "
        "from 1.4.0 on)"
    )

    def score(
        self,
        inputs: PairedTables,
        segment: str,
        *,
        with_profile: bool = False,
        with_listing: bool = False,
    ) -> SegmentScore:
        """Scores the labeled images of a segment.

        Raises:
            CorruptDataError: An image does not decode.
            InvalidInputError: A prediction has another shape than its label, or unknown classes.
        """
        state = SegmentationState()
        checks = InputChecks(segments=1)
        for tag in (LIDAR, CAMERA):
            labels = _rows(inputs.labels(segment, tag))
            guesses = {_key(row): row for row in _rows(inputs.predictions(segment, tag))}
            for row in labels:
                guess = guesses.pop(_key(row), None)
                what = f"segment {segment} at {_key(row)[0]}, {_sensor(row)}"
                try:
                    if tag == LIDAR:
                        _score_lidar(state.lidar, row, guess)
                    else:
                        _score_camera(state.camera, row, guess, segment)
                except WaymoKitError as error:
                    raise type(error)(f"{inputs.where}: {what}: {error}") from error
                checks += check_labeled(what, 1, int(guess is not None))
            state.has_lidar |= tag == LIDAR and bool(labels)
            state.has_camera |= tag == CAMERA and bool(labels)
            checks += check_unlabeled(segment, Counter(time for time, _ in guesses))
        return SegmentScore(state, checks)

    def rows(self, state: SegmentationState) -> Rows:
        """Returns 3D mIoU and camera wSTQ, then the IoU of each class."""
        rows: Rows = {}
        if state.has_lidar:
            lidar = state.lidar.result()
            rows["LIDAR"] = {"MIOU": lidar.miou}
        if state.has_camera:
            camera = state.camera.result()
            rows["CAMERA"] = {"WSTQ": camera.wstq, "WAQ": camera.waq, "MIOU": camera.miou}
        if state.has_lidar:
            for number, iou in zip(lidar.classes, lidar.iou, strict=True):
                rows[f"LIDAR_{LIDAR_CLASSES[number]}"] = {"IOU": float(iou)}
        if state.has_camera:
            for name, iou in zip(CAMERA_CLASSES, camera.iou, strict=True):
                rows[f"CAMERA_{name}"] = {"IOU": float(iou)}
        return rows

    def sections(self, rows: Rows) -> list[Section]:
        """Arranges rows as a table of the sensors, then one of each sensor's classes."""
        sensors: Rows = {name: rows[name] for name in ("LIDAR", "CAMERA") if name in rows}
        found = [plain_section("Segmentation", sensors)]
        for sensor in sensors:
            prefix = f"{sensor}_"
            classes = {
                name.removeprefix(prefix): row
                for name, row in rows.items()
                if name.startswith(prefix)
            }
            found.append(plain_section(f"Classes, {sensor.lower()}", classes))
        return found

    def plots(self, result: Evaluation) -> Iterable[PlotBlock]:
        """Yields the metrics as bars."""
        yield plain_bars_block(result)


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
    label = read_panoptic(row)
    truth = label.panoptic
    predicted = np.zeros_like(truth) if guess is None else read_panoptic(guess).panoptic
    if predicted.shape != truth.shape:
        raise InvalidInputError(
            f"expected a prediction of shape {truth.shape}, got {predicted.shape}"
        )
    scorer.update(
        predicted,
        truth,
        sequence=label.sequence or segment,
        cameras_covered=label.cameras_covered,
        is_tracked=label.is_tracked,
    )


def _rows(table: pa.Table | None) -> list[_Row]:
    """Returns rows as dictionaries; images are few and large, so this costs little."""
    return [] if table is None else table.to_pylist()


def _key(row: _Row) -> tuple[int, int]:
    sensor = "key.laser_name" if "key.laser_name" in row else "key.camera_name"
    return row["key.frame_timestamp_micros"], row[sensor]


def _sensor(row: _Row) -> str:
    if "key.laser_name" in row:
        return f"laser {LaserName(row['key.laser_name']).name}"
    return f"camera {CameraName(row['key.camera_name']).name}"


def _classes(row: _Row, number: int) -> NDArray[np.int64] | None:
    """Returns the class of each pixel, the last channel; None where there is no image."""
    path = component_of(LIDAR).column(f"range_image_return{number}")
    shape = row[f"{path}.shape"]
    if shape is None:
        return None
    values = np.asarray(row[f"{path}.values"] or (), np.int64)
    if not shape or values.size != np.prod(shape):
        raise CorruptDataError(
            f"return {number}: {values.size} values for an image of shape {shape}"
        )
    classes: NDArray[np.int64] = values.reshape(shape)[..., -1]
    return classes
