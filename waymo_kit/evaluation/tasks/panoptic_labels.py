"""Panoptic labels of camera images, as rows of component tables have them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError, WaymoKitError
from waymo_kit.formats.image import decode_image
from waymo_kit.metrics.panoptic import LABEL_DIVISOR, panoptic_label
from waymo_kit.schema import CameraName, component_of

CAMERA_SEGMENTATION = "camera_segmentation"
_MAPPING = "instance_id_to_global_id_mapping"
_column = component_of(CAMERA_SEGMENTATION).column


@dataclass(frozen=True, eq=False)
class PanopticImage:
    """The panoptic label of an image.

    Attributes:
        timestamp_micros: Time of the frame.
        camera: Number of the camera.
        panoptic: (H, W) int64 class * `LABEL_DIVISOR` + instance in the whole sequence.
        is_tracked: (H, W) bool, whether each pixel's object is followed through the sequence.
        cameras_covered: (H, W) int64 number of cameras that see each pixel; None if not stored.
        sequence: Name of the sequence, empty if not stored.
    """

    timestamp_micros: int
    camera: int
    panoptic: NDArray[np.int64]
    is_tracked: NDArray[np.bool_]
    cameras_covered: NDArray[np.int64] | None
    sequence: str

    @property
    def classes(self) -> NDArray[np.int64]:
        """Semantic class of each pixel: (H, W) int64."""
        return self.panoptic // LABEL_DIVISOR

    @property
    def label(self) -> str:
        """Time and camera, for messages."""
        return f"{self.timestamp_micros}, camera {CameraName(self.camera).name}"


def panoptic_images(table: pa.Table | None, where: str) -> Iterator[PanopticImage]:
    """Yields the labels of a table, one at a time.

    Args:
        table: Rows of `camera_segmentation`; None gives no label.
        where: Name of their source in messages.

    Raises:
        CorruptDataError: A label does not decode.
        InvalidInputError: A label contradicts itself.
    """
    for batch in [] if table is None else table.to_batches(max_chunksize=1):
        for row in batch.to_pylist():
            time, camera = row["key.frame_timestamp_micros"], row["key.camera_name"]
            try:
                yield read_panoptic(row)
            except WaymoKitError as error:
                name = CameraName(camera).name
                raise type(error)(f"{where} at {time}, camera {name}: {error}") from error


def read_panoptic(row: dict[str, Any]) -> PanopticImage:
    """Decodes a row of `camera_segmentation`.

    Raises:
        CorruptDataError: The label does not decode.
        InvalidInputError: The label contradicts itself.
    """
    fields = ("local_instance_ids", "global_instance_ids", "is_tracked")
    mapping = [row[_column(f"{_MAPPING}.{name}")] or [] for name in fields]
    divisor = row[_column("panoptic_label_divisor")]
    if not row[_column("panoptic_label")] or not divisor:
        raise CorruptDataError("no panoptic_label, or no divisor")
    pixels = _pixels(row[_column("panoptic_label")], "panoptic_label")
    panoptic, is_tracked = panoptic_label(pixels, divisor, *mapping)
    covered = row[_column("num_cameras_covered")]
    return PanopticImage(
        row["key.frame_timestamp_micros"],
        row["key.camera_name"],
        panoptic,
        is_tracked,
        _pixels(covered, "num_cameras_covered") if covered else None,
        row[_column("sequence_id")] or "",
    )


def _pixels(data: bytes, name: str) -> NDArray[np.int64]:
    return decode_image(data, name).astype(np.int64)
