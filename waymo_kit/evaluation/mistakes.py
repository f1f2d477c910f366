"""Mistakes in the frame of reference, the times or the types of boxes that are right otherwise.

Predictions in the frame of the world or of a camera, at times that were rounded, or with class
numbers of another list match no label. Some frames show which of these it is: after the right
repair, predictions lie on labels.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from waymo_kit.evaluation.box_samples import ROUNDED_MICROS, BoxSamples, nearest_times
from waymo_kit.evaluation.conventions import WAYMO, BoxConvention, BoxPairs, find_convention
from waymo_kit.geometry import invert_transform, transform_boxes
from waymo_kit.schema import ObjectType

_NEARBY_METERS = 1.0
_CAMERA_METERS = 5.0
"""Maximum distance in meters of a camera from the origin of the vehicle."""

_MIN_PAIRS = 8
_MIN_SHARE = 0.4
"""Minimum share of the predictions that lie on labels after a repair, of those that could."""

_MAX_SHARE = 0.2
"""Maximum share of the predictions that lie on labels before it."""

_SAME = (0, 1, 2, 3, 4)
_OLD_YAW = (-1, 0.5 * np.pi)
"""Sign and offset of headings that are -θ - π/2."""

CLASS_NUMBERS = {
    "one too high (2 VEHICLE, 3 PEDESTRIAN, 4 SIGN)": (0, 1, 1, 2, 3),
    "one too low (1 PEDESTRIAN, 2 SIGN, 3 CYCLIST)": (0, 2, 3, 4, 4),
    "those of a list without signs (1 VEHICLE, 2 PEDESTRIAN, 3 CYCLIST)": (0, 1, 2, 4, 4),
    "those of a list without signs, one too high (2 VEHICLE, 3 PEDESTRIAN, 4 CYCLIST)": (
        0,
        1,
        1,
        2,
        4,
    ),
    "those of a list without signs, one too low (1 PEDESTRIAN, 2 CYCLIST)": (0, 2, 4, 3, 4),
    "one too high in a list without signs (PEDESTRIAN is VEHICLE, CYCLIST is PEDESTRIAN)": (
        0,
        1,
        1,
        3,
        2,
    ),
}
"""Wrong numbers of classes in words, and the right type by number."""

FRAMES = {
    "world": "boxes are in the world frame instead of the vehicle frame",
    "camera": "boxes are in the frame of a camera (x right, y down, z forward) instead of the "
    "vehicle frame",
    "front": "boxes are in the frame of the front camera (x forward, y left, z up) instead of the "
    "vehicle frame",
}
"""Wrong frames of reference, in words."""


@dataclass(frozen=True)
class Repair:
    """Repair of predictions; the defaults change nothing.

    Attributes:
        rounded_times: Whether times become those of the nearest frame.
        frame: Frame of reference of the boxes: `vehicle`, or a key of `FRAMES`.
        origin: Place of the camera in the vehicle frame in meters, for `camera` and `front`.
        types: Right type by the number of the class that is given.
        convention: Convention of the boxes, once they are in the vehicle frame.
    """

    rounded_times: bool = False
    frame: str = "vehicle"
    origin: tuple[float, float, float] = (0.0, 0.0, 0.0)
    types: tuple[int, ...] = _SAME
    convention: BoxConvention = WAYMO

    def times(self, times: NDArray[np.int64], known: NDArray[np.int64]) -> NDArray[np.int64]:
        """Returns the mended times; `known` are those of the frames, ascending."""
        if not self.rounded_times or not len(known):
            return times
        nearest, gaps = nearest_times(times, known)
        return np.where(gaps <= ROUNDED_MICROS, nearest, times)

    def boxes(
        self,
        boxes: NDArray[np.float64],
        frame: NDArray[np.int64],
        poses: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        """Returns the mended boxes.

        Args:
            boxes: (N, 7) boxes as they are.
            frame: (N,) row of `poses` of each box.
            poses: (F, 4, 4) world from vehicle; boxes at unknown poses (NaN) stay as they are.
        """
        moved = boxes.copy()
        if self.frame == "world":
            for number in np.unique(frame).tolist():
                here = frame == number
                if np.isfinite(poses[number]).all():
                    moved[here] = transform_boxes(invert_transform(poses[number]), boxes[here])
        elif self.frame == "camera":
            moved[:, :3] = boxes[:, [2, 0, 1]] * [1, -1, -1] + self.origin
        elif self.frame == "front":
            moved[:, :3] += self.origin
        return self.convention.to_waymo(moved)

    @property
    def mistakes(self) -> dict[str, str]:
        """Mended mistakes: names of findings and words."""
        found = {}
        if self.rounded_times:
            found["rounded_times"] = (
                "times are rounded: they belong to the nearest frames, of whose timestamp_micros "
                f"they differ by up to {ROUNDED_MICROS / 1000:g} ms"
            )
        if self.frame != "vehicle":
            found["camera_frame" if self.frame != "world" else "world_frame"] = FRAMES[self.frame]
        if self.types != _SAME:
            names: dict[tuple[int, ...], str] = {t: name for name, t in CLASS_NUMBERS.items()}
            found["class_numbers"] = f"class numbers are {names[self.types]}"
        if self.convention != WAYMO:
            found["box_convention"] = str(self.convention)
        return found

    @property
    def hint(self) -> str:
        """Likely origin of such boxes, as far as it is known."""
        if (self.convention.heading_sign, self.convention.heading_offset) == _OLD_YAW:
            return "such headings are those of KITTI and of mmdetection3d before 1.0; "
        return ""


def find_repair(samples: BoxSamples, pairs: BoxPairs, *, rounded_times: bool = False) -> Repair:
    """Returns the repair after which predictions agree with the labels; none for good ones.

    Args:
        samples: Some frames of predictions and labels.
        pairs: Predictions and labels that are paired as they are.
        rounded_times: Whether most times are near those of frames, and not equal to any.
    """
    repair = _find_frame(samples, Repair(rounded_times))
    boxes = repair.boxes(samples.boxes, samples.frame, samples.poses)
    mine, theirs = _pair(boxes, samples, _NEARBY_METERS)
    repair = replace(repair, types=_find_types(samples.types[mine], samples.label_types[theirs]))
    if repair != Repair():
        types = np.array(repair.types, np.uint8)[samples.types]
        mine, theirs = _pair(boxes, samples, _NEARBY_METERS, types)
        pairs = BoxPairs(boxes[mine], samples.labels[theirs], samples.label_types[theirs])
    return replace(repair, convention=find_convention(pairs))


def _find_frame(samples: BoxSamples, plain: Repair) -> Repair:
    """Returns the repair with the frame of reference in which predictions lie on labels."""
    before, _ = _share(plain, samples)
    if samples.frames == 0 or before >= _MAX_SHARE:
        return plain
    candidates = [replace(plain, frame="world")]
    for frame in ("camera", "front"):
        candidate = replace(plain, frame=frame)
        boxes = candidate.boxes(samples.boxes, samples.frame, samples.poses)
        mine, theirs = _pair(boxes, samples, _CAMERA_METERS)
        if len(mine) >= _MIN_PAIRS:
            gaps = samples.labels[theirs, :3] - boxes[mine, :3]
            for _ in range(3):  # pairs of other objects are left out step by step
                origin = np.median(gaps, axis=0)
                far = np.hypot(*(gaps[:, :2] - origin[:2]).T)
                gaps = gaps[far <= np.median(far) + _NEARBY_METERS]
            x, y, z = np.median(gaps, axis=0).tolist()
            candidates.append(replace(candidate, origin=(x, y, z)))
    best, best_share = plain, max(_MIN_SHARE, 2 * before)
    for candidate in candidates:
        share, count = _share(candidate, samples)
        if share >= best_share and count >= _MIN_PAIRS:
            best, best_share = candidate, share + 0.05  # later ones must be clearly better
    return best


def _share(repair: Repair, samples: BoxSamples) -> tuple[float, int]:
    """Returns the share of predictions on labels among those that could be, and their number."""
    boxes = repair.boxes(samples.boxes, samples.frame, samples.poses)
    mine, _ = _pair(boxes, samples, _NEARBY_METERS)
    mine_of = np.bincount(samples.frame, minlength=samples.frames)
    labels_of = np.bincount(samples.label_frame, minlength=samples.frames)
    possible = int(np.minimum(mine_of, labels_of).sum())
    return len(mine) / max(possible, 1), len(mine)


def _pair(
    boxes: NDArray[np.float64],
    samples: BoxSamples,
    reach: float,
    types: NDArray[np.uint8] | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Returns rows of predictions and labels that are mutually nearest and near each other.

    Args:
        boxes: (P, 7) boxes of the predictions in the vehicle frame.
        samples: The frames.
        reach: Maximum distance in meters of the centers, seen from above.
        types: (P,) types of the predictions, which must be those of the labels. Defaults to None,
            which ignores types.
    """
    mine, theirs = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for frame in range(samples.frames):
        rows = np.flatnonzero(samples.frame == frame)
        labels = np.flatnonzero(samples.label_frame == frame)
        if not len(rows) or not len(labels):
            continue
        gaps = boxes[rows, None, :2] - samples.labels[None, labels, :2]
        distance = np.hypot(gaps[..., 0], gaps[..., 1])
        if types is not None:
            distance[types[rows, None] != samples.label_types[None, labels]] = np.inf
        nearest = distance.argmin(axis=1)
        is_mutual = distance.argmin(axis=0)[nearest] == np.arange(len(rows))
        kept = is_mutual & (distance[np.arange(len(rows)), nearest] < reach)
        mine.append(rows[kept])
        theirs.append(labels[nearest[kept]])
    return np.concatenate(mine), np.concatenate(theirs)


def _find_types(types: NDArray[np.uint8], labels: NDArray[np.uint8]) -> tuple[int, ...]:
    """Returns the right type by number of class, from the types of paired boxes."""
    count = len(ObjectType)
    table = np.zeros((count, count), np.int64)
    np.add.at(table, (types, labels), 1)
    best, best_gain = _SAME, 0
    for right in CLASS_NUMBERS.values():
        changed = [k for k in range(1, count) if right[k] != k and table[k].sum()]
        total = int(sum(table[k].sum() for k in changed))
        before = int(sum(table[k, k] for k in changed))
        after = int(sum(table[k, right[k]] for k in changed))
        is_clear = total >= _MIN_PAIRS and after >= 0.7 * total and before <= 0.1 * total
        if is_clear and after - before > best_gain:
            best, best_gain = right, after - before
    return best
