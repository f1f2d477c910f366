"""Labeled images in the layouts of Pascal VOC and COCO."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from waymo_kit.detectors.camera.coco_pictures import CocoPictures
from waymo_kit.detectors.camera.labeled_picture import PictureSource
from waymo_kit.detectors.camera.voc_pictures import VocPictures


def is_picture_folder(path: str) -> bool:
    """Returns whether a path is that of images in the layout of VOC or COCO."""
    folder = Path(path.partition("#")[0])
    return folder.suffix == ".json" or (folder / "Annotations").is_dir()


def open_pictures(path: str, classes: Sequence[str]) -> PictureSource:
    """Opens labeled images.

    Args:
        path: A JSON file of COCO, whose images lie beside it, in `images/` beside it, or in a
            folder named after the file beside its own folder; or a folder of VOC with `Annotations`
            and `JPEGImages`, of which "#NAME" chooses the images of `ImageSets/Main/NAME.txt`.
        classes: Names of the classes to learn, in the order of the labels.

    Raises:
        NotFoundError: The files are not there, or no image has an object of these classes.
        CorruptDataError: A file is not of that layout.
    """
    folder, _, split = path.partition("#")
    if folder.endswith(".json"):
        return CocoPictures(Path(folder), classes)
    return VocPictures(Path(folder), classes, split or None)
