"""The official ops: their inputs, and the comparison of their outputs with our metrics."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from waymo_kit.evaluation.case import SegmentCase
from waymo_kit.geometry import Overlap
from waymo_kit.metrics.breakdowns import Breakdown, shard_names
from waymo_kit.metrics.detection import DetectionConfig, score_counts
from waymo_kit.metrics.tracking import TrackingConfig
from waymo_kit.protos import metrics_pb2
from waymo_kit.schema import Difficulty

if TYPE_CHECKING:
    from waymo_kit.evaluation.result import Evaluation

TOLERANCE = 1e-5
"""Largest difference of a metric that is not reported; counts are compared exactly."""

OFFICIAL_TRACKING_COLUMNS = ("MOTA", "MOTP", "MISS", "MISMATCH", "FP", "SCORE_CUTOFF")
"""Columns of the official tracking op in the order of its outputs."""

_AREAS = ("AP", "APH", "APL")
"""Columns in the order of the detection op's outputs."""

_BOX_TYPES = {
    Overlap.IOU_3D: "TYPE_3D",
    Overlap.IOU_BEV: "TYPE_2D",
    Overlap.IOU_2D: "TYPE_AA_2D",
}

Arguments = dict[str, NDArray[Any]]
"""Arguments of an op by its own names."""


@dataclass(frozen=True)
class Differences:
    """Counts the differences between our metrics and the official ones.

    Attributes:
        lines: Lines of text, one per difference.
        compared: Number of metrics and counts.
        largest: Largest difference of a metric.
        different: Number of metrics and counts that differ.
    """

    lines: tuple[str, ...] = ()
    compared: int = 0
    largest: float = 0.0
    different: int = 0

    def __add__(self, other: Differences) -> Differences:
        """Adds the differences of other metrics."""
        return Differences(
            self.lines + other.lines,
            self.compared + other.compared,
            max(self.largest, other.largest),
            self.different + other.different,
        )


class OfficialOp(ABC):
    """Runs an op of the official package on the inputs of a result and compares its output.

    Attributes:
        function: Name of the op's function.
        remark: Explanation to print if something differs, empty for none.
    """

    function: ClassVar[str]
    remark: ClassVar[str] = ""

    @abstractmethod
    def serialized_config(self, breakdowns: Sequence[Breakdown]) -> bytes:
        """Returns the op's configuration with some of the breakdowns."""

    @abstractmethod
    def arguments(self, cases: Sequence[SegmentCase]) -> Arguments:
        """Returns the boxes of all segments as the op takes them."""

    @abstractmethod
    def compare(
        self, result: Evaluation, names: list[str], outputs: list[NDArray[Any]]
    ) -> Differences:
        """Compares the op's answer with a result.

        Args:
            result: Result of our evaluation.
            names: R row names of the op.
            outputs: Outputs of the op, each with a first axis of length R.
        """


class DetectionOp(OfficialOp):
    """The official detection op."""

    function = "detection_metrics"

    def __init__(self, config: DetectionConfig, columns: tuple[str, ...]) -> None:
        """Takes the configuration and the columns to compare."""
        self._config, self._columns = config, columns

    def serialized_config(self, breakdowns: Sequence[Breakdown]) -> bytes:
        """Returns the op's configuration with some of the breakdowns."""
        config = _shared_config(self._config, breakdowns)
        config.matcher_type = f"TYPE_{self._config.matcher.name}"  # type: ignore[assignment]
        config.desired_recall_delta = self._config.recall_delta
        config.min_precision = self._config.min_precision
        config.min_heading_accuracy = self._config.min_heading_accuracy
        tolerance = self._config.tolerance
        if tolerance is not None:
            let = config.let_metric_config
            let.enabled = True
            location = let.sensor_location
            location.x, location.y, location.z = tolerance.sensor
            let.longitudinal_tolerance_percentage = tolerance.fraction_of_range
            let.min_longitudinal_tolerance_meter = tolerance.min_tolerance
            let.align_type = int(tolerance.alignment)  # type: ignore[assignment]
        serialized: bytes = config.SerializeToString()
        return serialized

    def arguments(self, cases: Sequence[SegmentCase]) -> Arguments:
        """Returns the boxes of all segments as one; frames are numbered consecutively."""
        first = np.cumsum([0, *(len(case.frames) for case in cases)])
        arguments = _shared_arguments(cases)
        for side in ("prediction", "ground_truth"):
            name = "predictions" if side == "prediction" else side
            arguments[f"{side}_frame_id"] = np.concatenate(
                [k + getattr(c, name).frame for k, c in zip(first[:-1], cases, strict=True)]
            ).astype(np.int64)
        arguments["ground_truth_difficulty"] = np.concatenate(
            [case.ground_truth.detection_difficulty for case in cases]
        )
        return arguments

    def compare(
        self, result: Evaluation, names: list[str], outputs: list[NDArray[Any]]
    ) -> Differences:
        """Compares areas, and true and false positives and misses at every score cutoff."""
        found = Differences()
        for column in self._columns:
            areas = outputs[_AREAS.index(column)].tolist()
            for name, theirs in zip(names, areas, strict=True):
                found += _compare(f"{name} {column}", result.rows[name][column], theirs)
        return found + self._compare_counts(result, names, outputs[3])

    def _compare_counts(
        self, result: Evaluation, names: list[str], precision_recall: NDArray[np.float32]
    ) -> Differences:
        """Compares counts; `precision_recall` is (R, C, 5), the last three are the counts."""
        ours = score_counts(result.state.arrays["counts"], self._config)
        row_of = {name: row for row, name in enumerate(ours.names)}
        rows = [row_of[name] for name in names]
        counts = (ours.true_positives, ours.false_positives, ours.false_negatives)
        mine = np.stack(counts, axis=2)[rows]
        theirs = precision_recall[:, :, 2:]
        differ = mine != theirs
        lines = []
        for row, cutoff in np.argwhere(differ.any(axis=2)):
            one, other = mine[row, cutoff], theirs[row, cutoff].astype(np.int64)
            lines.append(
                f"{names[row]} at score cutoff {ours.score_cutoffs[cutoff]:g}: "
                f"ours TP {one[0]} FP {one[1]} FN {one[2]}, "
                f"official TP {other[0]} FP {other[1]} FN {other[2]}"
            )
        return Differences(tuple(lines), mine.size, 0.0, int(differ.sum()))


