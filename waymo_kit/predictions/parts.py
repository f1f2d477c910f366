"""Predictions of a job, a file a segment, from which the job goes on and the result is joined."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from waymo_kit._version import __version__
from waymo_kit.errors import CorruptDataError, OutputError
from waymo_kit.io import Location
from waymo_kit.io.storage import publish, translated_errors
from waymo_kit.predictions.validation import conform_predictions
from waymo_kit.schema.predictions import BoxKind

_ENDING = ".parquet"
_FACTS = b"waymo_kit.part"


@dataclass(frozen=True)
class PartFacts:
    """What is known of a segment's predictions.

    Attributes:
        frames: number of frames of the segment.
        boxes: number of predicted boxes.
        inputs: number of boxes that they were made of; 0 where points were.
        objects: number of ids among them; 0 where there are no ids.
    """

    frames: int
    boxes: int
    inputs: int = 0
    objects: int = 0


@dataclass(frozen=True)
class PredictionParts:
    """A folder of parts beside the file that they will be.

    Parts of another job lie in another folder: what a job depends on is in the folder's name. A
    part appears whole or not at all, and holds nothing that differs from run to run.

    Attributes:
        root: of the parts of all jobs that were to make the file.
        folder: of the parts of this job.
        kind: what boxes they are.
    """

    root: Location
    folder: Location
    kind: BoxKind

    @classmethod
    def beside(cls, target: Location, job: Mapping[str, str], kind: BoxKind) -> PredictionParts:
        """The parts of a job.

        Args:
            target: the file to be made; `.parts` at the end of its name is the folder's.
            job: all that the predictions depend on, by name.
            kind: what boxes they are.
        """
        text = json.dumps({"version": __version__, **job}, sort_keys=True)
        root = target.with_ending(".parts")
        return cls(root, root / hashlib.sha256(text.encode()).hexdigest()[:16], kind)

    def names(self) -> frozenset[str]:
        """Segments of which there is a part."""
        found = (child.name for child in self.folder.children())
        return frozenset(
            name[: -len(_ENDING)]
            for name in found
            if name.endswith(_ENDING) and not name.startswith(".")
        )

    def write(self, segment: str, table: pa.Table, facts: PartFacts) -> None:
        """Writes a part.

        Raises:
            InvalidInputError: a column or value of the table is wrong.
            OutputError: the part cannot be written.
        """
        table = conform_predictions(table, self.kind, f"segment {segment}: predictions")
        table = table.combine_chunks().replace_schema_metadata(
            {_FACTS: json.dumps(asdict(facts), sort_keys=True).encode()}
        )
        target = self._location(segment)
        with self._staging() as name:
            staged = Path(name) / "part"
            with translated_errors(str(staged), OutputError):
                pq.write_table(
                    table,
                    staged,
                    row_group_size=max(len(table), 1),
                    compression="zstd",
                    write_page_checksum=True,
                )
            publish(staged, target)

    def facts(self, segment: str) -> PartFacts | None:
        """Reads the facts of a part; None if it does not decode.

        Raises:
            NotFoundError: there is no such part.
        """
        location = self._location(segment)
        with translated_errors(location.uri), location.open_input() as source:
            try:
                values = pq.read_schema(source).metadata[_FACTS]
                return PartFacts(**json.loads(values))
            except (pa.ArrowInvalid, ValueError, TypeError, KeyError):
                return None

    def read(self, segment: str) -> pa.Table:
        """Reads the rows of a part, in `kind.schema`.

        Raises:
            NotFoundError: there is no such part.
            CorruptDataError: it does not decode.
        """
        location = self._location(segment)
        with translated_errors(location.uri), location.open_input() as source:
            try:
                with pq.ParquetFile(source, page_checksum_verification=True) as file:
                    table = file.read(use_threads=False)
            except (pa.ArrowException, OSError) as error:
                if isinstance(error, OSError) and (error.errno or not location.is_local):
                    raise
                detail = " ".join(str(error).split())
                raise CorruptDataError(
                    f"{location}: no readable part: {detail}; run again with --overwrite"
                ) from error
        return table.combine_chunks().replace_schema_metadata(None)

    def remove(self) -> None:
        """Removes the parts of this job and of all others for the same file."""
        self.root.remove_folder()

    def _location(self, segment: str) -> Location:
        return self.folder / f"{segment}{_ENDING}"

    def _staging(self) -> AbstractContextManager[str]:
        """A folder to stage a part in: on the same disk, where there is one."""
        if not self.folder.is_local:
            return tempfile.TemporaryDirectory(prefix="waymo-kit-")
        with translated_errors(self.folder.uri, OutputError):
            Path(self.folder.path).mkdir(parents=True, exist_ok=True)
            return tempfile.TemporaryDirectory(prefix=".", dir=self.folder.path)
