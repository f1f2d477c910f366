"""Tracking metrics by breakdown and difficulty: the official ones, and further ones.

At each score cutoff the predictions that reach it are matched, sequence by sequence, as CLEAR MOT
does (`clear_mot.py`). A row of the result is taken at the cutoff of the highest MOTA, the lowest of
several. At the same cutoff it has identity (`identity.py`) and HOTA (`hota.py`); AMOTA and AMOTP
are averages over recall (`amota.py`).

The official evaluator starts its search at a MOTA of 0 and prints zeros for a row that stays at or
below; here the row has what it has. `TrackingResult.as_official_dict` gives the zeros.

    metric = TrackingMetric(TrackingConfig())
    for each segment: metric.update(predictions, ground_truth, frames)
    table = metric.result()
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.iou import Overlap
from waymo_kit.schema import Difficulty

from .amota import average_over_recall
from .breakdowns import Breakdown, row_names, shard_names
from .clear_mot import ClearMot, count_clear_mot
from .detection import OFFICIAL_CUTOFFS
from .hota import Hota, count_hota
from .hota_counts import ALPHAS
from .identity import Identity, count_identity
from .let import NO_TOLERANCE
from .matching import Matcher, Rules
from .objects import Frames, GroundTruth, Objects, Predictions
from .track_shards import shard_graphs, sort_tracks

_Counts = TypeVar("_Counts", Identity, Hota)
_Objects = TypeVar("_Objects", bound=Objects)


@dataclass(frozen=True)
class TrackingConfig:
    """How tracks are scored; the defaults are those of the official tool, with all metrics.

    Attributes:
        breakdowns: how to divide the objects; the result has rows for each.
        levels: difficulties to score, ascending; LEVEL_2 includes LEVEL_1.
        overlap: IOU_3D, IOU_BEV, or IOU_2D for image boxes.
        iou_thresholds: least IoU of a match for vehicles, pedestrians, signs and cyclists, in
            (0, 1].
        score_cutoffs: ascending.
        identity: whether to count IDF1.
        hota: whether to count HOTA; it takes more time than all else.
        single_precision: whether boxes and speeds are rounded to float32 first. The official op
            does so; the official C++ tool does not. IoUs next to a threshold fall either side.
    """

    breakdowns: tuple[Breakdown, ...] = (Breakdown.OBJECT_TYPE, Breakdown.RANGE)
    levels: tuple[Difficulty, ...] = (Difficulty.LEVEL_1, Difficulty.LEVEL_2)
    overlap: Overlap = Overlap.IOU_3D
    iou_thresholds: tuple[float, float, float, float] = (0.7, 0.5, 0.5, 0.5)
    score_cutoffs: tuple[float, ...] = OFFICIAL_CUTOFFS
    identity: bool = True
    hota: bool = True
    single_precision: bool = True

    def __post_init__(self) -> None:
        """Checks the values."""
        problems = {
            "breakdowns": (len(set(self.breakdowns)) == len(self.breakdowns) > 0, "at least one"),
            "levels": (
                len(self.levels) > 0 and bool((np.diff(self.levels) > 0).all()),
                "ascending",
            ),
            "iou_thresholds": (
                len(self.iou_thresholds) == 4 and all(0 < t <= 1 for t in self.iou_thresholds),
                "four numbers in (0, 1]",
            ),
            "score_cutoffs": (
                len(self.score_cutoffs) > 0 and bool((np.diff(self.score_cutoffs) > 0).all()),
                "ascending numbers",
            ),
            "overlap": (self.overlap != Overlap.GIOU_3D, "an IoU"),
        }
        for name, (holds, expected) in problems.items():
            if not holds:
                raise InvalidInputError(
                    f"tracking config: expected {name} to be {expected}, got {getattr(self, name)}"
                )

    @property
    def row_names(self) -> tuple[str, ...]:
        """Official names of the result's rows."""
        return row_names(self.breakdowns, self.levels)


