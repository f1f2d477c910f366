"""Grids of images as PNG, inside a page."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from waymo_kit.detectors.generative.trained_generator import TrainedGenerator

_GAP = 2
_SHADE = 128


@dataclass(frozen=True)
class PictureGrid:
    """A grid of images on the page.

    Attributes:
        caption: Text above the grid.
        uri: The grid as a PNG in a data URI.
        width: Width of the grid in its own pixels.
        rows: Names of the rows; empty for none.
    """

    caption: str
    uri: str
    width: int
    rows: tuple[str, ...] = ()


def grid(caption: str, images: NDArray[np.uint8], rows: tuple[str, ...] = ()) -> PictureGrid:
    """Returns images (rows, columns, S, S, 3) uint8 as a grid."""
    lines, columns, size = images.shape[:3]
    step = size + _GAP
    canvas = np.full((lines * step - _GAP, columns * step - _GAP, 3), _SHADE, np.uint8)
    for line in range(lines):
        for column in range(columns):
            top, left = line * step, column * step
            canvas[top : top + size, left : left + size] = images[line, column]
    with io.BytesIO() as file:
        Image.fromarray(canvas).save(file, "PNG")
        encoded = base64.b64encode(file.getvalue()).decode()
    return PictureGrid(caption, f"data:image/png;base64,{encoded}", canvas.shape[1], rows)


def sample_grid(generator: TrainedGenerator, columns: int, seed: int) -> PictureGrid:
    """Returns a row of samples for each class."""
    names = generator.config.class_names
    rows = [generator.samples(seed, label, columns) for label in range(len(names))]
    return grid("Samples, a row for each class", np.stack(rows), names)


def shared_noise_grid(generator: TrainedGenerator, columns: int, seed: int) -> PictureGrid:
    """Returns a row for each class, with the same noise in each column."""
    names = generator.config.class_names
    noise = generator.noise(seed, 0, 0, columns)
    rows = [generator.images(noise, np.full(columns, label)) for label in range(len(names))]
    return grid("The same noise in each column, a row for each class", np.stack(rows), names)


def interpolation_grid(generator: TrainedGenerator, columns: int, seed: int) -> PictureGrid:
    """Returns, for each class, samples between two noise vectors, on the sphere between them."""
    names = generator.config.class_names
    rows = []
    for label in range(len(names)):
        start, end = generator.noise(seed, label, 0, 2)
        path = np.stack([between(start, end, share) for share in np.linspace(0, 1, columns)])
        rows.append(generator.images(path, np.full(columns, label)))
    return grid("From one noise vector to another, a row for each class", np.stack(rows), names)


def between(
    start: NDArray[np.float32], end: NDArray[np.float32], share: float
) -> NDArray[np.float32]:
    """Returns the point at a share of the arc from one vector to another (Z,)."""
    lengths = np.linalg.norm(start), np.linalg.norm(end)
    cosine = np.clip(start @ end / max(lengths[0] * lengths[1], 1e-12), -1, 1)
    angle = np.arccos(cosine)
    if np.sin(angle) < 1e-6:
        return ((1 - share) * start + share * end).astype(np.float32)
    weights = np.sin((1 - share) * angle), np.sin(share * angle)
    point = (weights[0] * start + weights[1] * end) / np.sin(angle)
    return point.astype(np.float32)
