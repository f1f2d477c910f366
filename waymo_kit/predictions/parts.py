"""Keeps the predictions of a job in a file per segment, from which the job goes on and ends."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from waymo_kit._version import __version__
from waymo_kit.errors import CorruptDataError, InvalidInputError, OutputError
from waymo_kit.io import Location
from waymo_kit.io.storage import translated_errors
from waymo_kit.io.whole_files import publish
from waymo_kit.predictions.files import open_table
from waymo_kit.predictions.validation import conform_predictions
from waymo_kit.schema import is_segment_name
from waymo_kit.schema.predictions import SEGMENT, BoxKind

_ENDING = ".parquet"
_FACTS = b"waymo_kit.part"
_FOLDER = re.compile(r"[0-9a-f]{16}")
_AGAIN = "run again with --overwrite"


@dataclass(frozen=True)
class PartFacts:
    """Numbers that are known of a segment's predictions.

    Attributes:
        frames: Number of frames of the segment.
        boxes: Number of predicted boxes.
        inputs: Number of boxes from which they were made; 0 where they were made from points.
        objects: Number of different ids among them; 0 where there are no ids.
        estimated_poses: Number of frames whose pose of the vehicle was estimated.
    """

    frames: int
    boxes: int
    inputs: int = 0
    objects: int = 0
    estimated_poses: int = 0


@dataclass(frozen=True)
class PredictionParts:
    """A folder of parts, one per segment, beside the file into which they will be joined.

    All that a job depends on is in the folder's name, so the parts of another job lie in another
    folder. A part appears whole or not at all, and its bytes are the same in every run.

    Attributes:
        root: Folder of the parts of all jobs that were to make the file.
        folder: Folder of the parts of this job.
        kind: Kind of the boxes.
    """

    root: Location
    folder: Location
    kind: BoxKind

    @classmethod
    def beside(cls, target: Location, job: Mapping[str, str], kind: BoxKind) -> PredictionParts:
        """Returns the parts of a job.

        Args:
            target: File to be made; the folder has its name with `.parts` at the end.
            job: Values that the predictions depend on, by name.
            kind: Kind of the boxes.
        """
        text = json.dumps({"version": __version__, **job}, sort_keys=True)
        root = target.with_ending(".parts")
        return cls(root, root / hashlib.sha256(text.encode()).hexdigest()[:16], kind)

    def names(self) -> frozenset[str]:
        """Returns the segments that have a part; pipes and folders do not count."""
        found = (info.base_name.removesuffix(_ENDING) for info in self.folder.files())
        return frozenset(name for name in found if is_segment_name(name))

    def write(self, segment: str, table: pa.Table, facts: PartFacts) -> None:
        """Writes a part.

        Raises:
            InvalidInputError: The segment has no name that a file can have, or a column or value of
                the table is wrong.
            OutputError: The part cannot be written.
        """
        target = self._location(segment)
        table = conform_predictions(table, self.kind, f"segment {segment}: predictions")
        table = table.combine_chunks().replace_schema_metadata(
            {_FACTS: json.dumps(asdict(facts), sort_keys=True).encode()}
        )
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
        """Reads the facts of a part; returns None where they do not decode.

        Raises:
            NotFoundError: There is no such part.
        """
        location = self._location(segment)
        with translated_errors(location.uri), location.open_input() as source:
            try:
                facts = PartFacts(**json.loads(pq.read_schema(source).metadata[_FACTS]))
            except (pa.ArrowException, ValueError, TypeError, KeyError, RecursionError):
                return None
        counts = asdict(facts).values()
        is_right = all(type(count) is int and 0 <= count < 1 << 63 for count in counts)
        return facts if is_right else None

    def read(self, segment: str) -> pa.Table:
        """Reads the rows of a part, in `kind.schema`.

        Raises:
            NotFoundError: There is no such part.
            CorruptDataError: The part does not decode, or is not what was written for the segment.
        """
        location = self._location(segment)
        facts = self.facts(segment)
        tables = [self.kind.schema.empty_table()]
        try:
            with open_table(location, self.kind) as reader:
                for group in range(reader.num_groups):
                    pieces = reader.iter_group(group)
                    tables += [conform_predictions(t, self.kind, str(location)) for t in pieces]
        except (CorruptDataError, InvalidInputError) as error:
            raise CorruptDataError(f"{error}; {_AGAIN}") from error
        whole = pa.concat_tables(tables).combine_chunks()
        names = pc.unique(whole.column(SEGMENT)).to_pylist()
        if facts is None or facts.boxes != len(whole) or names not in ([], [segment]):
            raise CorruptDataError(
                f"{location}: expected the predictions of segment {segment}, got others; {_AGAIN}"
            )
        return whole

    def remove(self) -> None:
        """Removes the parts of this job and of all others for the same file."""
        for child in self.root.children():
            if _FOLDER.fullmatch(child.name):
                child.remove_folder()
        if not self.root.children():
            self.root.remove_folder()

    def _location(self, segment: str) -> Location:
        if not is_segment_name(segment):
            raise InvalidInputError(
                f"segment {segment[:80]!r}: expected a name of letters, digits, '.', '_' and '-'"
            )
        return self.folder / f"{segment}{_ENDING}"

    def _staging(self) -> AbstractContextManager[str]:
        """Returns a folder to stage a part in: on the same disk, where there is one."""
        if not self.folder.is_local:
            return tempfile.TemporaryDirectory(prefix="waymo-kit-")
        with translated_errors(self.folder.uri, OutputError):
            Path(self.folder.path).mkdir(parents=True, exist_ok=True)
            return tempfile.TemporaryDirectory(prefix=".", dir=self.folder.path)
