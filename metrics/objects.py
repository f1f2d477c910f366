"""Ground truth, predictions and frames as columns, which every metric of boxes takes.

An object is a row; its `frame` is a row of `Frames`. Boxes are (N, 7) in the vehicle frame, meters
and radians, or (N, 4) in an image, pixels (docs/conventions.md). Within a frame the order of the
rows matters where a matching has several optima, as it does in the official evaluator.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.schema import Difficulty, ObjectType

LEVEL_2_MAX_POINTS = 5
"""A box without a difficulty of its own is LEVEL_2 if it holds at most this many lidar points."""


@dataclass(frozen=True)
class Frames:
    """The frames that are scored, one a row; an image of 2D boxes is a frame of its own.

    Attributes:
        segment: (F,) str, name of the segment.
        timestamp_micros: (F,) int64.
        camera: (F,) uint8 camera of the image, 0 for frames of 3D boxes.
        time_of_day: (F,) str: Day, Dawn/Dusk or Night; empty where not known.
        location: (F,) str, such as location_sf; empty where not known.
        weather: (F,) str: sunny or rain; empty where not known.
    """

    segment: NDArray[np.str_]
    timestamp_micros: NDArray[np.int64]
    camera: NDArray[np.uint8]
    time_of_day: NDArray[np.str_]
    location: NDArray[np.str_]
    weather: NDArray[np.str_]

    def __len__(self) -> int:
        """Number of frames."""
        return len(self.segment)

    @classmethod
    def from_arrays(
        cls,
        segment: ArrayLike,
        timestamp_micros: ArrayLike,
        *,
        camera: ArrayLike = 0,
        time_of_day: ArrayLike = "",
        location: ArrayLike = "",
        weather: ArrayLike = "",
    ) -> Frames:
        """Makes frames from columns, or from one value for all.

        Raises:
            InvalidInputError: The lengths differ or two frames have the same key.
        """
        count = len(np.atleast_1d(np.asarray(segment)))
        frames = cls(
            _column("frames", "segment", segment, np.str_, (count,)),
            _column("frames", "timestamp_micros", timestamp_micros, np.int64, (count,)),
            _column("frames", "camera", camera, np.uint8, (count,)),
            _column("frames", "time_of_day", time_of_day, np.str_, (count,)),
            _column("frames", "location", location, np.str_, (count,)),
            _column("frames", "weather", weather, np.str_, (count,)),
        )
        _, first = np.unique(
            _keys(frames.segment, frames.timestamp_micros, frames.camera), return_index=True
        )
        if len(first) < count:
            row = int(np.setdiff1d(np.arange(count), first)[0])
            raise InvalidInputError(
                f"frames: expected each frame once, got {frames.segment[row]} at "
                f"{frames.timestamp_micros[row]} again in row {row}"
            )
        return frames

    @classmethod
    def anonymous(cls, count: int) -> Frames:
        """Frames that are only told apart by their number, all of one nameless segment."""
        return cls.from_arrays(np.full(count, ""), np.arange(count))


def number_frames(
    *keys: tuple[ArrayLike, ArrayLike, ArrayLike],
) -> tuple[Frames, tuple[NDArray[np.int32], ...]]:
    """Numbers the frames that occur in several tables, sorted by segment, camera and time.

    Args:
        *keys: for each table (segment, timestamp_micros, camera) of its rows; camera may be 0.

    Returns:
        The frames, and for each table the (N,) frame of its rows.
    """
    tables = []
    for segment, timestamp, camera in keys:
        segment = np.asarray(segment, dtype=np.str_)
        timestamp = np.broadcast_to(np.asarray(timestamp, dtype=np.int64), segment.shape)
        tables.append(_keys(segment, timestamp, np.broadcast_to(camera, segment.shape)))
    width = max((table.dtype["segment"].itemsize for table in tables), default=4) // 4
    layout = [("segment", f"U{width}"), ("camera", np.uint8), ("timestamp", np.int64)]
    rows = np.concatenate([table.astype(layout) for table in tables])
    unique, inverse = np.unique(rows, return_inverse=True)
    frames = Frames.from_arrays(unique["segment"], unique["timestamp"], camera=unique["camera"])
    ends = np.cumsum([len(table) for table in tables])
    return frames, tuple(np.split(inverse.reshape(-1).astype(np.int32), ends[:-1]))


@dataclass(frozen=True)
class Objects:
    """Common columns of ground truth and predictions; N rows.

    Attributes:
        frame: (N,) int32, row of `Frames`.
        box: (N, 7) or (N, 4) float64.
        type: (N,) uint8, an `ObjectType`.
        speed: (N, 2) float64 vx, vy, meters a second in the world frame.
        camera: (N,) uint8, the camera that sees the object best, 0 where not known.
        track: (N,) int64, number of the track, the same in all frames of a segment; -1 for none.
    """

    frame: NDArray[np.int32]
    box: NDArray[np.float64]
    type: NDArray[np.uint8]
    speed: NDArray[np.float64]
    camera: NDArray[np.uint8]
    track: NDArray[np.int64]

    def __len__(self) -> int:
        """Number of objects."""
        return len(self.frame)


@dataclass(frozen=True)
class GroundTruth(Objects):
    """Labeled objects.

    Attributes:
        detection_difficulty: (N,) uint8 `Difficulty` for detection; 0 counts in every level.
        tracking_difficulty: (N,) uint8 `Difficulty` for tracking; 0 counts in every level.
    """

    detection_difficulty: NDArray[np.uint8]
    tracking_difficulty: NDArray[np.uint8]

    @classmethod
    def from_arrays(
        cls,
        frame: ArrayLike,
        box: ArrayLike,
        type: ArrayLike,
        *,
        detection_difficulty: ArrayLike = 0,
        tracking_difficulty: ArrayLike = 0,
        speed: ArrayLike = 0.0,
        camera: ArrayLike = 0,
        track: ArrayLike = -1,
        name: str = "ground truth",
    ) -> GroundTruth:
        """Makes ground truth from columns, or from one value for all rows.

        Args:
            frame: (N,) row of `Frames` in which each object is.
            box: (N, 7) or (N, 4) boxes.
            type: (N,) `ObjectType`, or one for all.
            detection_difficulty: (N,) `Difficulty` for detection, or one for all. Defaults to 0,
                which counts in every level.
            tracking_difficulty: (N,) `Difficulty` for tracking, or one for all. Defaults to 0,
                which counts in every level.
            speed: (N, 2) speeds over ground along x and y in m/s. Defaults to 0.
            camera: (N,) `CameraName` that sees a 3D object best. Defaults to 0 for none.
            track: (N,) number of the track. Defaults to -1 for none.
            name: Name of the table in messages, such as its file.

        Raises:
            InvalidInputError: Lengths differ, a number is not finite, a side is negative, or a
                type, difficulty or frame is out of range; the message has the column and row.
        """
        common = _common_columns(name, frame, box, type, speed, camera, track)
        levels = [
            _column(name, column, values, np.uint8, (len(common["frame"]),), len(Difficulty))
            for column, values in (
                ("detection_difficulty", detection_difficulty),
                ("tracking_difficulty", tracking_difficulty),
            )
        ]
        return cls(**common, detection_difficulty=levels[0], tracking_difficulty=levels[1])


@dataclass(frozen=True)
class Predictions(Objects):
    """Predicted objects.

    Attributes:
        score: (N,) float32, confidence; the cutoffs span [0, 1].
        in_no_label_zone: (N,) bool; such a prediction is no false positive.
    """

    score: NDArray[np.float32]
    in_no_label_zone: NDArray[np.bool_]

    @classmethod
    def from_arrays(
        cls,
        frame: ArrayLike,
        box: ArrayLike,
        type: ArrayLike,
        score: ArrayLike,
        *,
        in_no_label_zone: ArrayLike = False,
        speed: ArrayLike = 0.0,
        camera: ArrayLike = 0,
        track: ArrayLike = -1,
        name: str = "predictions",
    ) -> Predictions:
        """Makes predictions from columns, or from one value for all rows.

        Args:
            frame: (N,) row of `Frames` in which each object is.
            box: (N, 7) or (N, 4) boxes.
            type: (N,) `ObjectType`, or one for all.
            score: (N,) confidences, or one for all; the cutoffs span [0, 1].
            in_no_label_zone: (N,) bool, whether each box is in a no-label zone. Defaults to False.
            speed: (N, 2) speeds over ground along x and y in m/s. Defaults to 0.
            camera: (N,) `CameraName` that sees a 3D object best. Defaults to 0 for none.
            track: (N,) number of the track. Defaults to -1 for none.
            name: Name of the table in messages, such as its file.

        Raises:
            InvalidInputError: Lengths differ, a number is not finite, a side is negative, or a
                type or frame is out of range; the message has the column and row.
        """
        common = _common_columns(name, frame, box, type, speed, camera, track)
        count = len(common["frame"])
        return cls(
            **common,
            score=_column(name, "score", score, np.float32, (count,)),
            in_no_label_zone=_column(
                name, "in_no_label_zone", in_no_label_zone, np.bool_, (count,)
            ),
        )


_Table = TypeVar("_Table", bound=Objects)


def take_rows(objects: _Table, rows: ArrayLike | slice) -> _Table:
    """Selects rows, by numbers, a boolean mask or a slice."""
    chosen = rows if isinstance(rows, slice) else np.asarray(rows)
    columns = {f.name: getattr(objects, f.name)[chosen] for f in dataclasses.fields(objects)}
    return dataclasses.replace(objects, **columns)


def sort_by_frame(objects: _Table, num_frames: int) -> tuple[_Table, NDArray[np.int64]]:
    """Sorts rows by frame, keeping their order within a frame.

    Args:
        objects: Ground truth or predictions.
        num_frames: Number of frames.

    Returns:
        The sorted table (the same object if it was sorted), and (num_frames + 1,) int64 starts; the
        rows of frame f are starts[f] to starts[f + 1].

    Raises:
        InvalidInputError: A row belongs to a frame that does not exist.
    """
    frame = objects.frame
    if len(frame) and frame.max() >= num_frames:
        row = int(frame.argmax())
        raise InvalidInputError(
            f"{type(objects).__name__}: expected frames below {num_frames}, "
            f"got {frame[row]} in row {row}"
        )
    if (frame[1:] < frame[:-1]).any():
        objects = take_rows(objects, np.argsort(frame, kind="stable"))
    return objects, np.searchsorted(objects.frame, np.arange(num_frames + 1)).astype(np.int64)


def apply_point_rules(ground_truth: GroundTruth, num_points: ArrayLike) -> GroundTruth:
    """Drops labels without lidar points and fills in missing difficulties, by the official rules.

    Args:
        ground_truth: N labels.
        num_points: (N,) lidar points in each box; for LET metrics those of the top lidar only.

    Returns:
        The labels with at least one point. Where the detection difficulty was UNKNOWN it is LEVEL_2
        for 5 points or fewer, else LEVEL_1.

    Raises:
        InvalidInputError: The lengths differ.
    """
    points = _column("ground truth", "num_points", num_points, np.int64, (len(ground_truth),))
    filled = np.where(
        points <= LEVEL_2_MAX_POINTS, np.uint8(Difficulty.LEVEL_2), np.uint8(Difficulty.LEVEL_1)
    )
    known = ground_truth.detection_difficulty
    ground_truth = dataclasses.replace(
        ground_truth,
        detection_difficulty=np.where(known == Difficulty.UNKNOWN, filled, known),
    )
    return take_rows(ground_truth, points > 0)


def _keys(segment: NDArray[Any], timestamp: NDArray[Any], camera: NDArray[Any]) -> NDArray[Any]:
    """Frame keys as one structured column that sorts by segment, camera and time."""
    layout = [("segment", segment.dtype), ("camera", np.uint8), ("timestamp", np.int64)]
    keys = np.empty(len(segment), layout)
    keys["segment"], keys["camera"], keys["timestamp"] = segment, camera, timestamp
    return keys


def _common_columns(
    name: str,
    frame: ArrayLike,
    box: ArrayLike,
    kind: ArrayLike,
    speed: ArrayLike,
    camera: ArrayLike,
    track: ArrayLike,
) -> dict[str, NDArray[Any]]:
    boxes = np.asarray(box, dtype=np.float64, order="C")
    if boxes.shape == (0,):
        boxes = boxes.reshape(0, 7)
    if boxes.ndim != 2 or boxes.shape[1] not in (4, 7):
        raise InvalidInputError(
            f"{name}: expected box of shape (N, 7) or (N, 4), got {boxes.shape}"
        )
    count = len(boxes)
    boxes = _column(name, "box", boxes, np.float64, boxes.shape)
    negative = (boxes[:, -2:] < 0 if boxes.shape[1] == 4 else boxes[:, 3:6] < 0).any(axis=1)
    if negative.any():
        row = int(negative.argmax())
        raise InvalidInputError(
            f"{name}: expected sizes >= 0 in column box, got {boxes[row].tolist()} in row {row}"
        )
    return {
        "frame": _column(name, "frame", frame, np.int32, (count,), 2**31 - 1),
        "box": boxes,
        "type": _column(name, "type", kind, np.uint8, (count,), len(ObjectType)),
        "speed": _column(name, "speed", speed, np.float64, (count, 2)),
        "camera": _column(name, "camera", camera, np.uint8, (count,), 9),
        "track": _column(name, "track", track, np.int64, (count,)),
    }


def _column(
    name: str,
    column: str,
    values: ArrayLike,
    dtype: Any,
    shape: tuple[int, ...],
    limit: int | None = None,
) -> NDArray[Any]:
    """Checks one column: its shape, finite numbers, and 0 <= number < limit where there is one."""
    raw = np.asarray(values)
    if raw.ndim and raw.shape != shape:
        raise InvalidInputError(f"{name}: expected {column} of shape {shape}, got {raw.shape}")
    if dtype is not np.str_:
        if raw.dtype.kind not in "biuf":
            raise InvalidInputError(f"{name}: expected numbers in column {column}, got {raw.dtype}")
        wrong = ~np.isfinite(raw)
        if limit is not None:
            wrong |= (raw < 0) | (raw >= limit) | (raw != np.floor(raw))
        if wrong.any():
            row = int(np.argwhere(np.atleast_1d(wrong))[0, 0])
            expected = "finite numbers" if limit is None else f"integers from 0 to {limit - 1}"
            got = np.atleast_1d(raw)[row].tolist()
            raise InvalidInputError(
                f"{name}: expected {expected} in column {column}, got {got} in row {row}"
            )
    if raw.ndim == 0:
        return np.array(np.broadcast_to(raw, shape), dtype)
    return np.ascontiguousarray(raw, dtype)
