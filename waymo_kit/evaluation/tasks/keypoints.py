"""Human keypoints: `lidar_hkp` tables on both sides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError, WaymoKitError
from waymo_kit.evaluation.checks import InputChecks
from waymo_kit.evaluation.labels import TIMESTAMP
from waymo_kit.evaluation.layout import Section, columns_of, plain_section
from waymo_kit.evaluation.plots.bars import plain_bars_block
from waymo_kit.evaluation.plots.block import PlotBlock
from waymo_kit.evaluation.rows import Rows
from waymo_kit.evaluation.tasks.component_tables import (
    ComponentTask,
    PairedTables,
    check_labeled,
    check_unlabeled,
)
from waymo_kit.evaluation.tasks.task import SegmentScore
from waymo_kit.metrics.keypoint_matching import match_by_error, pair_poses
from waymo_kit.metrics.keypoint_types import LASER_KEYPOINTS
from waymo_kit.metrics.keypoints import PCK_THRESHOLDS, KeypointMetric
from waymo_kit.metrics.poses import Poses, ordered_keypoints
from waymo_kit.scene.labels import box_array
from waymo_kit.schema import component_of

if TYPE_CHECKING:
    from waymo_kit.evaluation.result import Evaluation

KEYPOINTS, BOXES = "lidar_hkp", "lidar_box"
_Row = dict[str, Any]


@dataclass(eq=False)
class KeypointsState:
    """The scores of some segments.

    Attributes:
        scorer: Scorer of 14 keypoints in 3D.
    """

    scorer: KeypointMetric = field(default_factory=KeypointMetric)

    def merge(self, other: KeypointsState) -> KeypointsState:
        """Adds other segments to this state and returns it."""
        self.scorer.merge(other.scorer)
        return self


@dataclass(frozen=True, kw_only=True)
class KeypointsTask(ComponentTask):
    """Scores 3D human keypoints by PEM, OKS AP, MPJPE and PCK.

    A frame is scored if a person in it has labeled keypoints; one update of the scorer per frame.
    """

    name: ClassVar[str] = "keypoints"
    title: ClassVar[str] = "Human keypoints"
    lower_is_better: ClassVar[frozenset[str]] = frozenset({"PEM", "MPJPE"})
    needed_labels: ClassVar[str] = (
        "human keypoints (laser_keypoints in v1 files, lidar_hkp in tables, from release 1.3.0 on)"
    )

    def score(
        self,
        inputs: PairedTables,
        segment: str,
        *,
        with_profile: bool = False,
        with_listing: bool = False,
    ) -> SegmentScore:
        """Scores the people of a segment.

        Raises:
            InvalidInputError: A person has no box, or keypoints that are not numbers.
        """
        state, checks = KeypointsState(), InputChecks(segments=1)
        truth = _by_time(inputs.labels(segment, KEYPOINTS))
        boxes = _boxes(inputs, segment) if truth else {}
        predicted = _by_time(inputs.predictions(segment, KEYPOINTS))
        for time, people in truth.items():
            what = f"segment {segment} at {time}"
            found = predicted.pop(time, [])
            try:
                known = _poses(people, [_box(boxes, time, row) for row in people])
                guesses = _poses(found, None)
                state.scorer.update(*pair_poses(known, guesses, match_by_error(known, guesses)))
            except WaymoKitError as error:
                raise InvalidInputError(f"{inputs.where}: {what}: {error}") from error
            checks += check_labeled(what, len(people), len(found))
        checks += check_unlabeled(segment, {time: len(rows) for time, rows in predicted.items()})
        return SegmentScore(state, checks)

    def rows(self, state: KeypointsState) -> Rows:
        """Returns the metrics of each group of keypoints."""
        return {
            score.group: {
                "PEM": score.pem,
                "OKS_AP": score.oks_ap,
                "OKS_AP_OF_UPDATES": score.oks_ap_of_updates,
                "MPJPE": score.mpjpe,
                "PRECISION": score.precision,
                "RECALL": score.recall,
                **{
                    f"PCK_{threshold}": float(share)
                    for threshold, share in zip(PCK_THRESHOLDS, score.pck, strict=True)
                },
            }
            for score in state.scorer.result()
        }

    def sections(self, rows: Rows) -> list[Section]:
        """Arranges rows as a table of metrics and one of PCK by threshold."""
        columns = columns_of(rows)
        shares = [name for name in columns if name.startswith("PCK")]
        metrics = [name for name in columns if name not in shares]
        return [
            plain_section("Keypoints", rows, metrics),
            plain_section("PCK by threshold", rows, shares),
        ]

    def plots(self, result: Evaluation) -> Iterable[PlotBlock]:
        """Yields the metrics as bars."""
        yield plain_bars_block(result)


def _boxes(inputs: PairedTables, segment: str) -> dict[tuple[int, str], NDArray[np.float64]]:
    table = inputs.labels(segment, BOXES)
    if table is None:
        raise InvalidInputError(f"{inputs.where}: segment {segment} has no {BOXES} table")
    times = table.column(TIMESTAMP).to_pylist()
    ids = table.column("key.laser_object_id").to_pylist()
    boxes = box_array(table, component_of(BOXES), "box")
    return dict(zip(zip(times, ids, strict=True), boxes, strict=True))


def _box(
    boxes: dict[tuple[int, str], NDArray[np.float64]], time: int, row: _Row
) -> NDArray[np.float64]:
    key = (time, row["key.laser_object_id"])
    if key not in boxes:
        raise InvalidInputError(f"person {key[1]} has keypoints but no box")
    return boxes[key]


def _by_time(table: pa.Table | None) -> dict[int, list[_Row]]:
    """Returns rows by time of their frame; people are few, so dictionaries cost little."""
    rows: dict[int, list[_Row]] = {}
    for row in [] if table is None else table.to_pylist():
        rows.setdefault(row[TIMESTAMP], []).append(row)
    return rows


def _poses(people: list[_Row], boxes: list[NDArray[np.float64]] | None) -> Poses:
    column = component_of(KEYPOINTS).column
    path = "lidar_keypoints[*].keypoint_3d"
    count = len(LASER_KEYPOINTS)
    locations = np.zeros((len(people), count, 3))
    visibility = np.zeros((len(people), count), np.int8)
    for k, row in enumerate(people):
        axes = [row[column(f"{path}.location_m.{axis}")] or [] for axis in "xyz"]
        if len({len(axis) for axis in axes}) != 1:
            name = row["key.laser_object_id"]
            raise InvalidInputError(f"person {name}: x, y and z differ in length")
        points = np.array(axes, np.float64).T.reshape(-1, 3)
        types = row[column("lidar_keypoints[*].type")] or []
        occluded = row[column(f"{path}.visibility.is_occluded")] or [False] * len(types)
        locations[k], visibility[k] = ordered_keypoints(types, points, occluded)
    return Poses(locations, visibility, None if boxes is None else np.array(boxes).reshape(-1, 7))
