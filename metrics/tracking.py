"""Tracking metrics by breakdown and difficulty: the official ones and further ones.

A sequence is a segment, or one camera of a segment. At each score cutoff its predictions are
matched with the labels frame by frame as CLEAR MOT does (`clear_mot.py`). From the counts follow:

- **MOTA** = 1 - MISS - MISMATCH - FP, each as a share of the ground-truth objects. A row of the
  result is taken at the cutoff of its highest MOTA, the lowest cutoff of several.
- **MOTP**: mean of 1 - IoU over the matches; 0 is best.
- **AMOTA, AMOTP**: MOTAR and MOTP averaged over 40 recalls (`amota.py`), so that they also judge
  the scores.
- **IDF1**: F1 score of the detections that one fixed assignment of tracks explains (`identity.py`).
- **HOTA**: geometric mean of how well objects are detected and how well matches are associated,
  averaged over 19 IoU thresholds (`hota.py`).

The official evaluator starts its search at a MOTA of 0 and prints zeros for a row that stays at or
below it; here the row has its figures, and `TrackingResult.as_official_dict` gives the zeros.

    metric = TrackingMetric()
    for predictions, ground_truth, frames in segments:
        metric.update(predictions, ground_truth, frames)
    metric.result().as_dict()["OBJECT_TYPE_TYPE_VEHICLE_LEVEL_2"]["MOTA"]

`evaluate_tracks` does the same in one call.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import Overlap

from .amota import average_over_recall
from .box_config import BoxMetricConfig
from .breakdowns import Breakdown, shard_names
from .clear_mot import ClearMot, count_clear_mot
from .hota import Hota, count_hota
from .hota_counts import ALPHAS
from .identity import Identity, count_identity
from .let import NO_TOLERANCE
from .matching import Matcher, MatchingRules
from .metric import Metric
from .objects import Frames, GroundTruth, Predictions
from .track_shards import shard_graphs, sort_tracks

_Counts = TypeVar("_Counts", Identity, Hota)


@dataclass(frozen=True)
class TrackingConfig(BoxMetricConfig):
    """Configures how tracks are scored; the defaults are those of the official tool.

    Attributes beside those of `BoxMetricConfig`, of which `levels` must ascend:
        identity: Whether to count IDF1. Defaults to True.
        hota: Whether to count HOTA, which takes more time than all else. Defaults to True.
    """

    _name = "tracking config"

    identity: bool = True
    hota: bool = True

    def _requirements(self) -> dict[str, tuple[bool, str]]:
        is_ascending = len(self.levels) > 0 and bool((np.diff(self.levels) > 0).all())
        return super()._requirements() | {"levels": (is_ascending, "ascending")}


TRACKING_2D_CONFIG = TrackingConfig(breakdowns=(Breakdown.OBJECT_TYPE,), overlap=Overlap.IOU_2D)
"""Configuration for axis-aligned boxes in camera images; each camera of a segment is a sequence."""


@dataclass(frozen=True)
class TrackingResult:
    """Holds tracking metrics, one row per shard and level.

    A row without ground truth has NaN for shares, and the counts of the lowest cutoff.

    Attributes:
        names: R official names of the rows.
        mota: (R,) float32, 1 - miss - mismatch - fp at the best cutoff.
        motp: (R,) float32 mean of 1 - IoU over the matches; 0 is best, and stands where there is
            no match.
        miss: (R,) float32 misses per object.
        mismatch: (R,) float32 mismatches per object.
        fp: (R,) float32 false positives per object.
        score_cutoff: (R,) float32 best cutoff, at which the row is taken.
        amota: (R,) float64 mean of MOTAR over recall.
        amotp: (R,) float64 mean of MOTP over recall.
        clear_mot: (R,) counts of CLEAR MOT at the best cutoff.
        identity: (R,) counts of identity at the best cutoff; None if the configuration lacks them.
        hota: (R, 19) counts of HOTA at the best cutoff; None if the configuration lacks them.
        score_cutoffs: (C,) float32 score cutoffs.
        curves: (R, C) counts of CLEAR MOT at all cutoffs.
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
        """Returns the official and the further columns by row name."""
        columns = self.columns
        return {
            name: {key: column[row].item() for key, column in columns.items()}
            for row, name in enumerate(self.names)
        }

    def as_official_dict(self) -> dict[str, dict[str, float]]:
        """Returns the official columns by row name, 0 where the best MOTA is not above 0."""
        return {
            name: {
                key: column[row].item() if self.mota[row] > 0 else 0.0
                for key, column in self._official_columns.items()
            }
            for row, name in enumerate(self.names)
        }

    @property
    def columns(self) -> dict[str, NDArray[np.number]]:
        """Metrics by name, (R,) each: the official ones, then the further ones."""
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
    """Counts of S shards at L levels and C cutoffs; integers, which add up.

    Attributes:
        clear_mot: (S, L, C) counts of CLEAR MOT.
        identity: (S, L, C) counts of identity; None if the configuration lacks them.
        hota: (S, L, C, 19) counts of HOTA; None if the configuration lacks them.
    """

    clear_mot: ClearMot
    identity: Identity | None
    hota: Hota | None

    @classmethod
    def zero(cls, config: TrackingConfig) -> TrackingCounts:
        """Returns counts of nothing."""
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


