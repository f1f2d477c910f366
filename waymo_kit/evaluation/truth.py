"""Ground truth by segment: from a dataset in any format, or from an official `.bin` file."""

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
    """Opens ground truth.

    Args:
        path: an official `.bin` file, or anything that `open_dataset` takes.
        kind: what boxes are wanted.
        scratch: folder for a `.bin` file brought to disk by segment.

    Raises:
        NotFoundError: nothing is there.
        CorruptDataError: a `.bin` file does not decode.
        InvalidInputError: it is a file of another format, or a label is wrong.
    """
    location = locate(path)
    if location.is_file() and ".tfrecord" not in location.name:
        if format_of(location) is not Format.OBJECTS:
            raise InvalidInputError(
                f"{location}: expected ground truth as a .bin file or a dataset, got a table"
            )
        return spool_objects(location, kind, scratch)
    return DatasetTruth(open_dataset(path), kind)
