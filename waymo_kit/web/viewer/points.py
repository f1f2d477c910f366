"""Lidar points as bytes for the browser: ten bytes a point, ready for the graphics card.

    0   4 bytes  magic "WKP1"
    4   uint32   number of points N
    8   float32  scale: meters per unit of the coordinates
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
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError, NotFoundError
from waymo_kit.geometry.range_image import (
    RangeImageGeometry,
    column_rays,
    contiguous,
    points_of_image,
    points_of_row,
)
from waymo_kit.kernels import kernel
from waymo_kit.scene import Frame

POINTS_MAGIC = b"WKP1"
PROJECTIONS_MAGIC = b"WKC1"

SCALE = 0.005
"""Meters per unit; int16 then reaches 163 m, and no coordinate is off by more than 2.5 mm."""

_HEAD = 16
_REACH = 32767
_HAS_CLASSES, _HAS_INSTANCES = 1, 2
_SECOND_RETURN, _NO_LABEL_ZONE = 8, 16
_ELONGATION_UNITS = 128.0


class LabeledImage(NamedTuple):
    """A range image and the labels of its pixels.

    Attributes:
        source: Number of the laser, plus 8 for the second return.
        image: (H, W, 4) range, intensity, elongation and no-label flag.
        geometry: Geometry of the laser.
        labels: (H, W, 2) int32 instance and semantic class of each pixel, None for none.
    """

    source: int
    image: NDArray[Any]
    geometry: RangeImageGeometry
    labels: NDArray[np.int32] | None = None


def encode_points(frame: Frame, limit: int | None = None) -> bytes:
    """Returns the points of a frame as bytes.

    Args:
        frame: The frame.
        limit: Maximum number of points, evenly thinned. Defaults to None, which takes all.

    Raises:
        NotFoundError: The frame has no range images.
        CorruptDataError: The range images do not decode.
    """
    return pack_points(_LabeledImages(frame), limit)


class _LabeledImages:
    """The range images of a frame, each read when it is its turn."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def __iter__(self) -> Iterator[LabeledImage]:
        source, index = self._frame.scene.source, self._frame.index
        segmentation = None
        with suppress(NotFoundError):
            segmentation = source.range_images("lidar_segmentation", index)
        for laser, number, image, geometry in self._frame.measured_images():
            labels = None if segmentation is None else segmentation.image(laser, number)
            place = laser + (_SECOND_RETURN if number == 2 else 0)
            one = LabeledImage(place, image, geometry, labels)
            del image, labels  # the next image takes their memory
            yield one
            del one


def pack_points(images: Iterable[LabeledImage], limit: int | None = None) -> bytes:
    """Returns the points of range images as bytes, in the order of the images.

    Args:
        images: The range images, which are gone through twice if a point is far away.
        limit: Maximum number of points, as for `encode_points`.

    Raises:
        CorruptDataError: Labels have another shape than the range image.
    """
    scale = np.float32(SCALE)
    packed = _packed(images, scale)
    if any(one.is_beyond_reach for one in packed):
        found = (points_of_image(one.image, one.geometry).xyz for one in images)
        reach = max(float(np.abs(xyz).max(initial=0)) for xyz in found)
        scale = np.float32(max(SCALE, reach / _REACH))
        packed = _packed(images, scale)
    count = sum(len(one.places) for one in packed)
    is_labeled = any(one.instances is not None for one in packed)
    columns: list[list[NDArray[Any]]] = [
        [one.places for one in packed],
        [one.attributes for one in packed],
        [one.all_instances for one in packed] if is_labeled else [],
    ]
    if limit is not None and count > limit:
        chosen = _chosen(count, limit)
        columns = [[np.concatenate(parts)[chosen]] if parts else [] for parts in columns]
        count = limit
    flags = _HAS_CLASSES | _HAS_INSTANCES if is_labeled else 0
    head = struct.pack("<4sIfI", POINTS_MAGIC, count, scale, flags)
    places, attributes, instances = columns
    parts: list[Any] = [head, *places, b"\0" * (-6 * count % 4), *attributes, *instances]
    return b"".join(parts)


class _Packed(NamedTuple):
    """Points of a range image as packed numbers.

    Attributes:
        places: (N, 3) int16 coordinates.
        attributes: (N, 4) uint8.
        instances: (N,) uint16, None without labels.
        is_beyond_reach: Whether a coordinate has been cut off at the largest int16.
    """

    places: NDArray[np.int16]
    attributes: NDArray[np.uint8]
    instances: NDArray[np.uint16] | None
    is_beyond_reach: bool

    @property
    def all_instances(self) -> NDArray[np.uint16]:
        """Instances, zeros without labels."""
        return np.zeros(len(self.places), "<u2") if self.instances is None else self.instances


