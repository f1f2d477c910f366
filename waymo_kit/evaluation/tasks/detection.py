"""3D detection: AP and APH by breakdown and difficulty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from waymo_kit.evaluation.case import SegmentCase
from waymo_kit.evaluation.checks import InputChecks
from waymo_kit.evaluation.findings import Finding, difficulty_findings
from waymo_kit.evaluation.layout import Section, breakdown_sections
from waymo_kit.evaluation.official_op import DetectionOp, OfficialOp
from waymo_kit.evaluation.plots.block import PlotBlock
from waymo_kit.evaluation.plots.boxes import box_blocks, precision_recall_block
from waymo_kit.evaluation.rows import Rows, ScoreTable
from waymo_kit.evaluation.state import ArrayState
from waymo_kit.evaluation.tasks.boxes import BoxTask, whole_numbers
from waymo_kit.metrics.detection import (
    DetectionConfig,
    DetectionResult,
    count_detections,
    score_counts,
)

if TYPE_CHECKING:
    from waymo_kit.evaluation.result import Evaluation


@dataclass(frozen=True, kw_only=True)
class DetectionTask(BoxTask):
    """Scores 3D boxes by AP and APH; the defaults are those of the official tool.

    Labels without lidar points are dropped, and missing difficulties are filled in from their
    number, as the official tool does.

    Attributes:
        config: Configuration of the metrics.
        point_rules: Whether these rules apply.
    """

    name: ClassVar[str] = "detection"
    title: ClassVar[str] = "3D detection"
    ranked_by: ClassVar[str] = "APH"
    columns: ClassVar[tuple[str, ...]] = ("AP", "APH")

    config: DetectionConfig = DetectionConfig()
    point_rules: bool = True

    @property
    def applies_point_rules(self) -> bool:
        """Whether labels without lidar points are dropped and difficulties filled in."""
        return self.point_rules

    def count(self, case: SegmentCase) -> ArrayState:
        """Counts matches at every score cutoff."""
        counts = count_detections(case.predictions, case.ground_truth, case.frames, self.config)
        return ArrayState({"counts": counts})

    def result(self, state: ArrayState) -> DetectionResult:
        """Returns the metrics with their curves."""
        return score_counts(state.arrays["counts"], self.config)

    def rows(self, state: ArrayState) -> Rows:
        """Returns the columns of the task by row, with the means ALL_NS."""
        return {
            name: {column: values[column] for column in self.columns}
            for name, values in self.result(state).as_dict().items()
        }

    def labels_of_rows(self, state: ArrayState) -> dict[str, int]:
        """Returns the number of labels in each row: those found and those missed."""
        result = self.result(state)
        labels = result.true_positives[:, 0] + result.false_negatives[:, 0]
        return dict(zip(result.names, labels.tolist(), strict=True))

    def score_sums(self, sums: Mapping[str, NDArray[np.float64]]) -> ScoreTable:
        """Returns the metrics of B sums of states."""
        counts = sums["counts"]  # (B, shards, cutoffs, numbers)
        shards = ArrayState({"counts": whole_numbers(counts.reshape(-1, *counts.shape[2:]))})
        result = self.result(shards)
        areas = {"AP": result.ap, "APH": result.aph, "APL": result.apl}
        values = np.stack([areas[name].astype(np.float64) for name in self.columns], axis=-1)
        labels = result.true_positives[:, 0] + result.false_negatives[:, 0]
        names, count = self.config.row_names, len(counts)
        return ScoreTable(
            names,
            self.columns,
            values.reshape(count, len(names), -1),
            labels.reshape(count, -1),
        )

    def sections(self, rows: Rows) -> list[Section]:
        """Arranges rows as tables, one per breakdown."""
        return breakdown_sections(rows, self.config.breakdowns, self.config.levels, self.columns)

    def difficulty_findings(self, checks: InputChecks) -> Iterator[Finding]:
        """Yields a finding about labels without a detection difficulty."""
        missing = checks["labels_without_detection_difficulty"]
        yield from difficulty_findings(checks, missing, filled=self.point_rules)

    def plots(self, result: Evaluation) -> Iterable[PlotBlock]:
        """Yields precision and recall, the breakdowns, and the profile of the errors."""
        scored = self.result(result.state)
        yield precision_recall_block(scored, result.types, self.config.levels)
        yield from box_blocks(self, result)

    def official_op(self) -> OfficialOp:
        """Returns the official detection op."""
        return DetectionOp(self.config, self.columns)
