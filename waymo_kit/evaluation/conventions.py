"""Conventions of 3D boxes, and the search for the one that predictions follow.

Datasets and tools write the same box in different ways: with the center at its bottom, with width
before length, with headings that start from another axis or turn the other way. Such boxes match
almost no label. Predictions and labels whose centers are close show the convention: the right one
makes nearly all of them overlap.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from waymo_kit.evaluation.case import SegmentCase
from waymo_kit.geometry import Overlap, overlap_of_pairs, wrap_angle

MAX_PAIRS = 2_000
"""Maximum number of pairs of a prediction and a label; each segment adds some."""

_PAIRS_OF_SEGMENT = 64
_NEARBY_METERS = 1.0
"""Maximum distance in meters between the centers of a pair, seen from above."""

_MIN_PAIRS = 4
"""Minimum number of pairs of a type; types with fewer are ignored."""

_MIN_PAIRS_ALONE = 32
"""Minimum number of pairs of a type whose gain alone is enough to name a convention; the gain of
all types together always is."""

_MIN_GAIN = 0.2
"""Minimum gain in agreement for a convention to be named, as a part of the agreement in it."""

_MAX_LOSS = 0.05
"""Maximum loss in agreement that a type may have."""

_CHANCE = 0.6
"""Number added to both limits, divided by the square root of the number of pairs."""

_MIN_AGREEMENT = 0.2
"""Minimum agreement of the pairs that gain."""

_MIN_HEADING_ACCURACY = 0.5
"""Minimum accuracy of the headings in a convention that changes them: twice that of random ones."""

_MIN_FRONT_SURPLUS = 1.75
"""Minimum surplus of right fronts over wrong ones, in standard errors, for headings to be off by a
half turn: a detector that cannot tell fronts from rears is right in half of the cases."""

_SIZES = ("length", "width", "height")


@dataclass(frozen=True)
class BoxConvention:
    """Describes how a source writes 3D boxes, and converts them; the defaults are Waymo's.

    Attributes:
        center: Height of the given center in the box: `middle`, `bottom` or `top`.
        sizes: Names of the three sizes in the given order.
        heading_sign: 1 for headings that turn counter-clockwise, -1 for clockwise.
        heading_offset: Radians from the axis that headings start from to +x, so that the true
            heading is `heading_sign * (heading + heading_offset)`.
    """

    center: str = "middle"
    sizes: tuple[str, str, str] = _SIZES
    heading_sign: int = 1
    heading_offset: float = 0.0

    @property
    def changes_headings(self) -> bool:
        """Whether headings differ from Waymo's."""
        return (self.heading_sign, self.heading_offset) != (1, 0.0)

    @property
    def turns_fronts_to_rears(self) -> bool:
        """Whether headings are off by a half turn, and no more."""
        return self.heading_sign == 1 and abs(self.heading_offset) == np.pi

    def to_waymo(self, boxes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Converts boxes of this convention to Waymo's.

        Args:
            boxes: (N, 7) boxes as their source has them.

        Returns:
            (N, 7) center_x, center_y, center_z, length, width, height, heading.
        """
        mended: NDArray[np.float64] = boxes.copy()
        for place, name in enumerate(self.sizes):
            mended[:, 3 + _SIZES.index(name)] = boxes[:, 3 + place]
        mended[:, 2] += {"middle": 0.0, "bottom": 0.5, "top": -0.5}[self.center] * mended[:, 5]
        if self.changes_headings:
            mended[:, 6] = wrap_angle(self.heading_sign * (boxes[:, 6] + self.heading_offset))
        return mended

    def from_waymo(self, boxes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Converts boxes of Waymo's convention to this one; the inverse of `to_waymo`."""
        written: NDArray[np.float64] = boxes.copy()
        written[:, 2] -= {"middle": 0.0, "bottom": 0.5, "top": -0.5}[self.center] * boxes[:, 5]
        for place, name in enumerate(self.sizes):
            written[:, 3 + place] = boxes[:, 3 + _SIZES.index(name)]
        if self.changes_headings:
            written[:, 6] = wrap_angle(self.heading_sign * boxes[:, 6] - self.heading_offset)
        return written

    def __str__(self) -> str:
        """Returns the differences from Waymo's convention, in words."""
        parts = []
        if self.center != "middle":
            parts.append(f"the center is at the {self.center} of the box")
        if self.sizes == ("width", "length", "height"):
            parts.append("length and width are swapped")
        elif self.sizes != _SIZES:
            parts.append(f"the sizes are in the order {', '.join(self.sizes)}")
        if self.heading_sign == 1 and self.heading_offset:
            parts.append(f"headings are off by {_angle(-self.heading_offset)}")
        elif self.heading_sign == -1:
            offset = f" - {_angle(self.heading_offset)}" if self.heading_offset else ""
            offset = offset.replace("- -", "+ ")
            parts.append(f"headings are mirrored (-θ{offset} instead of θ)")
        return ", ".join(parts) or "boxes follow the convention"


WAYMO = BoxConvention()

KITTI = BoxConvention("bottom", ("height", "width", "length"), -1, np.pi / 2)
"""Boxes of the KITTI object benchmark, once their centers are in the vehicle frame."""


def known_conventions() -> Iterator[BoxConvention]:
    """Yields the conventions that can be recognized, those nearest to Waymo's first."""
    headings = [(1, 0.0), *((1, turn * np.pi / 2) for turn in (1, -1, 2))]
    headings += [(-1, turn * np.pi / 2) for turn in (0, 1, -1, 2)]
    found = [
        BoxConvention(center, sizes, sign, offset)  # type: ignore[arg-type]
        for center in ("middle", "bottom", "top")
        for sizes in itertools.permutations(_SIZES)
        for sign, offset in headings
    ]
    yield from sorted(found, key=_num_changes)


@dataclass(frozen=True, eq=False)
class BoxPairs:
    """Pairs predictions with labels of the same type whose centers are close; `+` adds pairs.

    Attributes:
        predictions: (K, 7) predicted boxes.
        labels: (K, 7) labeled boxes.
        types: (K,) uint8 `ObjectType`.
    """

    predictions: NDArray[np.float64]
    labels: NDArray[np.float64]
    types: NDArray[np.uint8]

    @classmethod
    def empty(cls) -> BoxPairs:
        """Returns no pairs."""
        return cls(np.empty((0, 7)), np.empty((0, 7)), np.empty(0, np.uint8))

    def __len__(self) -> int:
        """Returns the number of pairs."""
        return len(self.types)

    def __add__(self, other: BoxPairs) -> BoxPairs:
        """Adds pairs of other segments, up to `MAX_PAIRS` in all."""
        if len(self) >= MAX_PAIRS or len(other) == 0:
            return self
        joined = (
            np.concatenate([getattr(self, f.name), getattr(other, f.name)])[:MAX_PAIRS]
            for f in fields(self)
        )
        return BoxPairs(*joined)


def pair_boxes(case: SegmentCase) -> BoxPairs:
    """Returns some pairs of a segment: mutually nearest boxes of a frame and type.

    The frames are spread over the segment.
    """
    predictions, labels = case.predictions, case.ground_truth
    if predictions.box.shape[1] != 7 or not len(predictions) or not len(labels):
        return BoxPairs.empty()
    frames = np.intersect1d(predictions.frame, labels.frame)
    order = np.argsort((np.arange(len(frames)) * 0.6180339887498949) % 1.0)  # spread, any length
    parts, count = [BoxPairs.empty()], 0
    for frame in frames[order]:
        mine = np.flatnonzero((predictions.frame == frame) & (predictions.type > 0))
        theirs = np.flatnonzero(labels.frame == frame)
        if not len(mine) or not len(theirs):
            continue
        gaps = predictions.box[mine, None, :2] - labels.box[None, theirs, :2]
        distance = np.hypot(gaps[..., 0], gaps[..., 1])
        distance[predictions.type[mine, None] != labels.type[None, theirs]] = np.inf
        nearest = distance.argmin(axis=1)
        rows = np.arange(len(mine))
        is_mutual = distance.argmin(axis=0)[nearest] == rows
        kept = rows[is_mutual & (distance[rows, nearest] < _NEARBY_METERS)]
        chosen, found = mine[kept], theirs[nearest[kept]]
        parts.append(BoxPairs(predictions.box[chosen], labels.box[found], labels.type[found]))
        count += len(kept)
        if count >= _PAIRS_OF_SEGMENT:
            break
    return BoxPairs(
        *(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(BoxPairs))
    )


def find_convention(pairs: BoxPairs) -> BoxConvention:
    """Returns the convention that predictions follow.

    A convention other than Waymo's is returned only if all pairs together, or those of a type with
    many, agree far better in it and those of no type agree worse. The agreement of a pair is its
    IoU times the accuracy of the heading times the IoU of the sizes alone, which tells swapped
    sides from a quarter turn. Headings must also be good in a convention that changes them, because
    random ones gain in some convention by chance.

    Args:
        pairs: Predictions with the labels next to them.
    """
    kinds, counts = np.unique(pairs.types, return_counts=True)
    chosen = (counts >= _MIN_PAIRS) & (kinds > 0)
    kinds, counts = kinds[chosen], counts[chosen]
    if len(kinds) == 0:
        return WAYMO
    is_in_group = np.stack([*(pairs.types == kind for kind in kinds), np.isin(pairs.types, kinds)])
    sizes = is_in_group.sum(axis=1)
    weights = is_in_group / sizes[:, None]

    def mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Returns the mean over the pairs of each type, and over all of them."""
        means: NDArray[np.float64] = weights @ values
        return means

    as_is = mean(_Agreement(WAYMO, pairs).values())
    chance = _CHANCE / np.sqrt(sizes)
    may_decide = np.append(counts >= _MIN_PAIRS_ALONE, True)

    def gains_enough(agreement: NDArray[np.float64]) -> NDArray[np.bool_]:
        is_enough: NDArray[np.bool_] = agreement - as_is >= (_MIN_GAIN + chance) * agreement
        return is_enough

    @functools.cache
    def may_gain_enough(convention: BoxConvention) -> bool:
        """Returns whether the agreement could gain enough if all boxes had their largest overlap.

        Most conventions are ruled out so, without their overlaps, which are the slow part.
        """
        bounds = mean(_Agreement(convention, pairs).upper_bounds)
        return bool((may_decide & gains_enough(bounds)).any())

    best, best_gain = WAYMO, 0.0
    for convention in known_conventions():
        if not may_gain_enough(replace(convention, center="middle")):  # heights do not change it
            continue
        pair_agreement = _Agreement(convention, pairs)
        agreement = mean(pair_agreement.values())
        gains = agreement - as_is
        decides = may_decide & gains_enough(agreement) & (agreement >= _MIN_AGREEMENT)
        if convention.changes_headings:
            achievable = mean(pair_agreement.without_headings())
            decides &= agreement >= _MIN_HEADING_ACCURACY * achievable
        if convention.turns_fronts_to_rears:
            fronts = mean(pair_agreement.has_right_front)[-1]
            decides &= (2 * fronts - 1) * np.sqrt(sizes[-1]) >= _MIN_FRONT_SURPLUS
        gain = float(np.average(gains[:-1], weights=counts))
        # The simpler conventions come first; others must be clearly better.
        if decides.any() and (gains >= -_MAX_LOSS - chance).all() and gain > best_gain + 0.02:
            best, best_gain = convention, gain
    return best


class _Agreement:
    """Agreement of each pair, assuming that the predictions follow a convention.

    Attributes:
        upper_bounds: (K,) agreement of pairs whose boxes overlap as far as their sizes permit.
        has_right_front: (K,) 1.0 where the heading is off by less than a quarter turn, else 0.0.
    """

    def __init__(self, convention: BoxConvention, pairs: BoxPairs) -> None:
        self._boxes = boxes = convention.to_waymo(pairs.predictions)
        self._labels = labels = pairs.labels
        error = np.abs(wrap_angle(boxes[:, 6] - labels[:, 6]))
        # Detectors often take the front of an object for its rear; such a pair counts nothing.
        self._headings = np.maximum(0.0, 1 - error / (np.pi / 2))
        self.has_right_front = (error < np.pi / 2).astype(np.float64)
        shared = np.minimum(boxes[:, 3:6], labels[:, 3:6]).prod(axis=1)
        volumes = boxes[:, 3:6].prod(axis=1) + labels[:, 3:6].prod(axis=1)
        self._sizes = shared / np.maximum(volumes - shared, 1e-9)
        self.upper_bounds: NDArray[np.float64] = self._headings * self._sizes

    @functools.cached_property
    def _overlaps(self) -> NDArray[np.float64]:
        """(K,) IoU of the boxes of each pair."""
        rows = np.arange(len(self._labels))
        pairs = np.stack([rows, rows], axis=1)
        return overlap_of_pairs(self._boxes, self._labels, pairs, Overlap.IOU_3D)

    def values(self) -> NDArray[np.float64]:
        """Returns the (K,) agreement of each pair."""
        return self.upper_bounds * self._overlaps

    def without_headings(self) -> NDArray[np.float64]:
        """Returns the (K,) agreement that the pairs would have if all headings were right."""
        values: NDArray[np.float64] = self._sizes * self._overlaps
        return values


def _num_changes(convention: BoxConvention) -> int:
    return (
        (convention.center != "middle") + (convention.sizes != _SIZES) + convention.changes_headings
    )


def _angle(radians: float) -> str:
    turns = round(radians / (np.pi / 2))
    return {1: "π/2", -1: "-π/2", 2: "π", -2: "-π"}.get(turns, f"{radians:.2f}")
