"""Interface of the formats of results, with functions that they share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.exchange.index import ExportIndex, SamplePlace
from waymo_kit.io import Location
from waymo_kit.predictions import BoxKind, make_predictions
from waymo_kit.query.subset import Subset
from waymo_kit.scene import Dataset, Scene
from waymo_kit.schema import ObjectType
from waymo_kit.schema.predictions import SPEED


@dataclass(frozen=True, eq=False)
class FrameResults:
    """Predicted boxes of one frame or image, in waymo-kit's conventions.

    Attributes:
        place: Frame or image.
        boxes: (N, 7) boxes in the vehicle frame, or (N, 4) boxes in the image.
        types: (N,) `ObjectType`.
        scores: (N,) scores.
        ids: N ids of tracks. Defaults to None for detections.
        velocities: (N, 2) velocities along the vehicle's axes in m/s. Defaults to None.
    """

    place: SamplePlace
    boxes: NDArray[np.float64]
    types: NDArray[np.int8]
    scores: NDArray[np.float64]
    ids: Sequence[str] | None = None
    velocities: NDArray[np.float64] | None = None


@dataclass
class ResultContext:
    """Context of results: the dataset, and the index of the export that was predicted.

    Attributes:
        dataset: Dataset of the frames; None if it was not given.
        index: Index of the export; None if it was not given.
        subset: Frames to take; None for all.
        box_type: Type of the boxes of a format that does not say it.
        fix: Whether to convert what follows another convention.
        notes: Notes on doubtful values: words -> count.
    """

    dataset: Dataset | None = None
    index: ExportIndex | None = None
    subset: Subset | None = None
    box_type: ObjectType = ObjectType.PEDESTRIAN
    fix: bool = False
    notes: dict[str, int] = field(default_factory=dict)
    _scenes: dict[str, Scene] = field(default_factory=dict)

    def takes(self, place: SamplePlace) -> bool:
        """Returns whether the results of a frame or image are taken."""
        return self.subset is None or self.subset.has(place.segment, place.timestamp_micros)

    def require_index(self, where: str) -> ExportIndex:
        """Returns the index.

        Raises:
            InvalidInputError: The index was not given.
        """
        if self.index is None:
            raise InvalidInputError(
                f"{where}: names of this format lead back to frames by the index of the export; "
                "give it with --index"
            )
        return self.index

    def note(self, words: str, count: int = 1) -> None:
        """Counts something that the user should know."""
        if count:
            self.notes[words] = self.notes.get(words, 0) + count

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {} if self.dataset is None else {n: k for k, n in enumerate(self.dataset.segments)}

    def scene(self, segment: str, where: str) -> Scene:
        """Returns a segment of the dataset.

        Raises:
            InvalidInputError: The dataset was not given, or has no such segment.
        """
        if self.dataset is None:
            raise InvalidInputError(
                f"{where}: boxes of this format need poses, calibrations or times; give the "
                "dataset with --data"
            )
        if segment not in self._numbers:
            raise InvalidInputError(
                f"{where}: {self.dataset.where} has no segment {segment[:80]!r}"
            )
        if segment not in self._scenes:
            for scene in self._scenes.values():
                scene.close()
            self._scenes = {segment: self.dataset[self._numbers[segment]]}
        return self._scenes[segment]

    def world_from_vehicle(self, place: SamplePlace, where: str) -> NDArray[np.float64]:
        """Returns the pose of a frame.

        Raises:
            InvalidInputError: The dataset has no such frame.
        """
        scene = self.scene(place.segment, where)
        times = scene.timestamps_micros
        index = int(np.searchsorted(times, place.timestamp_micros))
        if index == len(times) or times[index] != place.timestamp_micros:
            raise InvalidInputError(
                f"{where}: segment {place.segment} has no frame at {place.timestamp_micros}"
            )
        return scene[index].world_from_vehicle


class ResultFormat(ABC):
    """Reads and writes results of one format.

    Attributes:
        name: Name of the format in the command line.
        kind: Kind of its boxes.
        exports: Formats of exports whose index leads its names back.
        conventions: Conversions that are made when results are read, one phrase each.
    """

    name: ClassVar[str]
    kind: ClassVar[BoxKind] = BoxKind.BOX_3D
    exports: ClassVar[tuple[str, ...]]
    conventions: ClassVar[tuple[str, ...]]

    @abstractmethod
    def read(self, location: Location, context: ResultContext) -> Iterator[FrameResults]:
        """Yields the results of each frame.

        Args:
            location: File or folder.
            context: Dataset and index, as far as they were given.

        Raises:
            InvalidInputError: A value is wrong; the message names file and row.
            CorruptDataError: The file does not decode.
            NotFoundError: There is no such file.
        """

    @abstractmethod
    def write(
        self, results: Iterator[FrameResults], location: Location, context: ResultContext
    ) -> None:
        """Writes results of frames.

        Args:
            results: Results of all frames, those without boxes too.
            location: File or folder to write.
            context: Dataset and index.
        """


def results_table(results: FrameResults, kind: BoxKind) -> pa.Table:
    """Returns the results of a frame as a predictions table."""
    place = results.place
    table = make_predictions(
        place.segment,
        place.timestamp_micros,
        results.boxes,
        results.types,
        results.scores,
        track_ids=None if results.ids is None else list(results.ids),
        cameras=np.full(len(results.boxes), place.camera) if kind is BoxKind.BOX_2D else None,
    )
    if results.velocities is not None:
        for axis, name in enumerate(SPEED):
            values = pa.array(results.velocities[:, axis], pa.float64(), from_pandas=True)
            table = table.set_column(table.column_names.index(name), name, values)
    return table


def number_array(values: Any, width: int, where: str) -> NDArray[np.float64]:
    """Returns (N, width) finite numbers; for width 0, (N,).

    Raises:
        InvalidInputError: The values have another shape or are not finite numbers.
    """
    try:
        array = np.asarray(values, np.float64)
    except (TypeError, ValueError, OverflowError):
        raise InvalidInputError(f"{where}: expected numbers") from None
    if array.ndim and not len(array):
        return np.empty((0, width) if width else 0)
    if array.ndim != (2 if width else 1) or (width and array.shape[1] < width):
        expected = f"(N, {width})" if width else "(N,)"
        raise InvalidInputError(f"{where}: expected an array {expected}, got {array.shape}")
    array = array[:, :width] if width else array
    if not np.isfinite(array).all():
        raise InvalidInputError(f"{where}: expected finite numbers")
    return array


def checked_place(segment: Any, time: Any, camera: int, where: str) -> SamplePlace:
    """Returns a frame that results name.

    Raises:
        InvalidInputError: Segment or time are of a wrong kind.
    """
    time = time.item() if isinstance(time, np.generic) else time
    if not isinstance(segment, str) or not isinstance(time, int) or abs(time) >= 1 << 63:
        raise InvalidInputError(
            f"{where}: expected the context name of a segment and a time in microseconds"
        )
    return SamplePlace(segment, time, camera)


def clip_scores(scores: NDArray[np.float64], where: str) -> NDArray[np.float64]:
    """Returns scores in [0, 1]; rounding may have moved them a little beyond.

    Raises:
        InvalidInputError: A score is farther out.
    """
    wrong = (scores < -1e-4) | (scores > 1 + 1e-4)
    if wrong.any():
        row = int(wrong.argmax())
        raise InvalidInputError(
            f"{where}: box {row}: expected a score from 0 to 1, got {scores[row]:g}"
        )
    return scores.clip(0, 1)
