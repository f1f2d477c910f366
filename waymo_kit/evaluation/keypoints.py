"""Human keypoints against predictions: `lidar_hkp` tables on both sides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError, WaymoKitError
from waymo_kit.evaluation.checks import InputChecks, Tally
from waymo_kit.evaluation.component_pairs import PairedTables
from waymo_kit.evaluation.labels import TIMESTAMP
from waymo_kit.evaluation.scoring import Rows
from waymo_kit.metrics.keypoint_matching import match_by_error, pair_poses
from waymo_kit.metrics.keypoint_types import LASER_KEYPOINTS
from waymo_kit.metrics.keypoints import PCK_THRESHOLDS, KeypointMetric
from waymo_kit.metrics.poses import Poses, ordered_keypoints
from waymo_kit.scene.labels import box_array
from waymo_kit.schema import component_of

KEYPOINTS, BOXES = "lidar_hkp", "lidar_box"


@dataclass(eq=False)
class KeypointsScore:
    """The mergeable scores of some segments.

    Attributes:
        scorer: of 14 keypoints in 3D.
        checks: what was counted in the inputs.
    """

    scorer: KeypointMetric
    checks: InputChecks

    def merge(self, other: KeypointsScore) -> None:
        """Adds other segments."""
        self.scorer.merge(other.scorer)
        self.checks = self.checks + other.checks

    def rows(self) -> Rows:
        """The scores of each group of keypoints."""
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
            for score in self.scorer.result()
        }


@dataclass(frozen=True)
class KeypointsJob:
    """Scores the people of a segment; can be sent to another process.

    A frame is scored if a person in it has labelled keypoints; one update of the scorer a frame.

    Attributes:
        pairs: predictions and labels.
    """

    pairs: PairedTables

    def __call__(self, segment: str) -> KeypointsScore:
        """Scores a segment.

        Raises:
            InvalidInputError: a person has no box, or keypoints that are no numbers.
        """
        scorer, checks = KeypointMetric(), InputChecks(segments=1)
        truth = _by_time(self.pairs.labels(segment, KEYPOINTS))
        boxes = self._boxes(segment) if truth else {}
        predicted = _by_time(self.pairs.predictions(segment, KEYPOINTS))
        for time, people in truth.items():
            what = f"{self.pairs.where}: segment {segment} at {time}"
            found = predicted.pop(time, [])
            try:
                known = _poses(people, [self._box(boxes, time, row, what) for row in people])
                guesses = _poses(found, None)
                scorer.update(*pair_poses(known, guesses, match_by_error(known, guesses)))
            except WaymoKitError as error:
                raise InvalidInputError(f"{what}: {error}") from error
            checks = checks + InputChecks(
                frames=1,
                labels=len(people),
                scored_labels=len(people),
                predictions=len(found),
                empty_frames=Tally() if found else Tally(1, what),
            )
        extra = sum(len(rows) for rows in predicted.values())
        first = f"segment {segment} at {next(iter(predicted))}" if predicted else ""
        checks = checks + InputChecks(predictions=extra, unknown_frames=Tally(extra, first))
        return KeypointsScore(scorer, checks)

    def _boxes(self, segment: str) -> dict[tuple[int, str], NDArray[np.float64]]:
        table = self.pairs.labels(segment, BOXES)
        if table is None:
            raise InvalidInputError(f"{self.pairs.where}: segment {segment} has no {BOXES} table")
        times = table.column(TIMESTAMP).to_pylist()
        ids = table.column("key.laser_object_id").to_pylist()
        boxes = box_array(table, component_of(BOXES), "box")
        return dict(zip(zip(times, ids, strict=True), boxes, strict=True))

    @staticmethod
    def _box(
        boxes: dict[tuple[int, str], NDArray[np.float64]], time: int, row: dict, what: str
    ) -> NDArray[np.float64]:
        key = (time, row["key.laser_object_id"])
        if key not in boxes:
            raise InvalidInputError(f"person {key[1]} has keypoints but no box")
        return boxes[key]


def _by_time(table: pa.Table | None) -> dict[int, list[dict]]:
    """Rows by time of their frame; people are few, so dictionaries cost little."""
    rows: dict[int, list[dict]] = {}
    for row in [] if table is None else table.to_pylist():
        rows.setdefault(row[TIMESTAMP], []).append(row)
    return rows


def _poses(people: list[dict], boxes: list[NDArray[np.float64]] | None) -> Poses:
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
