"""Datasets of tensorflow_datasets, if that is installed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError, MissingDependencyError, NotFoundError

PREFIX = "tfds:"


class TfdsImages:
    """The images of a dataset of tensorflow_datasets, read from array_record files.

    Args:
        name: Name of the dataset in tensorflow_datasets, such as "oxford_flowers102".
        split: Name of the split, such as "train".

    Raises:
        MissingDependencyError: tensorflow_datasets is not installed.
        NotFoundError: There is no such dataset or split.
        InvalidInputError: The dataset has no labeled images.
    """

    def __init__(self, name: str, split: str) -> None:
        """Downloads and prepares the dataset if needed, and reads the labels."""
        try:
            import tensorflow_datasets as tfds
        except ImportError as error:
            raise MissingDependencyError(
                f"{PREFIX}{name} needs tensorflow_datasets: "
                "pip install tensorflow-datasets array_record"
            ) from error
        try:
            builder = tfds.builder(name, file_format="array_record")
        except tfds.core.registered.DatasetNotFoundError as error:
            raise NotFoundError(f"{PREFIX}{name}: no dataset of that name") from error
        features = builder.info.features
        if "image" not in features or "label" not in features:
            raise InvalidInputError(
                f"{PREFIX}{name}: expected the features image and label, got {list(features)}"
            )
        builder.download_and_prepare()
        if split not in builder.info.splits:
            splits = ", ".join(builder.info.splits)
            raise NotFoundError(f"{PREFIX}{name}: expected one of the splits {splits}, got {split}")
        self._examples = builder.as_data_source(split=split)
        self.where = f"{PREFIX}{name} {split}"
        self.class_names = tuple(features["label"].names)
        labels = builder.as_data_source(split=split, decoders={"image": tfds.decode.SkipDecoding()})
        self.labels = np.array([example["label"] for example in labels], np.int64)

    def image(self, index: int) -> NDArray[np.uint8]:
        """Returns an image; see `LabeledImages`."""
        image = np.asarray(self._examples[index]["image"], np.uint8)
        return np.repeat(image, 3, axis=-1) if image.shape[-1] == 1 else image

    def name(self, index: int) -> str:
        """Returns the dataset, the split and the index of an image."""
        return f"{self.where} image {index}"