@dataclass(frozen=True)
class TrackingResult:
    """Tracking metrics, one row a shard and level; `names` are the official row names.

    A row without ground truth has NaN for shares, and the counts of the lowest cutoff.

    Attributes:
        names: R names.
        mota: (R,) float32, 1 - miss - mismatch - fp at the best cutoff.
        motp: (R,) float32 mean of 1 - IoU over the matches; 0 is best, and stands where there is
            no match.
        miss: (R,) float32 misses per object.
        mismatch: (R,) float32 mismatches per object.
        fp: (R,) float32 false positives per object.
        score_cutoff: (R,) float32, the cutoff that the row is taken at.
        amota: (R,) float64 mean of MOTAR over recall.
        amotp: (R,) float64 mean of MOTP over recall.
        clear_mot: (R,) counts at that cutoff.
        identity: (R,) counts at that cutoff; None if they were not asked for.
        hota: (R, 19) counts at that cutoff; None if they were not asked for.
        score_cutoffs: (C,) float32 all cutoffs.
        curves: (R, C) CLEAR MOT counts at all cutoffs.
    """

    names: tuple[str, ...]
    mota: NDArray[np.float32]
    motp: NDArray[np.float32]
    miss: NDArray[np.float32]
    mismatch: NDArray[np.float32]
    fp: NDArray[np.float32]
    score_cutoff: NDArray[np.float32]
    amota: NDArray[np.float64]
    amotp: NDArray[np.float64]
    clear_mot: ClearMot
    identity: Identity | None
    hota: Hota | None
    score_cutoffs: NDArray[np.float32]
    curves: ClearMot

    def as_dict(self) -> dict[str, dict[str, float]]:
        """Returns row name -> the official columns, then the further ones."""
        columns = self.columns
        return {
            name: {key: column[row].item() for key, column in columns.items()}
            for row, name in enumerate(self.names)
        }

    def as_official_dict(self) -> dict[str, dict[str, float]]:
        """Returns row name -> the official columns; all 0 where the best MOTA is not above 0."""
        return {
            name: {
                key: column[row].item() if self.mota[row] > 0 else 0.0
                for key, column in self._official_columns.items()
            }
            for row, name in enumerate(self.names)
        }

    @property
    def columns(self) -> dict[str, NDArray[np.number]]:
        """The figures by name, (R,) each: the official ones, then the further ones."""
        columns: dict[str, NDArray[np.number]] = {
            **self._official_columns,
            "AMOTA": self.amota,
            "AMOTP": self.amotp,
            "OBJECTS": self.clear_mot.objects,
            "RECALL": self.clear_mot.recall,
            "PRECISION": self.clear_mot.precision,
            "ID_SWITCHES": self.clear_mot.id_switches,
            "FRAGMENTATIONS": self.clear_mot.fragmentations,
            "MOSTLY_TRACKED": self.clear_mot.mostly_tracked,
            "PARTLY_TRACKED": self.clear_mot.partly_tracked,
            "MOSTLY_LOST": self.clear_mot.mostly_lost,
        }
        if self.identity is not None:
            found = self.identity
            columns |= {"IDF1": found.idf1, "IDP": found.idp, "IDR": found.idr}
        if self.hota is not None:
            columns |= {
                "HOTA": self.hota.hota,
                "DETA": self.hota.det_a,
                "ASSA": self.hota.ass_a,
                "LOCA": self.hota.loc_a,
            }
        return columns

    @property
    def _official_columns(self) -> dict[str, NDArray[np.number]]:
        return {
            "MOTA": self.mota,
            "MOTP": self.motp,
            "MISS": self.miss,
            "MISMATCH": self.mismatch,
            "FP": self.fp,
            "SCORE_CUTOFF": self.score_cutoff,
        }


