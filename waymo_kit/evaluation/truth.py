"""Opens ground truth: a dataset in any format, or an official `.bin` file."""

from __future__ import annotations

import os
from pathlib import Path

from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.dataset_truth import DatasetTruth
from waymo_kit.evaluation.labels import TruthSource
from waymo_kit.evaluation.objects_truth import spool_objects
from waymo_kit.io import locate
from waymo_kit.predictions import BoxKind
from waymo_kit.predictions.files import Format, format_of
from waymo_kit.scene import open_dataset


def open_truth(path: str | os.PathLike[str], kind: BoxKind, scratch: Path) -> TruthSource:
    """Opens ground truth for reading by segment.

    Args:
        path: Path or URI of an official `.bin` file, or of anything that `open_dataset` takes.
        kind: Kind of the boxes to read.
        scratch: Folder for the labels of a `.bin` file, which are sorted by segment there.

    Raises:
        NotFoundError: The path does not exist.
        CorruptDataError: A `.bin` file does not decode.
        InvalidInputError: The file has another format, or a label is wrong.
    """
    location = locate(path)
    if location.is_file() and ".tfrecord" not in location.name:
        if format_of(location) is not Format.OBJECTS:
            raise InvalidInputError(
                f"{location}: expected ground truth as a .bin file or a dataset, got a table"
            )
        return spool_objects(location, kind, scratch)
    return DatasetTruth(open_dataset(path), kind)
