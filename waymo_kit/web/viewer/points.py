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
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import NotFoundError
from waymo_kit.scene import Frame, PointCloud
from waymo_kit.schema import LaserName

POINTS_MAGIC = b"WKP1"
PROJECTIONS_MAGIC = b"WKC1"

SCALE = 0.005
"""Metres per unit; int16 then reaches 163 m, and no coordinate is off by more than 2.5 mm."""

_REACH = 32767
_HAS_CLASSES, _HAS_INSTANCES = 1, 2
_SECOND_RETURN, _NO_LABEL_ZONE = 8, 16
_ELONGATION_UNITS = 128.0


class PointLabels(NamedTuple):
    """Segmentation labels of points.

    Attributes:
        classes: (N,) uint8 semantic class, 0 where there is none.
        instances: (N,) uint16 instance, 0 where there is none.
    """

    classes: NDArray[np.uint8]
    instances: NDArray[np.uint16]


def encode_points(frame: Frame, limit: int | None = None) -> bytes:
    """Returns the points of a frame as bytes.

    Args:
        frame: The frame.
        limit: Maximum number of points, evenly thinned. Defaults to None, which takes all.

    Raises:
        NotFoundError: The frame has no range images.
        CorruptDataError: They do not decode.
    """
    cloud = thinned(frame.points(), limit)
    return pack_points(cloud, point_labels(frame, cloud))


def pack_points(cloud: PointCloud, labels: PointLabels | None) -> bytes:
    """Returns points as bytes.

    Args:
        cloud: N points.
        labels: Their segmentation labels, None for none.
    """
    count = len(cloud)
    reach = float(np.abs(cloud.xyz).max()) if count else 0.0
    scale = np.float32(max(SCALE, reach / _REACH))
    places = np.empty((count * 6 + 3) // 4 * 4, np.uint8)
    places[count * 6 :] = 0
    units = cloud.xyz * (np.float32(1) / scale)
    np.rint(units, out=units)
    np.clip(units, -_REACH, _REACH, out=units)
    places[: count * 6].view("<i2").reshape(count, 3)[:] = units
    attributes = np.zeros((count, 4), np.uint8)
    attributes[:, 0] = np.rint(np.tanh(np.maximum(cloud.intensity, 0)) * np.float32(255))
    elongation = np.rint(cloud.elongation * np.float32(_ELONGATION_UNITS))
    attributes[:, 1] = np.clip(elongation, 0, 255)
    source = cloud.laser.astype(np.uint8)
    source += (cloud.return_number == 2) * np.uint8(_SECOND_RETURN)
    source += cloud.in_no_label_zone * np.uint8(_NO_LABEL_ZONE)
    attributes[:, 2] = source
    parts = [places, attributes]
    flags = 0
    if labels is not None:
        attributes[:, 3] = labels.classes
        flags = _HAS_CLASSES | _HAS_INSTANCES
        parts.append(labels.instances.astype("<u2"))
    head = struct.pack("<4sIfI", POINTS_MAGIC, count, scale, flags)
    return b"".join([head, *(part.tobytes() for part in parts)])


def point_labels(frame: Frame, cloud: PointCloud) -> PointLabels | None:
    """Returns the segmentation labels of points, None if the frame has none.

    Args:
        frame: The frame.
        cloud: N of its points.
    """
    classes = np.zeros(len(cloud), np.uint8)
    instances = np.zeros(len(cloud), np.uint16)
    is_labelled = False
    for number in (1, 2):
        try:
            image = frame.lidar_segmentation(LaserName.TOP, number)
        except NotFoundError:
            continue
        is_labelled = True
        rows = np.flatnonzero((cloud.laser == LaserName.TOP) & (cloud.return_number == number))
        row, column = cloud.pixel[rows].T
        found = image[row, column]
        instances[rows] = np.clip(found[:, 0], 0, 65535)
        classes[rows] = np.clip(found[:, 1], 0, 255)
    return PointLabels(classes, instances) if is_labelled else None


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
    cloud = thinned(frame.points(), limit)
    projection = cloud.camera_projection
    pixels = np.clip(projection[:, [1, 2, 4, 5]], 0, 65535).astype("<u2")
    cameras = projection[:, [0, 3]].astype(np.uint8)
    head = struct.pack("<4sI", PROJECTIONS_MAGIC, len(cloud))
    return b"".join([head, pixels.tobytes(), cameras.tobytes()])


def thinned(cloud: PointCloud, limit: int | None) -> PointCloud:
    """Returns at most `limit` points, evenly chosen in their order; all if it is None."""
    if limit is None or len(cloud) <= limit:
        return cloud
    return cloud[np.arange(limit) * len(cloud) // limit]