class TrackingMetric(Metric[TrackingResult]):
    """Accumulates tracking metrics over sequences: segments, or cameras of segments.

    A sequence is scored whole. The state consists of integers, so the order of sequences and the
    number of workers do not change a digit.

    Attributes:
        config: Configuration of the metric.
        counts: Counts of all sequences so far.
        sequences: Segment and camera of all sequences so far, but for segments without a name.
    """

    def __init__(self, config: TrackingConfig = TrackingConfig()) -> None:
        """Starts from nothing.

        Args:
            config: Configuration of the metric. Defaults to that of the official tool.
        """
        self.config = config
        self.reset()

    def reset(self) -> None:
        """Forgets everything counted so far."""
        self.counts = TrackingCounts.zero(self.config)
        self.sequences: frozenset[tuple[str, int]] = frozenset()

    def update(self, predictions: Predictions, ground_truth: GroundTruth, frames: Frames) -> None:
        """Counts the tracks of some sequences.

        Args:
            predictions: All predictions of these sequences.
            ground_truth: All labels of these sequences.
            frames: All frames of these sequences, in any order.

        Raises:
            InvalidInputError: An object has no track, its frame does not exist or its box has the
                wrong shape, a ground-truth track occurs twice in a frame, or a sequence was scored
                before.
        """
        objects = sort_tracks(
            self.config.prepare(predictions), self.config.prepare(ground_truth), frames
        )
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
        """Adds the counts of another metric of the same configuration from other sequences.

        Raises:
            InvalidInputError: The configurations differ, or a sequence is in both.
        """
        if other.config != self.config:
            raise InvalidInputError(
                f"merge: expected the same configuration, got {other.config} for {self.config}"
            )
        self._check_new(other.sequences)
        self.counts.add(other.counts)
        self.sequences |= other.sequences

    def result(self) -> TrackingResult:
        """Returns the metrics of all sequences so far."""
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
    """Scores tracks in one call.

    Args:
        predictions: All predictions of the sequences.
        ground_truth: All labels of the sequences.
        frames: All frames of the sequences, in any order.
        config: Configuration of the metric. Defaults to that of the official tool.

    Raises:
        InvalidInputError: An object has no track, its frame does not exist or its box has the wrong
            shape, or a ground-truth track occurs twice in a frame.
    """
    metric = TrackingMetric(config)
    metric.update(predictions, ground_truth, frames)
    return metric.result()


def score_tracks(counts: TrackingCounts, config: TrackingConfig) -> TrackingResult:
    """Turns counts into metrics, with the roundings to float32 of the official evaluator.

    Args:
        counts: Counts of S shards.
        config: Configuration with which they were counted.

    Returns:
        Metrics of S x L rows.
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


def _matching_rules(config: TrackingConfig) -> MatchingRules:
    """Returns a configuration as the kernels take it; HOTA needs all pairs that overlap."""
    thresholds = np.array([np.inf, *config.iou_thresholds], np.float32)
    min_iou = 0.0 if config.hota else float(thresholds.min())
    return MatchingRules(
        int(config.overlap), int(Matcher.HUNGARIAN), thresholds, min_iou, NO_TOLERANCE
    )
