"""Labeled images by the name or folder that a user gives."""

from __future__ import annotations

from pathlib import Path

from waymo_kit.detectors.classification.cifar import is_cifar10, read_cifar10
from waymo_kit.detectors.classification.crop_images import INDEX_NAME, CropImages
from waymo_kit.detectors.classification.image_folder import ImageFolder
from waymo_kit.detectors.classification.labeled_images import LabeledImages
from waymo_kit.detectors.classification.mnist import is_mnist, read_mnist
from waymo_kit.detectors.classification.tfds_images import PREFIX, TfdsImages
from waymo_kit.errors import InvalidInputError, NotFoundError

_SPLIT_FOLDERS = {"train": ("train",), "test": ("test", "val", "validation")}
SPLITS = tuple(_SPLIT_FOLDERS)


def open_images(source: str, split: str = "train") -> LabeledImages:
    """Opens labeled images.

    Args:
        source: Folder or name of the images:
            - a folder of CIFAR-10 or MNIST, see `read_cifar10` and `read_mnist`;
            - a folder of object crops with their index, as `waymo-kit crops` writes it;
            - a folder with one folder of images for each class, or with such folders in `train` and
              in `test`, `val` or `validation`;
            - `tfds:` followed by a name of tensorflow_datasets.
        split: "train" or "test". Crops and folders that are not divided have all images in both.

    Raises:
        NotFoundError: The source does not exist or holds no images.
        InvalidInputError: There is no such split.
        CorruptDataError: The content of a file is not what its name says.
        MissingDependencyError: tensorflow_datasets is needed and not installed.
    """
    if split not in SPLITS:
        raise InvalidInputError(f"split: expected one of {', '.join(SPLITS)}, got {split!r}")
    if source.startswith(PREFIX):
        return TfdsImages(source[len(PREFIX) :], split)
    folder = Path(source)
    if not folder.is_dir():
        raise NotFoundError(f"{source}: expected a folder of images or {PREFIX}NAME, found none")
    if is_cifar10(folder):
        return read_cifar10(folder, split)
    if is_mnist(folder):
        return read_mnist(folder, split)
    if (folder / INDEX_NAME).is_file():
        return CropImages(folder)
    divided = [name for names in _SPLIT_FOLDERS.values() for name in names]
    if any((folder / name).is_dir() for name in divided):
        for name in _SPLIT_FOLDERS[split]:
            if (folder / name).is_dir():
                return ImageFolder(folder / name)
        raise NotFoundError(f"{source}: no folder {' or '.join(_SPLIT_FOLDERS[split])} is there")
    return ImageFolder(folder)
