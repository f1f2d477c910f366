"""Labeled images of Pascal VOC (Everingham et al. 2010): an XML file for each image."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from waymo_kit.detectors.camera.labeled_picture import LabeledPicture
from waymo_kit.errors import CorruptDataError, NotFoundError
from waymo_kit.io.storage import translated_errors

_EDGES = ("xmin", "ymin", "xmax", "ymax")
_MAX_BYTES = 1 << 24
_NAME = re.compile(r"[^/\\\0]+")


class VocPictures:
    """Gives the images of a folder of VOC; a `PictureSource`.

    Corners are whole pixels counted from 1, both ends included, so that the box of the first pixel
    is 1, 1, 1, 1. Objects that are marked as difficult are left out, and boxes without an area.
    """

    def __init__(self, folder: Path, classes: Sequence[str], split: str | None = None) -> None:
        """Reads all annotations.

        Args:
            folder: Folder with `Annotations` and `JPEGImages`.
            classes: Names of the classes to learn.
            split: Name of a list in `ImageSets/Main`. Defaults to None, which takes all images.

        Raises:
            NotFoundError: The list is not there, or no image has an object of these classes.
            CorruptDataError: A file does not have the layout.
        """
        self._folder = folder
        self._classes = list(classes)
        if split is None:
            names = sorted(path.stem for path in (folder / "Annotations").glob("*.xml"))
        else:
            listed = folder / "ImageSets" / "Main" / f"{_checked(split, str(folder))}.txt"
            if not listed.is_file():
                raise NotFoundError(f"{listed}: no such list of images")
            lines = listed.read_text(errors="replace").split("\n")
            names = [_checked(line.split()[0], str(listed)) for line in lines if line.strip()]
        self._names = names
        self._objects = [self._read(name) for name in names]
        if not any(len(boxes) for boxes, _ in self._objects):
            raise NotFoundError(
                f"{folder}: no object of {', '.join(classes)} in {len(names)} images"
            )

    def __len__(self) -> int:
        """Number of images."""
        return len(self._names)

    def name(self, index: int) -> str:
        """Returns the name of an image."""
        return self._names[index]

    def picture(self, index: int) -> LabeledPicture:
        """Returns an image with its boxes; see `PictureSource`."""
        name = self._names[index]
        files = [self._folder / "JPEGImages" / f"{name}{end}" for end in (".jpg", ".jpeg", ".png")]
        file = next((file for file in files if file.is_file()), None)
        if file is None:
            raise NotFoundError(f"{files[0]}: no such image")
        with translated_errors(str(file)):
            data = file.read_bytes()
        boxes, labels = self._objects[index]
        return LabeledPicture(data, str(file), boxes, labels)

    def close(self) -> None:
        """Does nothing: no file stays open."""

    def _read(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        file = self._folder / "Annotations" / f"{name}.xml"
        if not file.is_file():
            raise NotFoundError(f"{file}: no such annotations")
        with translated_errors(str(file)):
            data = file.read_bytes()
        if len(data) > _MAX_BYTES or b"<!ENTITY" in data:
            raise CorruptDataError(f"{file}: expected annotations of VOC, got another XML file")
        boxes, labels = [], []
        try:
            for each in ElementTree.fromstring(data).iter("object"):
                kind = (each.findtext("name") or "").strip()
                is_difficult = (each.findtext("difficult") or "0").strip() == "1"
                if kind not in self._classes or is_difficult:
                    continue
                place = each.find("bndbox")
                if place is None:
                    raise ValueError("an object without bndbox")
                edges = [float(place.findtext(edge) or "nan") for edge in _EDGES]
                box = np.array(edges) - [1, 1, 0, 0]
                if not np.isfinite(box).all():
                    raise ValueError(f"a box of {edges}")
                if (box[2:] > box[:2]).all():
                    boxes.append(box)
                    labels.append(self._classes.index(kind))
        except (ElementTree.ParseError, ValueError) as error:
            raise CorruptDataError(f"{file}: expected annotations of VOC, got {error}") from error
        return np.array(boxes, np.float64).reshape(-1, 4), np.array(labels, np.int32)


def _checked(name: str, where: str) -> str:
    """The name of a file, which must not lead out of its folder."""
    if not _NAME.fullmatch(name) or name in (".", ".."):
        raise CorruptDataError(f"{where}: expected the name of a file, got {name[:60]!r}")
    return name
