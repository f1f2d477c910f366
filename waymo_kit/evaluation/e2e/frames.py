"""The frames that a submission to the end-to-end driving challenge must predict."""

from __future__ import annotations

import os
from dataclasses import dataclass

from waymo_kit.e2e import open_e2e_dataset
from waymo_kit.errors import InvalidInputError
from waymo_kit.io import locate
from waymo_kit.io.json_files import read_json
from waymo_kit.schema import is_segment_name


@dataclass(frozen=True)
class FrameNames:
    """Lists frames.

    Attributes:
        where: Name of the source of the list, for messages.
        names: Names of the frames.
    """

    where: str
    names: frozenset[str]


def read_frame_names(path: str | os.PathLike[str]) -> FrameNames:
    """Reads the names of frames.

    Args:
        path: Official list of the test frames: a `.json` file that maps each sequence to the number
            of its frame, or a `.txt` file with a name in each line. Or TFRecord files as
            `open_e2e_dataset` takes them, all of whose frames are meant.

    Raises:
        NotFoundError: The path does not exist.
        InvalidInputError: A text file does not have that form.
        CorruptDataError: A record or the JSON does not decode.
    """
    where = os.fspath(path)
    if where.endswith(".json"):
        content = read_json(path)
        if not isinstance(content, dict):
            raise InvalidInputError(f"{where}: expected an object of sequences and frame numbers")
        names = [_name(where, sequence, number) for sequence, number in content.items()]
    elif where.endswith(".txt"):
        lines = locate(path).read_bytes().decode("utf-8", "replace").splitlines()
        names = []
        for number, line in enumerate(lines, 1):
            if line.strip() and not is_segment_name(line.strip()):
                raise InvalidInputError(
                    f"{where}: line {number}: expected the name of a frame, got {line[:80]!r}"
                )
            names += line.split()
    else:
        names = open_e2e_dataset(path).names
    return FrameNames(where, frozenset(names))


def _name(where: str, sequence: str, number: object) -> str:
    if isinstance(number, bool) or not str(number).isdecimal() or not is_segment_name(sequence):
        raise InvalidInputError(
            f"{where}: expected sequences and frame numbers, got {sequence[:80]!r}: {number!r}"
        )
    return f"{sequence}-{int(str(number)):03d}"
