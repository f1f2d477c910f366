"""Lidar points as bytes for the browser: ten bytes a point, ready for the graphics card.

    0   4 bytes  magic "WKP1"
    4   uint32   number of points N
    8   float32  scale: metres per unit of the coordinates
    12  uint32   flags: 1 for semantic classes, 2 for instances
    16  int16    (N, 3) coordinates in the vehicle frame, in units of the scale
        uint8    (N, 4) intensity, elongation, source, semantic class, from a multiple of 4 on
        uint16   (N,) instances, where the flags have them

All numbers are little-endian. The intensity is 255 tanh(i), as Waymo's own tools show it; the
elongation is 128 e, at most 255. The source is the number of the laser, plus 8 for the second
return and 16 for a point in a no-label zone.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import NotFoundError
from waymo_kit.formats.range_images import PixelsOf
from waymo_kit.geometry.range_image import RangeImagePoints
from waymo_kit.kernels import kernel
from waymo_kit.scene import Frame
from waymo_kit.schema import LaserName

POINTS_MAGIC = b"WKP1"
PROJECTIONS_MAGIC = b"WKC1"

SCALE = 0.005
"""Metres per unit; int16 then reaches 163 m, and no coordinate is off by more than 2.5 mm."""

_HEAD = 16
_REACH = 32767
_HAS_CLASSES, _HAS_INSTANCES = 1, 2
_SECOND_RETURN, _NO_LABEL_ZONE = 8, 16
_ELONGATION_UNITS = 128.0


class PointsPart(NamedTuple):
    """The points of one range image.

    Attributes:
        source: Number of the laser, plus 8 for the second return.
        points: N points.
        labels: (H, W, 2) int32 instance and semantic class of each pixel, None for none.
    """

    source: int
    points: RangeImagePoints
    labels: NDArray[np.int32] | None = None


def encode_points(frame: Frame, limit: int | None = None) -> bytes:
    """Returns the points of a frame as bytes.

    Args:
        frame: The frame.
        limit: Maximum number of points, evenly thinned. Defaults to None, which takes all.

    Raises:
        NotFoundError: The frame has no range images.
        CorruptDataError: They do not decode.
    """
    parts = []
    for laser, number, points in frame.points_by_image():
        labels = None
        if laser == LaserName.TOP:
            with suppress(NotFoundError):
                labels = frame.lidar_segmentation(laser, number)
        source = laser + (_SECOND_RETURN if number == 2 else 0)
        parts.append(PointsPart(source, points, labels))
    return pack_points(_thinned(parts, limit))


def pack_points(parts: Sequence[PointsPart]) -> bytes:
    """Returns points as bytes, in the order of the range images.

    Raises:
        CorruptDataError: Labels have another shape than the range image.
    """
    sizes = [len(part.points.xyz) for part in parts]
    count = sum(sizes)
    reach = max((_reach(part.points.xyz) for part in parts), default=0.0)
    scale = np.float32(max(SCALE, reach / _REACH))
    is_labelled = any(part.labels is not None for part in parts)
    start = _HEAD + (count * 6 + 3) // 4 * 4
    data = np.empty(start + count * (6 if is_labelled else 4), np.uint8)
    flags = _HAS_CLASSES | _HAS_INSTANCES if is_labelled else 0
    data[:_HEAD] = bytearray(struct.pack("<4sIfI", POINTS_MAGIC, count, scale, flags))
    data[_HEAD + count * 6 : start] = 0
    places = data[_HEAD : _HEAD + count * 6].view("<i2").reshape(count, 3)
    attributes = data[start : start + count * 4].reshape(count, 4)
    instances = data[start + count * 4 :].view("<u2")
    first = 0
    for part, size in zip(parts, sizes, strict=True):
        points, here = part.points, slice(first, first + size)
        labels = np.empty((0, 0, 2), np.int32) if part.labels is None else part.labels
        if part.labels is not None:
            PixelsOf(part.source & 7, 1, points.pixel).check_shape(labels.shape)
        _pack(
            points.xyz,
            points.elongation,
            points.in_no_label_zone,
            points.pixel,
            np.ascontiguousarray(labels),
            part.source,
            np.float32(1) / scale,
            places[here],
            attributes[here],
            instances[here],
        )
        brightness = np.tanh(np.fmax(points.intensity, 0)) * np.float32(255)
        attributes[here, 0] = np.rint(brightness, out=brightness)
        first += size
    return data.tobytes()


@kernel
def _reach(xyz: Any) -> float:
    """The largest coordinate of (N, 3) points, without its sign."""
    found = 0.0
    for i in range(xyz.shape[0]):
        for axis in range(3):
            found = max(found, abs(np.float64(xyz[i, axis])))
    return found


@kernel
def _pack(
    xyz: Any,
    elongation: Any,
    in_no_label_zone: Any,
    pixel: Any,
    labels: Any,
    source: int,
    units: Any,
    places: Any,
    attributes: Any,
    instances: Any,
) -> None:
    """Fills the bytes of the points of a range image, all but their intensities."""
    has_labels = labels.shape[0] > 0
    for i in range(xyz.shape[0]):
        for axis in range(3):
            value = np.rint(xyz[i, axis] * units)
            places[i, axis] = np.int16(min(max(value, -_REACH), _REACH))
        stretch = np.rint(elongation[i] * np.float32(_ELONGATION_UNITS))
        attributes[i, 1] = np.uint8(min(stretch, 255)) if stretch > 0 else 0
        attributes[i, 2] = source + _NO_LABEL_ZONE if in_no_label_zone[i] else source
        attributes[i, 3] = 0
        if has_labels:
            row, column = pixel[i, 0], pixel[i, 1]
            attributes[i, 3] = min(max(labels[row, column, 1], 0), 255)
            instances[i] = min(max(labels[row, column, 0], 0), 65535)
        elif instances.shape[0] > 0:
            instances[i] = 0


def encode_projections(frame: Frame, limit: int | None = None) -> bytes:
    """Returns where cameras see the points of a frame, as bytes in the order of the points.

        0   4 bytes  magic "WKC1"
        4   uint32   number of points N
        8   uint16   (N, 4) u and v in the first camera that sees the point, then in the second
            uint8    (N, 2) these cameras, 0 for none

    Args:
        frame: The frame.
        limit: Maximum number of points, as for `encode_points`.

    Raises:
        NotFoundError: The frame has no range images or no camera projections.
    """
    cloud = frame.points()
    if limit is not None and len(cloud) > limit:
        cloud = cloud[_chosen(len(cloud), limit)]
    projection = cloud.camera_projection
    pixels = np.clip(projection[:, [1, 2, 4, 5]], 0, 65535).astype("<u2")
    cameras = projection[:, [0, 3]].astype(np.uint8)
    head = struct.pack("<4sI", PROJECTIONS_MAGIC, len(cloud))
    return b"".join([head, pixels.tobytes(), cameras.tobytes()])


def _thinned(parts: list[PointsPart], limit: int | None) -> list[PointsPart]:
    """Returns parts with at most `limit` points, evenly chosen in their order."""
    count = sum(len(part.points.xyz) for part in parts)
    if limit is None or count <= limit:
        return parts
    chosen, start, found = _chosen(count, limit), 0, []
    for part in parts:
        stop = start + len(part.points.xyz)
        rows = chosen[np.searchsorted(chosen, start) : np.searchsorted(chosen, stop)] - start
        columns = {f.name: getattr(part.points, f.name)[rows] for f in fields(part.points)}
        found.append(part._replace(points=RangeImagePoints(**columns)))
        start = stop
    return found


def _chosen(count: int, limit: int) -> NDArray[np.int64]:
    return np.arange(limit) * count // limit
