"""Predicted trajectories of the end-to-end driving challenge: one per frame."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import ArrayLike, NDArray

from waymo_kit.e2e import FUTURE_STEPS
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.evaluation.submission.archive import SHARD_NAME, SUFFIX, read_members
from waymo_kit.formats.e2e.shard import parse_e2e_shard
from waymo_kit.formats.tables.parquet_file import open_parquet, parsing
from waymo_kit.io import Location, locate
from waymo_kit.io.whole_files import write_bytes
from waymo_kit.schema import is_segment_name

_COLUMNS = ("frame_name", "pos_x", "pos_y")
_SCHEMA = pa.schema(
    [
        ("frame_name", pa.string()),
        ("pos_x", pa.list_(pa.float32())),
        ("pos_y", pa.list_(pa.float32())),
    ]
)

_MAX_FRAMES, _MAX_BYTES = 1_000_000, 256 << 20
"""Largest file of trajectories that is read."""


@dataclass(frozen=True, eq=False)
class PredictedTrajectories:
    """Holds one trajectory for each of N frames: 5 s at 4 Hz, vehicle frame of the frame.

    Attributes:
        frame_names: Names of the frames, each once.
        positions: (N, 20, 2) float32 meters, the first position after 0.25 s.
    """

    frame_names: tuple[str, ...]
    positions: NDArray[np.float32]

    def __len__(self) -> int:
        """Number of frames."""
        return len(self.frame_names)

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self.frame_names)}

    def __contains__(self, name: object) -> bool:
        """Returns whether a frame has a trajectory."""
        return name in self._rows

    def __getitem__(self, name: str) -> NDArray[np.float32]:
        """Returns the trajectory of a frame, (20, 2) float32.

        Raises:
            NotFoundError: The frame has no trajectory.
        """
        if name not in self._rows:
            raise NotFoundError(f"no trajectory of frame {name!r} among {len(self)}")
        path: NDArray[np.float32] = self.positions[self._rows[name]]
        return path


def make_trajectories(
    trajectories: Mapping[str, ArrayLike] | Iterable[tuple[str, ArrayLike]],
) -> PredictedTrajectories:
    """Checks trajectories and joins them.

    Args:
        trajectories: Name of each frame and its trajectory: (20, 2) x and y in meters, vehicle
            frame, from 0.25 s to 5 s.

    Raises:
        InvalidInputError: A name is there twice or not valid, a shape is wrong, or a position is
            not finite. The message names the frame.
    """
    pairs = trajectories.items() if isinstance(trajectories, Mapping) else trajectories
    found: dict[str, NDArray[np.float32]] = {}
    for name, path in pairs:
        array = np.asarray(path, np.float32)
        if not is_segment_name(name):
            raise InvalidInputError(f"frame {name[:80]!r}: expected the name of a frame")
        if name in found:
            raise InvalidInputError(f"frame {name}: has two trajectories")
        if array.shape != (FUTURE_STEPS, 2):
            raise InvalidInputError(
                f"frame {name}: expected positions of shape ({FUTURE_STEPS}, 2), 5 s at 4 Hz, got "
                f"{array.shape}"
            )
        if not np.isfinite(array).all():
            step = int(np.flatnonzero(~np.isfinite(array).all(axis=1))[0])
            raise InvalidInputError(f"frame {name}: position {step} is not finite")
        found[name] = array
    empty = np.empty((0, FUTURE_STEPS, 2), np.float32)
    return PredictedTrajectories(
        tuple(found), np.concatenate([empty, *(each[None] for each in found.values())])
    )


def write_trajectories(trajectories: PredictedTrajectories, path: str | os.PathLike[str]) -> None:
    """Writes trajectories as a Parquet file with the columns frame_name, pos_x and pos_y.

    Raises:
        OutputError: The file cannot be written.
    """
    rows = trajectories.positions
    table = pa.table(
        {
            "frame_name": list(trajectories.frame_names),
            "pos_x": list(rows[..., 0]),
            "pos_y": list(rows[..., 1]),
        },
        schema=_SCHEMA,
    )
    sink = io.BytesIO()
    pq.write_table(table, sink)
    write_bytes(sink.getvalue(), path)


def read_trajectories(path: str | os.PathLike[str]) -> PredictedTrajectories:
    """Reads trajectories: a Parquet file of `write_trajectories`, or a submission.

    Args:
        path: Parquet file with the columns frame_name, pos_x and pos_y; or `.tar.gz` file, folder
            or shard of a submission.

    Raises:
        NotFoundError: No file is there.
        CorruptDataError: The file does not decode.
        InvalidInputError: A column is missing, or a trajectory is not valid.
    """
    location = locate(path)
    is_submission = location.is_dir() or location.name.endswith(SUFFIX)
    try:
        if is_submission or SHARD_NAME.fullmatch(location.name):
            return make_trajectories(
                (each.frame_name, _joined(each.frame_name, each.x, each.y))
                for member in read_members(location)
                for each in parse_e2e_shard(member.content, member.name)[1]
            )
        return make_trajectories(_read_rows(location))
    except (InvalidInputError, CorruptDataError) as error:
        text = str(error)
        raise type(error)(text if text.startswith(str(path)) else f"{path}: {text}") from error


def _read_rows(location: Location) -> Iterable[tuple[str, NDArray[np.float32]]]:
    with parsing(location), open_parquet(location) as file:
        names, found = file.schema_arrow.names, file.metadata
        missing = [name for name in _COLUMNS if name not in names]
        if missing:
            raise InvalidInputError(
                f"expected columns {', '.join(_COLUMNS)}, {missing[0]} is missing"
            )
        size = sum(found.row_group(index).total_byte_size for index in range(file.num_row_groups))
        if found.num_rows > _MAX_FRAMES or size > _MAX_BYTES:
            raise InvalidInputError(
                f"expected at most {_MAX_FRAMES:,} frames and {_MAX_BYTES >> 20} MiB of positions, "
                f"got {found.num_rows:,} and {size >> 20}"
            )
        table = file.read(columns=list(_COLUMNS), use_threads=False)
        columns = [column.to_pylist() for column in table.select(_COLUMNS).cast(_SCHEMA).columns]
    for row, (name, x, y) in enumerate(zip(*columns, strict=True)):
        if name is None or x is None or y is None:
            raise InvalidInputError(f"row {row}: expected a name and positions, got a null")
        if None in x or None in y:
            raise InvalidInputError(f"row {row}: frame {name}: a position is null")
        yield name, _joined(name, np.array(x, np.float32), np.array(y, np.float32))


def _joined(name: str, x: NDArray[np.float32], y: NDArray[np.float32]) -> NDArray[np.float32]:
    if len(x) != len(y):
        raise InvalidInputError(f"frame {name}: {len(x)} pos_x, but {len(y)} pos_y")
    return np.stack([x, y], axis=1)
