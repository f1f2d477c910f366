"""The folder of object crops that `waymo-kit crops` writes, and its index."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from waymo_kit.detectors.classification.image_folder import read_image
from waymo_kit.errors import CorruptDataError
from waymo_kit.schema import ObjectType

INDEX_NAME = "crops.parquet"

INDEX_SCHEMA = pa.schema(
    [
        ("file", pa.string()),
        ("type", pa.int8()),
        ("segment", pa.string()),
        ("timestamp_micros", pa.int64()),
        ("camera", pa.int8()),
        ("object_id", pa.string()),
        ("time_of_day", pa.string()),
        ("location", pa.string()),
        ("weather", pa.string()),
        ("center_x", pa.float64()),
        ("center_y", pa.float64()),
        ("length", pa.float64()),
        ("width", pa.float64()),
    ]
)
"""Schema of the index: one row per crop, with its file in the folder and the labeled box in pixels
of the camera image."""


def class_name(kind: int) -> str:
    """Returns the class of an `ObjectType`, which is also the name of its folder."""
    return ObjectType(kind).name.lower()


class CropImages:
    """Object crops with their index.

    Attributes:
        index: Table of `INDEX_SCHEMA`, sorted by class and file.

    Args:
        root: Folder that `waymo-kit crops` wrote.

    Raises:
        CorruptDataError: The index is damaged or not an index of crops.
    """

    def __init__(self, root: Path) -> None:
        """Reads the index."""
        path = root / INDEX_NAME
        try:
            self.index = pq.read_table(path)
            self.index.validate(full=True)
        except (pa.ArrowException, OSError) as error:
            detail = " ".join(str(error).split())
            raise CorruptDataError(f"{path}: no readable index of crops: {detail}") from error
        if not self.index.schema.equals(INDEX_SCHEMA) or not self.index.num_rows:
            raise CorruptDataError(
                f"{path}: expected rows of {', '.join(INDEX_SCHEMA.names)}, got "
                f"{self.index.num_rows} of {', '.join(self.index.schema.names)}"
            )
        kinds = self.index.column("type").to_pylist()
        files = self.index.column("file").to_pylist()
        for row, (kind, file) in enumerate(zip(kinds, files, strict=True)):
            if kind not in list(ObjectType):
                raise CorruptDataError(f"{path}: expected an object type in row {row}, got {kind}")
            if file is None or Path(file).is_absolute() or ".." in Path(file).parts:
                raise CorruptDataError(
                    f"{path}: expected the name of a file in the folder in row {row}, got {file!r}"
                )
        names = [class_name(kind) for kind in kinds]
        self.class_names = tuple(sorted(set(names)))
        self.labels = np.array([self.class_names.index(name) for name in names], np.int64)
        self.files = tuple(root / file for file in files)

    def image(self, index: int) -> NDArray[np.uint8]:
        """Returns an image; see `LabeledImages`.

        Raises:
            CorruptDataError: The file does not decode.
        """
        return read_image(self.files[index])

    def name(self, index: int) -> str:
        """Returns the path of an image."""
        return str(self.files[index])