@dataclass(frozen=True)
class TrackingCounts:
    """What is counted of S shards at L levels and C cutoffs; integers, which add up.

    Attributes:
        clear_mot: (S, L, C).
        identity: (S, L, C), None if it was not asked for.
        hota: (S, L, C, 19), None if it was not asked for.
    """

    clear_mot: ClearMot
    identity: Identity | None
    hota: Hota | None

    @classmethod
    def zero(cls, config: TrackingConfig) -> TrackingCounts:
        """Counts of nothing."""
        shards = sum(len(shard_names(breakdown)) for breakdown in config.breakdowns)
        shape = (shards, len(config.levels), len(config.score_cutoffs))

        def zeros(fields: int, *tail: int) -> NDArray[np.int64]:
            return np.zeros((fields, *shape, *tail), np.int64)

        return cls(
            ClearMot(*zeros(len(ClearMot._fields))),
            Identity(*zeros(len(Identity._fields))) if config.identity else None,
            Hota(*zeros(len(Hota._fields), len(ALPHAS))) if config.hota else None,
        )

    def add(self, other: TrackingCounts) -> None:
        """Adds other counts of the same configuration in place."""
        for mine, theirs in zip(self._parts, other._parts, strict=True):
            for total, count in zip(mine, theirs, strict=True):
                total += count

    @property
    def _parts(self) -> list[ClearMot | Identity | Hota]:
        return [part for part in (self.clear_mot, self.identity, self.hota) if part is not None]


class TrackingMetric:
    """Accumulates tracking metrics over sequences: segments, or cameras of segments.

    The state is integers that add up, so sequences may be scored anywhere, in any order, and merged
    without changing a digit. A sequence is scored whole.

    Attributes:
        config: how tracks are scored.
        counts: what was counted.
        sequences: segment and camera of what was scored; a segment without a name is not listed.
    """

    def __init__(self, config: TrackingConfig = TrackingConfig()) -> None:
        """Starts from nothing."""
        self.config = config
        self.reset()

    def reset(self) -> None:
        """Forgets everything counted so far."""
        self.counts = TrackingCounts.zero(self.config)
        self.sequences: frozenset[tuple[str, int]] = frozenset()

    def update(self, predictions: Predictions, ground_truth: GroundTruth, frames: Frames) -> None:
        """Counts the tracks of some sequences.

        Args:
            predictions: all predictions of those sequences.
            ground_truth: all labels of those sequences.
            frames: all frames of those sequences, in any order.

        Raises:
            InvalidInputError: if an object has no track, its frame does not exist or its box has
                the wrong shape, a ground-truth track occurs twice in a frame, or a sequence was
                scored before.
        """
        objects = sort_tracks(*_rounded(predictions, ground_truth, self.config), frames)
        added = frozenset(name for name in objects.names if name[0])
        self._check_new(added)
        graphs = shard_graphs(
            objects,
            _matching_rules(self.config),
            self.config.breakdowns,
            np.array(self.config.levels, np.uint8),
            np.array(self.config.score_cutoffs, np.float32),
        )
        for shard, graph in graphs:
            for total, count in zip(self.counts.clear_mot, count_clear_mot(graph), strict=True):
                total[shard] += count
            if self.counts.identity is not None:
                for total, count in zip(self.counts.identity, count_identity(graph), strict=True):
                    total[shard] += count
            if self.counts.hota is not None:
                for total, count in zip(self.counts.hota, count_hota(graph), strict=True):
                    total[shard] += count
        self.sequences |= added

    def merge(self, other: TrackingMetric) -> None:
        """Adds what another accumulator of the same configuration counted of other sequences.

        Raises:
            InvalidInputError: if the configurations differ or a sequence is in both.
        """
        if other.config != self.config:
            raise InvalidInputError(
                f"merge: expected the same configuration, got {other.config} for {self.config}"
            )
        self._check_new(other.sequences)
        self.counts.add(other.counts)
        self.sequences |= other.sequences

    def result(self) -> TrackingResult:
        """Returns the metrics of all that was counted."""
        return score_tracks(self.counts, self.config)

    def _check_new(self, sequences: frozenset[tuple[str, int]]) -> None:
        again = sorted(self.sequences & sequences)
        if again:
            raise InvalidInputError(
                "expected each sequence whole and once, got "
                f"{again[0][0]}, camera {again[0][1]}, again"
            )