def _packed(images: Iterable[LabeledImage], scale: np.float32) -> list[_Packed]:
    """Packs range images with a scale."""
    packed = []
    for one in images:
        shape = one.image.shape[:2]
        if one.labels is not None and one.labels.shape[:2] != shape:
            raise CorruptDataError(
                f"shape {one.labels.shape} of labels for a range image of {one.image.shape}"
            )
        most = shape[0] * shape[1]
        places, attributes = np.empty((most, 3), "<i2"), np.empty(most, "<u4")
        has_labels = one.labels is not None
        instances = np.empty(most if has_labels else 0, "<u2")
        count, is_beyond = _pack(
            contiguous(one.image),
            one.geometry,
            np.ascontiguousarray(one.labels) if has_labels else _NO_LABELS,
            one.source,
            np.float32(1) / scale,
            _BRIGHTNESS,
            _BRIGHTNESS_STEPS,
            places,
            attributes,
            instances,
        )
        del one
        packed.append(
            _Packed(
                places[:count],
                attributes[:count].view(np.uint8).reshape(count, 4),
                instances[:count] if has_labels else None,
                bool(is_beyond),
            )
        )
    return packed


_NO_LABELS: NDArray[np.int32] = np.empty((0, 0, 2), np.int32)

_BRIGHTNESS_STEPS: NDArray[np.float64] = np.append(np.arctanh((np.arange(255) + 0.5) / 255), np.inf)
"""Intensity at which each byte of 255 tanh(i), rounded, ends."""

_CELLS = 256
"""Cells of an intensity of 1: so narrow that a byte ends in each at most once."""

_BRIGHTEST = 4
"""Intensity from which on the byte is 255."""

_BRIGHTNESS: NDArray[np.uint8] = np.searchsorted(
    _BRIGHTNESS_STEPS, np.arange(_BRIGHTEST * _CELLS + 1) / _CELLS, side="right"
).astype(np.uint8)
"""Byte at the beginning of each cell."""


@kernel
def _pack(
    image: Any,
    geometry: Any,
    labels: Any,
    source: int,
    units: Any,
    brightness: Any,
    brightness_steps: Any,
    places: Any,
    attributes: Any,
    instances: Any,
) -> tuple[int, bool]:
    """Fills the bytes of the points of a range image; returns their number, and if one is cut off.

    The points of a row stay in the processor's cache between its steps.
    """
    width = image.shape[1]
    rays = column_rays(geometry)
    columns = np.empty(width, np.int32)
    xyz = np.empty((width, 3), np.float32)
    numbers, flat = xyz.reshape(-1), places.reshape(-1)
    has_labels = labels.shape[0] > 0
    low, high = np.float32(-_REACH), np.float32(_REACH)
    first, cut = 0, np.int32(0)
    for row in range(image.shape[0]):
        count = points_of_row(image, row, geometry, rays, columns, xyz)
        out = flat[3 * first : 3 * (first + count)]
        for at in range(len(out)):  # in this form it takes half the time of `min` and `max`
            value = np.rint(numbers[at] * units)
            within = low if value < low else value
            within = high if within > high else within
            cut |= np.int32(value != within)
            out[at] = np.int16(np.int32(within))
        for at in range(count):
            column = columns[at]
            intensity = np.float64(image[row, column, 1])
            intensity = min(intensity if intensity > 0 else 0.0, np.float64(_BRIGHTEST))
            bright = np.int32(brightness[np.int32(intensity * _CELLS)])
            bright += np.int32(intensity >= brightness_steps[bright])
            stretch = np.rint(np.float32(image[row, column, 2]) * np.float32(_ELONGATION_UNITS))
            long = min(stretch if stretch > 0 else np.float32(0), np.float32(255))
            zone = np.int32(image[row, column, 3] > 0) * np.int32(_NO_LABEL_ZONE)
            attributes[first + at] = bright | np.int32(long) << 8 | (np.int32(source) + zone) << 16
        if has_labels:
            for at in range(count):
                column = columns[at]
                kind = np.int64(min(max(labels[row, column, 1], 0), 255))
                attributes[first + at] |= np.uint32(kind << 24)
                instances[first + at] = min(max(labels[row, column, 0], 0), 65535)
        first += count
    return first, cut != 0


def encode_projections(frame: Frame, limit: int | None = None) -> bytes:
    """Returns the pixels in which cameras see the points of a frame, as bytes in their order.

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


def _chosen(count: int, limit: int) -> NDArray[np.int64]:
    return np.arange(limit) * count // limit
