"""Check of a file before it is sent, which refuses at once what the server would refuse."""

from __future__ import annotations

import zipfile
from pathlib import Path

from waymo_kit.errors import InvalidInputError, count
from waymo_kit.evaluation.tasks import task_named
from waymo_kit.evaluation.tasks.mask_task import MaskTask
from waymo_kit.io import locate
from waymo_kit.predictions.files import Format, iter_predictions
from waymo_kit.schema.predictions import SEGMENT
from waymo_kit.web.leaderboard.jobs.masks import ImageSizes
from waymo_kit.web.leaderboard.jobs.tasks import box_kind

_TABLES = ".zip"


def check_file(path: Path, task: str, *, takes_tables: bool, most: int) -> str:
    """Reads all of a file; returns words for what it holds.

    Args:
        path: The file.
        task: Name of the task.
        takes_tables: Whether the task takes an archive of component tables.
        most: Maximum size in bytes.

    Raises:
        CorruptDataError: The file does not decode.
        InvalidInputError: The file is too large, of another format, or has a wrong value.
    """
    size = path.stat().st_size
    if size > most:
        raise InvalidInputError(f"{path}: {size:,} bytes; this phase takes at most {most:,}")
    if takes_tables:
        if path.suffix.lower() != _TABLES or not zipfile.is_zipfile(path):
            raise InvalidInputError(f"{path}: expected a .zip archive of component tables")
        with zipfile.ZipFile(path) as archive:
            return count(len(archive.namelist()), "table")
    if Format.of_name(path.name.lower()) is None:
        raise InvalidInputError(f"{path}: expected a .parquet, .arrow or .bin file")
    scored = task_named(task)
    kind = box_kind(scored)
    sizes = ImageSizes(str(path)) if isinstance(scored, MaskTask) else None
    rows = 0
    segments: set[str] = set()
    for table in iter_predictions(locate(path), kind):
        rows += table.num_rows
        if sizes is not None:
            sizes.check(table)
        segments.update(table.column(SEGMENT).unique().to_pylist())
    if rows == 0:
        raise InvalidInputError(f"{path}: there are no predictions")
    return f"{count(rows, 'prediction')} in {count(len(segments), 'segment')}"