def evaluate_tracks(
    predictions: Predictions,
    ground_truth: GroundTruth,
    frames: Frames,
    config: TrackingConfig = TrackingConfig(),
) -> TrackingResult:
    """Scores tracks; see `TrackingMetric.update` for arguments and errors."""
    metric = TrackingMetric(config)
    metric.update(predictions, ground_truth, frames)
    return metric.result()


def score_tracks(counts: TrackingCounts, config: TrackingConfig) -> TrackingResult:
    """Turns counts into metrics, with the roundings to float32 of the official evaluator.

    Args:
        counts: counts of S shards.
        config: how they were counted.

    Returns:
        S x L rows.
    """
    cutoffs = np.array(config.score_cutoffs, np.float32)
    curves = ClearMot(*(count.reshape(-1, len(cutoffs)) for count in counts.clear_mot))
    with np.errstate(divide="ignore", invalid="ignore"):
        objects = curves.objects.astype(np.float32)
        miss, mismatch, fp = (
            count.astype(np.float32) / objects
            for count in (curves.misses, curves.mismatches, curves.false_positives)
        )
    errors = (miss + fp) + mismatch
    mota = (1.0 - errors.astype(np.float64)).astype(np.float32)
    mota[curves.objects == 0] = np.nan
    best = np.where(np.isnan(mota), -np.inf, mota).argmax(axis=1)
    rows = np.arange(len(best))
    amota, amotp = average_over_recall(curves)
    chosen = ClearMot(*(count[rows, best] for count in curves))
    empty = chosen.objects == 0
    return TrackingResult(
        names=config.row_names,
        mota=mota[rows, best],
        motp=np.where(empty, np.nan, np.nan_to_num(chosen.motp)).astype(np.float32),
        miss=np.where(empty, np.float32(np.nan), miss[rows, best]),
        mismatch=np.where(empty, np.float32(np.nan), mismatch[rows, best]),
        fp=np.where(empty, np.float32(np.nan), fp[rows, best]),
        score_cutoff=cutoffs[best],
        amota=amota,
        amotp=amotp,
        clear_mot=chosen,
        identity=_at_cutoffs(counts.identity, best),
        hota=_at_cutoffs(counts.hota, best),
        score_cutoffs=cutoffs,
        curves=curves,
    )


def _at_cutoffs(counts: _Counts | None, best: NDArray[np.int64]) -> _Counts | None:
    """(S x L, ...) counts at one cutoff a row."""
    if counts is None:
        return None
    flat = [count.reshape(len(best), *count.shape[2:]) for count in counts]
    return type(counts)(*(count[np.arange(len(best)), best] for count in flat))


def _matching_rules(config: TrackingConfig) -> Rules:
    """The kernels' form of a configuration; HOTA needs all pairs that overlap."""
    thresholds = np.array([np.inf, *config.iou_thresholds], np.float32)
    min_iou = 0.0 if config.hota else float(thresholds.min())
    return Rules(int(config.overlap), int(Matcher.HUNGARIAN), thresholds, min_iou, NO_TOLERANCE)


def _rounded(
    predictions: Predictions, ground_truth: GroundTruth, config: TrackingConfig
) -> tuple[Predictions, GroundTruth]:
    """Checks the width of the boxes, and rounds them if the configuration says so."""
    width = 4 if config.overlap == Overlap.IOU_2D else 7
    for objects in (predictions, ground_truth):
        if objects.box.shape[1] != width:
            raise InvalidInputError(
                f"{type(objects).__name__}: expected box of shape (N, {width}) for "
                f"{config.overlap.name}, got {objects.box.shape}"
            )
    if not config.single_precision:
        return predictions, ground_truth
    return _in_single_precision(predictions), _in_single_precision(ground_truth)


def _in_single_precision(objects: _Objects) -> _Objects:
    return dataclasses.replace(
        objects,
        box=objects.box.astype(np.float32).astype(np.float64),
        speed=objects.speed.astype(np.float32).astype(np.float64),
    )
