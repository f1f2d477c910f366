"""Labeled images of COCO (Lin et al. 2014): one JSON file for all."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from waymo_kit.detectors.camera.labeled_picture import LabeledPicture
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.formats.image import MAX_PIXELS, image_size
from waymo_kit.geometry.masks import Masks
from waymo_kit.io.storage import translated_errors

_MALFORMED = (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError)
"""Errors raised while JSON of another layout is read."""


class CocoPictures:
    """Gives the images of a JSON file of COCO; a `PictureSource`.

    Boxes are x, y, width, height. Objects that are marked as crowds are left out, and boxes without
    an area. Masks are read where all objects of an image have them.
    """

    def __init__(self, file: Path, classes: Sequence[str]) -> None:
        """Reads the annotations.

        Args:
            file: JSON file with `images`, `annotations` and `categories`.
            classes: Names of the categories to learn.

        Raises:
            NotFoundError: The file is not there, or no image has an object of these classes.
            CorruptDataError: The file does not have the layout.
        """
        self._file = file
        if not file.is_file():
            raise NotFoundError(f"{file}: no such file")
        with translated_errors(str(file)):
            text = file.read_bytes()
        try:
            content = json.loads(text)
            names = {int(each["id"]): str(each["name"]) for each in content["categories"]}
            label = {key: list(classes).index(n) for key, n in names.items() if n in classes}
            self._images = [
                (int(each["id"]), _relative(str(each["file_name"]), file))
                for each in content["images"]
            ]
            self._objects: dict[int, list[tuple[list[float], int, Any]]] = defaultdict(list)
            for each in content["annotations"]:
                if int(each["category_id"]) not in label or each.get("iscrowd"):
                    continue
                x, y, width, height = (float(value) for value in each["bbox"])
                if width > 0 and height > 0:
                    self._objects[int(each["image_id"])].append(
                        (
                            [x, y, x + width, y + height],
                            label[int(each["category_id"])],
                            each.get("segmentation"),
                        )
                    )
        except _MALFORMED as error:
            raise CorruptDataError(
                f"{file}: expected images, annotations and categories of COCO, got {error!r}"
            ) from error
        if not any(self._objects[key] for key, _ in self._images):
            raise NotFoundError(
                f"{file}: no object of {', '.join(classes)} in {len(self._images)} images"
            )

    def __len__(self) -> int:
        """Number of images."""
        return len(self._images)

    def name(self, index: int) -> str:
        """Returns the name of an image."""
        return str(self._images[index][1])

    def picture(self, index: int) -> LabeledPicture:
        """Returns an image with its boxes and masks; see `PictureSource`."""
        key, name = self._images[index]
        folders = [
            self._file.parent,
            self._file.parent / "images",
            self._file.parent.parent / self._file.stem.removeprefix("instances_"),
        ]
        file = next((f / name for f in folders if (f / name).is_file()), None)
        if file is None:
            raise NotFoundError(f"{self._file}: no image {name} beside it or in images/")
        with translated_errors(str(file)):
            data = file.read_bytes()
        objects = self._objects[key]
        boxes = np.array([box for box, _, _ in objects], np.float64).reshape(-1, 4)
        labels = np.array([label for _, label, _ in objects], np.int32)
        return LabeledPicture(data, str(file), boxes, labels, self._masks(data, file, objects))

    def close(self) -> None:
        """Does nothing: no file stays open."""

    def _masks(self, data: bytes, file: Path, objects: list[Any]) -> NDArray[np.bool_] | None:
        if any(not shape for _, _, shape in objects):
            return None
        width, height = image_size(data, str(file))
        where = f"{self._file}: {file.name}"
        masks = np.zeros((len(objects), height, width), np.bool_)
        for mask, (_, _, shape) in zip(masks, objects, strict=True):
            mask[:] = _drawn(shape, height, width, where)
        return masks


def _drawn(shape: Any, height: int, width: int, where: str) -> NDArray[np.bool_]:
    """A mask of polygons, or of run lengths."""
    if not 0 < height * width <= MAX_PIXELS:
        raise CorruptDataError(f"{where}: expected 1 to {MAX_PIXELS} pixels")
    try:
        if isinstance(shape, dict):
            counts = shape["counts"]
            if [int(side) for side in shape["size"]] != [height, width]:
                raise ValueError(f"a mask of {shape['size']}, the image has {[height, width]}")
            read = Masks.from_texts if isinstance(counts, str) else Masks.from_lengths
            pixels: NDArray[np.bool_] = read([counts], height, width, where).pixels[0]
            return pixels
        canvas = Image.new("1", (width, height))
        pen = ImageDraw.Draw(canvas)
        for polygon in shape:
            if len(polygon) >= 6:
                pen.polygon([float(value) for value in polygon[: len(polygon) // 2 * 2]], fill=1)
        return np.asarray(canvas)
    except (ValueError, KeyError, TypeError, OverflowError, InvalidInputError) as error:
        raise CorruptDataError(f"{where}: expected polygons or run lengths, got {error}") from error


def _relative(name: str, file: Path) -> PurePosixPath:
    """A path below a folder, which must not lead out of it."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\0" in name or not path.parts:
        raise ValueError(f"{file}: the file name {name[:60]!r}")
    return path
