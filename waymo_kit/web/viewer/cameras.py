"""Contents of a frame's camera images: boxes as lines, masks, crops of objects."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from PIL import Image

from waymo_kit.boxes import Boxes
from waymo_kit.draw.wireframe import Wireframes, box_edges, wireframes_of_edges
from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.scene import Camera, Frame
from waymo_kit.web.viewer import arrow

_SAMPLES = 9
_WIREFRAME_TYPES: dict[str, pa.DataType] = {
    "camera": pa.int8(),
    "source": pa.int8(),
    "row": pa.int32(),
    "edge": pa.int8(),
    "pixels": pa.list_(pa.float32(), 2 * _SAMPLES),
}
_MARGIN = 0.6
"""Margin that a crop shows on each side of the object, as a share of its extent."""
_MIN_CROP_PIXELS = 48


class Extent(NamedTuple):
    """Extent of a box in a camera image, in pixels.

    Attributes:
        camera: Number of the camera.
        left: Least u.
        top: Least v.
        right: Greatest u.
        bottom: Greatest v.
    """

    camera: int
    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        """Area in square pixels."""
        return (self.right - self.left) * (self.bottom - self.top)


def encode_wireframes(frame: Frame, sources: Mapping[int, Boxes]) -> bytes:
    """Returns the edges of boxes in all cameras of a frame as an Arrow table.

    Pixels are those of `Camera.project`, with lens and rolling shutter. A camera without a pose or
    a working calibration is left out.
    """
    names = list(sources)
    source = np.repeat(names, [len(boxes) for boxes in sources.values()])
    row = np.concatenate([np.empty(0, int), *(np.arange(len(b)) for b in sources.values())])
    arrays = np.concatenate([np.empty((0, 7)), *(boxes.array for boxes in sources.values())])
    parts: list[dict[str, NDArray[np.generic]]] = []
    for camera, lines in _lines_in_cameras(frame, arrays):
        parts.append(
            {
                "camera": np.full(len(lines.owner), int(camera.name)),
                "source": source[lines.owner],
                "row": row[lines.owner],
                "edge": lines.edge,
                "pixels": lines.pixels.reshape(-1, 2 * _SAMPLES),
            }
        )
    columns = {
        name: np.concatenate([part[name] for part in parts])
        if parts
        else np.empty((0, 2 * _SAMPLES) if name == "pixels" else 0)
        for name in _WIREFRAME_TYPES
    }
    return arrow.stream(columns, _WIREFRAME_TYPES)


def _lines_in_cameras(
    frame: Frame, boxes: NDArray[np.float64]
) -> Iterator[tuple[Camera, Wireframes]]:
    """Yields the edges of (N, 7) boxes in each camera into which points can be projected."""
    edges = box_edges(boxes)
    try:
        names = frame.cameras
    except NotFoundError:
        return
    for name in names:
        camera = frame.camera(name)
        try:
            lines = wireframes_of_edges(edges, camera.calibration, camera.project)
        except (NotFoundError, InvalidInputError):
            continue  # no pose or calibration, or a lens that sees nothing
        yield camera, lines


def box_extents(frame: Frame, box: NDArray[np.float64]) -> list[Extent]:
    """Returns the extents of a box in the cameras, the largest first.

    Args:
        frame: The frame.
        box: (7,) box in the vehicle frame.
    """
    found = []
    for camera, lines in _lines_in_cameras(frame, box[None]):
        pixels = lines.pixels
        pixels = pixels[np.isfinite(pixels).all(axis=-1)]
        if len(pixels) == 0:
            continue
        size = np.array([camera.calibration.width, camera.calibration.height])
        low = np.clip(pixels.min(axis=0), 0, size)
        high = np.clip(pixels.max(axis=0), 0, size)
        extent = Extent(int(camera.name), *low.tolist(), *high.tolist())
        if extent.area > 1:
            found.append(extent)
    return sorted(found, key=lambda extent: -extent.area)


def crop_image(frame: Frame, extent: Extent, size: int) -> bytes:
    """Returns a square crop of a camera image around an object, as JPEG.

    Args:
        frame: The frame.
        extent: Extent of the object in the image of a camera.
        size: Maximum width in pixels.
    """
    picture = Image.fromarray(frame.camera(extent.camera).image)
    width, height = extent.right - extent.left, extent.bottom - extent.top
    side = max(max(width, height) * (1 + 2 * _MARGIN), _MIN_CROP_PIXELS)
    middle = (extent.left + extent.right) / 2, (extent.top + extent.bottom) / 2
    left, top = (round(value - side / 2) for value in middle)
    piece = picture.crop((left, top, left + round(side), top + round(side)))
    if piece.width > size:
        piece = piece.resize((size, size), Image.Resampling.BICUBIC)
    return _file(piece, "JPEG", quality=85)


def encode_mask(camera: Camera) -> bytes:
    """Returns the panoptic label of an image as PNG: class in red, instance in green and blue.

    Raises:
        NotFoundError: The image has no label.
        CorruptDataError: The label does not decode.
    """
    label = camera.segmentation
    if label is None:
        raise NotFoundError(f"{camera!r} has no segmentation label")
    channels = (label.semantic, label.instance & 255, label.instance >> 8)
    pixels = np.stack([np.clip(channel, 0, 255) for channel in channels], axis=-1)
    return _file(Image.fromarray(pixels.astype(np.uint8)), "PNG", compress_level=1)


def _file(picture: Image.Image, kind: str, **options: int) -> bytes:
    with io.BytesIO() as file:
        picture.save(file, kind, **options)
        return file.getvalue()