class TrackingOp(OfficialOp):
    """The official tracking op."""

    function = "tracking_metrics"
    remark = (
        "the official op lists the objects of a frame in the order of a hash table: where several "
        "matchings are optimal, its metrics change from run to run"
    )

    def __init__(self, config: TrackingConfig) -> None:
        """Takes the configuration."""
        self._config = config

    def serialized_config(self, breakdowns: Sequence[Breakdown]) -> bytes:
        """Returns the op's configuration with some of the breakdowns."""
        config = _shared_config(self._config, breakdowns)
        config.matcher_type = "TYPE_HUNGARIAN"  # type: ignore[assignment]
        serialized: bytes = config.SerializeToString()
        return serialized

    def arguments(self, cases: Sequence[SegmentCase]) -> Arguments:
        """Returns the boxes of all segments; a sequence is a segment, or a camera of one."""
        arguments = _shared_arguments(cases)
        for side, name in (("prediction", "predictions"), ("ground_truth", "ground_truth")):
            objects = [getattr(case, name) for case in cases]
            frames = [(case.frames, part.frame) for case, part in zip(cases, objects, strict=True)]
            arguments[f"{side}_frame_id"] = np.concatenate(
                [table.timestamp_micros[rows] for table, rows in frames]
            )
            arguments[f"{side}_sequence_id"] = np.concatenate(
                [_sequences(table.segment, table.camera)[rows] for table, rows in frames]
            )
            arguments[f"{side}_object_id"] = np.concatenate([part.track for part in objects])
        arguments["ground_truth_difficulty"] = np.concatenate(
            [case.ground_truth.tracking_difficulty for case in cases]
        )
        return arguments

    def compare(
        self, result: Evaluation, names: list[str], outputs: list[NDArray[Any]]
    ) -> Differences:
        """Compares the official columns; zeros for a best MOTA of 0 or less are no difference."""
        found = Differences()
        for row, name in enumerate(names):
            theirs = [output[row].item() for output in outputs[:-1]]
            mota = result.rows[name]["MOTA"]
            if result.rows[name]["OBJECTS"] > 0 and mota <= 0 and not any(theirs):
                line = f"{name}: ours MOTA {mota:.6f}; the official op prints zeros for 0 or less"
                found += Differences((line,), 1, 0.0, 0)
                continue
            for column, value in zip(OFFICIAL_TRACKING_COLUMNS, theirs, strict=True):
                found += _compare(f"{name} {column}", result.rows[name][column], value)
        return found


def row_name(breakdown: int, shard: int, level: int) -> str:
    """Returns the name of the row for which an op has a breakdown, shard and level."""
    return f"{shard_names(Breakdown(breakdown))[shard]}_{Difficulty(level).name}"


def _compare(what: str, ours: float, theirs: float) -> Differences:
    apart = ours - theirs
    if abs(apart) <= TOLERANCE:
        return Differences((), 1, abs(apart), 0)
    line = f"{what}: ours {ours:.6f}, official {theirs:.6f}, difference {apart:+.1e}"
    return Differences((line,), 1, abs(apart), 1)


def _shared_config(
    config: DetectionConfig | TrackingConfig, breakdowns: Sequence[Breakdown]
) -> metrics_pb2.Config:
    return metrics_pb2.Config(
        score_cutoffs=config.score_cutoffs,
        breakdown_generator_ids=[breakdown.name for breakdown in breakdowns],
        difficulties=[metrics_pb2.Difficulty(levels=[level.name for level in config.levels])]
        * len(breakdowns),
        iou_thresholds=[0.0, *config.iou_thresholds],
        box_type=_BOX_TYPES[config.overlap],
        desired_recall_delta=DetectionConfig.recall_delta,
        min_precision=DetectionConfig.min_precision,
        min_heading_accuracy=DetectionConfig.min_heading_accuracy,
    )


def _sequences(segment: NDArray[np.str_], camera: NDArray[np.uint8]) -> NDArray[np.str_]:
    return np.char.add(np.char.add(segment, "/"), camera.astype(np.str_))


def _shared_arguments(cases: Sequence[SegmentCase]) -> Arguments:
    found = [case.predictions for case in cases]
    labels = [case.ground_truth for case in cases]
    return {
        "prediction_bbox": np.concatenate([part.box for part in found]).astype(np.float32),
        "prediction_type": np.concatenate([part.type for part in found]),
        "prediction_score": np.concatenate([part.score for part in found]),
        "prediction_overlap_nlz": np.concatenate([part.in_no_label_zone for part in found]),
        "ground_truth_bbox": np.concatenate([part.box for part in labels]).astype(np.float32),
        "ground_truth_type": np.concatenate([part.type for part in labels]),
        "ground_truth_speed": np.concatenate([part.speed for part in labels]).astype(np.float32),
    }
