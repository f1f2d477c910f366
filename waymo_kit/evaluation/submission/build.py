"""Builds the file to upload from predictions."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from waymo_kit.errors import InvalidInputError, OutputError
from waymo_kit.evaluation.submission.archive import SUFFIX, check_file_name, write_archive
from waymo_kit.evaluation.submission.check import CheckedSubmission, check_submission
from waymo_kit.evaluation.submission.details import TaskRules, check_details, rules_of
from waymo_kit.evaluation.submission.frames import FrameList
from waymo_kit.formats.objects.file import encode_predictions
from waymo_kit.formats.objects.shard import encode_shard
from waymo_kit.io import locate
from waymo_kit.io.storage import translated_errors
from waymo_kit.io.whole_files import publish
from waymo_kit.predictions import BoxKind, PredictionSource, open_predictions
from waymo_kit.protos.submission_pb2 import Submission
from waymo_kit.schema.predictions import SCORE

MIN_SCORE = 0.03
"""Score below which boxes are left out, as in the official tool."""

SHARD_BYTES = 256 << 20
"""Size in bytes from which the next segment starts a new shard."""

_MIN_SIDE = 1e-6
"""Shortest side of a box, as in the official tool."""


@dataclass(frozen=True)
class BuiltSubmission:
    """Result of building a submission.

    Attributes:
        checked: Result of its checks; with errors, nothing was written.
        left_out: Number of boxes with too low a score.
        size: Size of the file in bytes.
    """

    checked: CheckedSubmission
    left_out: int
    size: int


def build_submission(
    predictions: str | os.PathLike[str],
    details: Submission,
    out: str | os.PathLike[str],
    *,
    frames: FrameList | None = None,
    min_score: float = MIN_SCORE,
    shard_bytes: int = SHARD_BYTES,
) -> BuiltSubmission:
    """Builds the `.tar.gz` file to upload, checks it, and writes it if nothing is wrong.

    The segments go into shards whole, in the order of their names. The same input gives the same
    bytes.

    Args:
        predictions: File or folder of predictions.
        details: Task, account and method, such as `read_details` returns.
        out: File or URI to write, ending with `.tar.gz`.
        frames: Frames of the split. Defaults to None, which checks only the form of names and
            times.
        min_score: Score below which boxes are left out. Defaults to that of the official tool.
        shard_bytes: Size in bytes from which the next segment starts a new shard. Defaults to 256
            MiB.

    Raises:
        NotFoundError: There are no predictions.
        CorruptDataError: A file of predictions does not decode.
        InvalidInputError: A prediction, a detail or the name of the file is wrong.
        OutputError: The file cannot be written.
    """
    target = locate(out)
    wrong = [
        str(problem)
        for problem in (*check_file_name(target), *check_details(details, "details"))
        if problem.severity == "error"
    ]
    rules = rules_of(details)
    if wrong or rules is None:
        raise InvalidInputError("; ".join(text.removeprefix("error: ") for text in wrong))
    with tempfile.TemporaryDirectory(prefix="waymo-kit-") as scratch:
        folder = Path(scratch)
        source = open_predictions(predictions, rules.kind, folder)
        packer = _Packer(folder, details, shard_bytes)
        left_out = 0
        with translated_errors(str(folder), OutputError):
            for segment in source.segments:
                left_out += packer.add(source, segment, rules, min_score)
            staged = folder / f"submission{SUFFIX}"
            write_archive(packer.finish(), staged)
        checked = check_submission(staged, frames, where=str(target))
        size = staged.stat().st_size
        if not checked.errors:
            publish(staged, target)
    return BuiltSubmission(checked, left_out, size)


class _Packer:
    """Writes shards, each when the boxes of the next segment make it too large."""

    def __init__(self, folder: Path, details: Submission, shard_bytes: int) -> None:
        self._folder, self._details, self._limit = folder, details, shard_bytes
        self._waiting: list[bytes] = []
        self._shards: list[Path] = []

    def add(
        self, source: PredictionSource, segment: str, rules: TaskRules, min_score: float
    ) -> int:
        """Adds the boxes of a segment; returns the number of those left out."""
        table = source.read(segment)
        kept = _prepared(table, rules.kind, min_score)
        if kept.num_rows:
            message = encode_predictions(kept, rules.kind)
            if self._waiting and sum(map(len, self._waiting)) + len(message) > self._limit:
                self._write()
            self._waiting.append(message)
        return int(table.num_rows - kept.num_rows)

    def finish(self) -> list[Path]:
        """Writes the last shard; returns all of them."""
        if self._waiting or not self._shards:
            self._write()
        return self._shards

    def _write(self) -> None:
        shard = self._folder / f"shard-{len(self._shards)}"
        with shard.open("wb") as file:
            for piece in encode_shard(self._details, self._waiting):
                file.write(piece)
        self._shards.append(shard)
        self._waiting = []


def _prepared(table: pa.Table, kind: BoxKind, min_score: float) -> pa.Table:
    """Returns the rows with a high enough score; sides of length 0 get a length."""
    scores = table.column(SCORE).to_numpy()
    kept = table.filter(pa.array(scores >= np.float32(min_score)))
    for name in kind.size_columns:
        sides = np.maximum(kept.column(name).to_numpy(), _MIN_SIDE)
        kept = kept.set_column(kept.schema.get_field_index(name), name, pa.array(sides))
    return kept
