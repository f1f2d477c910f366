"""Checks the boxes of a submission, shard by shard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError, count
from waymo_kit.evaluation.checks import FAR_METERS
from waymo_kit.evaluation.submission.details import TaskRules
from waymo_kit.evaluation.submission.problem import Problem, error, warning
from waymo_kit.formats.objects import wire as wire
from waymo_kit.formats.objects.file import ObjectBatch
from waymo_kit.predictions import BoxKind
from waymo_kit.schema import CameraName, ObjectType

MAX_BOXES = 400
"""Number of boxes in a frame that the official example calls reasonable; more may time out."""

MAX_FRAMES = 500_000
"""Largest number of frames or images of a submission; the largest split has 202,000 images."""

MAX_IDS = 2_000_000
"""Largest number of different track ids of a submission."""

_TURN = 2 * np.pi
_RULE_SHARE = 0.5
"""Share of the boxes above which something unusual is the rule."""

_EARLIEST, _LATEST = 1_000_000_000_000_000, 4_000_000_000_000_000
"""Times in microseconds from 2001 to 2096; seconds, milliseconds and nanoseconds lie outside."""

_SEGMENT = re.compile(r"\d+_\d+_\d+_\d+_\d+")
_FILE_NAME = re.compile(r"segment-.*|.*_with_camera_labels.*|.*\.(tfrecord|parquet).*")

_DIMENSIONS = {BoxKind.BOX_3D: range(7), BoxKind.BOX_2D: (0, 1, 3, 4)}
_SIDES = {BoxKind.BOX_3D: (3, 4, 5), BoxKind.BOX_2D: (3, 4)}
_ONLY_3D = (2, 5, 6)


_FrameKey = tuple[int, int, int]
"""Number of a segment, time in microseconds, and camera or 0."""


@dataclass
class _Tally:
    """Counts a problem, of which only the first case is printed."""

    problem: Problem
    count: int


@dataclass
class BoxChecks:
    """Collects the problems of the boxes of all shards.

    Attributes:
        rules: Rules of the task.
        types: Types that the submission declares; empty for all.
        objects: Number of boxes so far.
    """

    rules: TaskRules
    types: tuple[int, ...]
    objects: int = 0
    _tallies: dict[tuple[str, str], _Tally] = field(default_factory=dict)
    _segments: dict[str, int] = field(default_factory=dict)
    _known_frames: dict[_FrameKey, int] = field(default_factory=dict)
    _ids: dict[str, int] = field(default_factory=dict)
    _frames: list[NDArray[np.int32]] = field(default_factory=list)
    _tracks: list[NDArray[np.int32]] = field(default_factory=list)
    _track_types: list[NDArray[np.int8]] = field(default_factory=list)
    _shards: list[tuple[str, int]] = field(default_factory=list)

    def add(self, batch: ObjectBatch) -> None:
        """Checks some boxes.

        Args:
            batch: Consecutive boxes of one shard; `batch.where` names it.

        Raises:
            InvalidInputError: There are more than `MAX_FRAMES` frames or `MAX_IDS` track ids.
        """
        count = len(batch.context_name)
        if count == 0:
            return
        self._check_values(batch)
        self._check_kind(batch)
        integers = batch.columns.integers
        self._check_names(batch)
        segment = self._numbered(batch.context_name, self._segments)
        camera = integers[:, wire.CAMERA] if self.rules.kind is BoxKind.BOX_2D else 0 * segment
        keys = np.empty((count, 3), np.int64)
        keys[:, 0], keys[:, 1], keys[:, 2] = segment, integers[:, wire.TIMESTAMP], camera
        self._frames.append(self._numbered_frames(keys))
        if self.rules.needs_tracks:
            missing = batch.columns.spans[:, wire.ID, 0] == batch.columns.spans[:, wire.ID, 1]
            self._note(batch, missing, "object.id: expected the id of the track", "")
            self._tracks.append(self._numbered(batch.id, self._ids))
            self._track_types.append(integers[:, wire.TYPE].clip(-1, 127).astype(np.int8))
        self._shards.append((batch.where, batch.first - self.objects))
        self.objects += count
        self._check_number(batch.where, len(self._known_frames), MAX_FRAMES, "frames")
        self._check_number(batch.where, len(self._ids), MAX_IDS, "track ids")

    @staticmethod
    def _check_number(where: str, number: int, limit: int, what: str) -> None:
        if number > limit:
            raise InvalidInputError(f"{where}: expected at most {limit:,} {what}, got more")

    def problems(self) -> Iterator[Problem]:
        """Yields the problems, one for each kind and shard."""
        for tally in self._tallies.values():
            found = tally.problem
            others = f" (and {tally.count - 1:,} more)" if tally.count > 1 else ""
            yield Problem(found.severity, found.where, found.message + others)
        if self.objects:
            yield from self._crowded_frames()
            yield from self._repeated_tracks()

    def frames(self) -> dict[str, NDArray[np.int64]]:
        """Returns the ascending times of the frames with boxes, by segment."""
        names = list(self._segments)
        times: dict[str, list[int]] = {name: [] for name in names}
        for segment, time, _ in self._known_frames:
            times[names[segment]].append(time)
        return {name: np.unique(found) for name, found in times.items()}

    def _note(
        self,
        batch: ObjectBatch,
        wrong: NDArray[np.bool_],
        expected: str,
        got: str,
        weak: bool = False,
    ) -> None:
        """Counts a problem of a batch; `got` is the value of the first wrong row."""
        count = int(np.count_nonzero(wrong))
        if count == 0:
            return
        known = self._tallies.get((batch.where, expected))
        if known is not None:
            known.count += count
            return
        make = warning if weak else error
        row = batch.first + int(np.argmax(wrong))
        found = make(batch.where, f"object {row}: {expected}{f', got {got}' if got else ''}")
        self._tallies[batch.where, expected] = _Tally(found, count)

    def _check_values(self, batch: ObjectBatch) -> None:
        box, score = batch.box(), batch.score
        kind, integers = self.rules.kind, batch.columns.integers
        for k in _DIMENSIONS[kind]:
            name = _BOX_FIELDS[k]
            wrong = ~np.isfinite(box[:, k])
            self._note(batch, wrong, f"box.{name}: expected a finite number", _at(box[:, k], wrong))
        for k in _SIDES[kind]:
            wrong = ~(box[:, k] > 0)
            self._note(
                batch,
                wrong & np.isfinite(box[:, k]),
                f"box.{_BOX_FIELDS[k]}: expected more than 0",
                _at(box[:, k], wrong),
            )
        wrong = ~((score >= 0) & (score <= 1))
        self._note(batch, wrong, "score: expected 0 to 1", _at(score, wrong))
        types = integers[:, wire.TYPE]
        wrong = (types <= 0) | (types > max(ObjectType))
        self._note(batch, wrong, "object.type: expected 1 to 4", _at(types, wrong))
        if self.types:
            wrong = ~wrong & ~np.isin(types, self.types)
            self._note(
                batch, wrong, "object.type: expected one of object_types", _type_at(types, wrong)
            )
        times = integers[:, wire.TIMESTAMP]
        wrong = (times < _EARLIEST) | (times > _LATEST)
        self._note(
            batch,
            wrong,
            "frame_timestamp_micros: expected microseconds since 1970",
            _at(times, wrong),
        )

    def _check_kind(self, batch: ObjectBatch) -> None:
        box, camera = batch.box(), batch.columns.integers[:, wire.CAMERA]
        if self.rules.kind is BoxKind.BOX_2D:
            wrong = (camera <= 0) | (camera > max(CameraName))
            self._note(
                batch, wrong, "camera_name: expected 1 to 5 in a 2D task", _at(camera, wrong)
            )
            wrong = (box[:, _ONLY_3D] != 0).any(axis=1)
            self._note(
                batch, wrong, "box: expected no center_z, height or heading in 2D", "", weak=True
            )
            return
        self._note(
            batch,
            camera != 0,
            "camera_name: expected none in a 3D task: the server takes such boxes for other "
            "frames, and all scores are 0",
            _at(camera, camera != 0),
        )
        synced = batch.columns.present & wire.HAS_SYNCED_BOX != 0
        self._note(batch, synced, "camera_synced_box: only object.box is scored", "", weak=True)
        finite = np.isfinite(box).all(axis=1)
        far = finite & (np.hypot(box[:, 0], box[:, 1]) > FAR_METERS)
        self._note(
            batch,
            far,
            f"box: expected a center within {FAR_METERS:g} m of the vehicle (boxes belong in the "
            "vehicle frame, not in the world's)",
            f"{_at(box[:, 0], far)}, {_at(box[:, 1], far)}" if far.any() else "",
            weak=far.mean() < _RULE_SHARE,
        )
        turned = finite & (np.abs(box[:, 6]) > _TURN)
        self._note(
            batch,
            turned,
            "box.heading: expected radians within a full turn",
            _at(box[:, 6], turned),
            weak=True,
        )

    def _check_names(self, batch: ObjectBatch) -> None:
        encoded = batch.context_name.dictionary_encode()
        codes, names = encoded.indices.to_numpy(), encoded.dictionary.to_pylist()
        for code, name in enumerate(names):
            if _FILE_NAME.fullmatch(name):
                expected = "context_name: expected Frame.context.name, not the name of its file"
                self._note(batch, codes == code, expected, repr(name))
            elif not _SEGMENT.fullmatch(name):
                expected = (
                    "context_name: expected a name like 10084636266401282188_1120_000_1140_000"
                )
                self._note(batch, codes == code, expected, repr(name), weak=True)

    @staticmethod
    def _numbered(names: pa.StringArray, known: dict[str, int]) -> NDArray[np.int32]:
        """Returns the number of each name, the same in all batches."""
        encoded = names.dictionary_encode()
        numbers = [known.setdefault(name, len(known)) for name in encoded.dictionary.to_pylist()]
        numbered: NDArray[np.int32] = np.array(numbers, np.int32)[encoded.indices.to_numpy()]
        return numbered

    def _numbered_frames(self, keys: NDArray[np.int64]) -> NDArray[np.int32]:
        """Returns the number of the frame of each row, the same in all batches."""
        order = np.lexsort(keys.T)
        starts = np.ones(len(keys), np.bool_)
        starts[1:] = (keys[order[1:]] != keys[order[:-1]]).any(axis=1)
        known = self._known_frames
        numbers = [
            known.setdefault((segment, time, camera), len(known))
            for segment, time, camera in keys[order[starts]].tolist()
        ]
        numbered = np.empty(len(keys), np.int32)
        numbered[order] = np.array(numbers, np.int32)[np.cumsum(starts) - 1]
        return numbered

    def _place(self, position: int) -> tuple[str, int]:
        """Returns the shard and row of a box, by its position among all."""
        ends = np.cumsum([len(frames) for frames in self._frames])
        where, offset = self._shards[int(np.searchsorted(ends, position, side="right"))]
        return where, position + offset

    def _frame_name(self, number: int) -> str:
        segment, time, _ = list(self._known_frames)[number]
        return f"segment {list(self._segments)[segment]} at {time}"

    def _crowded_frames(self) -> Iterator[Problem]:
        frames = np.concatenate(self._frames)
        counts = np.bincount(frames)
        crowded = int(np.count_nonzero(counts > MAX_BOXES))
        if crowded:
            fullest = int(counts.argmax())
            where, _ = self._place(int(np.argmax(frames == fullest)))
            yield warning(
                where,
                f"{count(crowded, 'frame')} with more than {MAX_BOXES} boxes, at most "
                f"{counts.max():,} in {self._frame_name(fullest)}: the server may give up",
            )

    def _repeated_tracks(self) -> Iterator[Problem]:
        """Finds ids that a frame has twice for one type, over all shards.

        Trackers that run once per type may number objects of each type from 1 on; the server scores
        each type on its own.
        """
        if not self._tracks:
            return
        frames, tracks = np.concatenate(self._frames), np.concatenate(self._tracks)
        types = np.concatenate(self._track_types)
        named = np.flatnonzero(tracks != self._ids.get("", -1))
        keys = frames[named].astype(np.int64) << 32 | tracks[named]
        order = np.lexsort((types[named], keys))
        same = keys[order[1:]] == keys[order[:-1]]
        same &= types[named][order[1:]] == types[named][order[:-1]]
        again = named[order[1:][same]]
        if len(again):
            position = int(again.min())
            where, row = self._place(position)
            name = list(self._ids)[tracks[position]]
            others = f" (and {len(again) - 1:,} more)" if len(again) > 1 else ""
            yield error(
                where,
                f"object {row}: object.id: expected each id once per frame and type, got {name!r} "
                f"again in {self._frame_name(int(frames[position]))}{others}",
            )


_BOX_FIELDS = ("center_x", "center_y", "center_z", "length", "width", "height", "heading")


def _at(values: NDArray[Any], wrong: NDArray[np.bool_]) -> str:
    """The first wrong value; nothing if none is wrong."""
    return f"{values[int(np.argmax(wrong))]}" if wrong.any() else ""


def _type_at(types: NDArray[np.int64], wrong: NDArray[np.bool_]) -> str:
    return f"TYPE_{ObjectType(int(_at(types, wrong))).name}" if wrong.any() else ""
