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
"""A row for each crop: its file in the folder, and the labelled box in its camera's image."""


def class_name(kind: int) -> str:
    """The class of a type of object, which names its folder."""
    return ObjectType(kind).name.lower()


class CropImages:
    """Object crops with their index.

    Attributes:
        index: table of `INDEX_SCHEMA`, by class and file.

    Args:
        root: the folder.

    Raises:
        CorruptDataError: the index is damaged or no index.
    """

    def __init__(self, root: Path) -> None:
        """Reads the index."""
        path = root / INDEX_NAME
        try:
            self.index = pq.read_table(path)
        except (pa.ArrowInvalid, OSError) as error:
            detail = " ".join(str(error).split())
            raise CorruptDataError(f"{path}: no readable index of crops: {detail}") from error
        if not self.index.schema.equals(INDEX_SCHEMA) or not self.index.num_rows:
            raise CorruptDataError(
                f"{path}: expected rows of {', '.join(INDEX_SCHEMA.names)}, got "
                f"{self.index.num_rows} of {', '.join(self.index.schema.names)}"
            )
        names = [class_name(kind) for kind in self.index.column("type").to_pylist()]
        self.class_names = tuple(sorted(set(names)))
        self.labels = np.array([self.class_names.index(name) for name in names], np.int64)
        self.files = tuple(root / file for file in self.index.column("file").to_pylist())

    def image(self, index: int) -> NDArray[np.uint8]:
        """See `LabelledImages`.

        Raises:
            CorruptDataError: the file does not decode.
        """
        return read_image(self.files[index])

    def name(self, index: int) -> str:
        """See `LabelledImages`."""
        return str(self.files[index])
