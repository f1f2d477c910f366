"""Crops of labeled objects from camera images, as a folder of images with an index."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from PIL import Image

from waymo_kit.detectors.classification.crop_images import INDEX_NAME, INDEX_SCHEMA, class_name
from waymo_kit.detectors.classification.object_choice import ChosenObject, CropChoice
from waymo_kit.detectors.classification.view import FILL
from waymo_kit.errors import InvalidInputError, OutputError
from waymo_kit.io.storage import translated_errors
from waymo_kit.progress import OnProgress, Progress, ignore_progress
from waymo_kit.scene import Dataset, Frame

CONTEXT = 1.2
"""Ratio of the side of a crop to the longer side of its box."""


def write_crops(
    dataset: Dataset,
    choice: CropChoice,
    folder: Path,
    size: int,
    on_progress: OnProgress = ignore_progress,
) -> pa.Table:
    """Writes `<folder>/<class>/<digest>.png`, and last of all the index `crops.parquet`.

    The same dataset and choice give the same bytes. One image at a time is in memory.

    Args:
        dataset: Dataset that the objects were chosen from.
        choice: Chosen objects.
        folder: Folder to write to, which must be empty or new.
        size: Side of the crops in pixels.
        on_progress: Function called with the number of crops that are written.

    Returns:
        The index, see `INDEX_SCHEMA`, sorted by class and file.

    Raises:
        InvalidInputError: The folder is not empty.
        NotFoundError: An image is missing.
        OutputError: A file cannot be written.
    """
    if folder.exists() and any(folder.iterdir()):
        raise InvalidInputError(f"{folder}: expected an empty folder, it holds files")
    rows = []
    for row in _cut(dataset, choice.objects, folder, size):
        rows.append(row)
        on_progress(Progress(len(rows), len(choice.objects)))
    rows.sort(key=lambda row: row["file"])
    index = pa.Table.from_pylist(rows, INDEX_SCHEMA)
    staged = folder / f".{INDEX_NAME}"
    with translated_errors(str(folder / INDEX_NAME), OutputError):
        pq.write_table(index, staged)
        staged.replace(folder / INDEX_NAME)
    return index


def crop_square(
    image: NDArray[np.uint8], box: tuple[float, float, float, float], size: int
) -> NDArray[np.uint8]:
    """Cuts the square around a box out of an image, gray where it leaves the image.

    Args:
        image: (H, W, 3) uint8 image.
        box: Box center_x, center_y, length, width in pixels.
        size: Side of the result in pixels.

    Returns:
        (size, size, 3) uint8.
    """
    center_x, center_y, length, width = box
    half = CONTEXT * max(length, width) / 2
    left, top = math.floor(center_x - half), math.floor(center_y - half)
    right, bottom = math.ceil(center_x + half), math.ceil(center_y + half)
    around = np.full((bottom - top, right - left, 3), FILL, np.uint8)
    inside = image[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
    row, column = max(-top, 0), max(-left, 0)
    around[row : row + inside.shape[0], column : column + inside.shape[1]] = inside
    part = (
        center_x - half - left,
        center_y - half - top,
        min(center_x + half - left, right - left),
        min(center_y + half - top, bottom - top),
    )
    picture = Image.fromarray(around)
    return np.asarray(picture.resize((size, size), Image.Resampling.BICUBIC, box=part))


def _cut(
    dataset: Dataset, objects: tuple[ChosenObject, ...], folder: Path, size: int
) -> Iterator[dict[str, Any]]:
    """Writes the crops, and yields a row of the index for each."""
    for segment, of_segment in itertools.groupby(objects, lambda o: o.segment):
        with dataset[segment] as scene:
            for frame_index, of_frame in itertools.groupby(of_segment, lambda o: o.frame):
                frame = scene[frame_index]
                for camera, of_camera in itertools.groupby(of_frame, lambda o: o.camera):
                    image = frame.camera(camera).image
                    for chosen in of_camera:
                        file = f"{class_name(chosen.kind)}/{chosen.digest:016x}.png"
                        _save(crop_square(image, chosen.box, size), folder / file)
                        yield _row(file, chosen, frame)


def _save(crop: NDArray[np.uint8], path: Path) -> None:
    with translated_errors(str(path), OutputError):
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(crop).save(path)


def _row(file: str, chosen: ChosenObject, frame: Frame) -> dict[str, Any]:
    center_x, center_y, length, width = chosen.box
    return {
        "file": file,
        "type": chosen.kind,
        "segment": frame.scene.name,
        "timestamp_micros": frame.timestamp_micros,
        "camera": chosen.camera,
        "object_id": chosen.object_id,
        "time_of_day": frame.scene.time_of_day,
        "location": frame.scene.location,
        "weather": frame.scene.weather,
        "center_x": center_x,
        "center_y": center_y,
        "length": length,
        "width": width,
    }
