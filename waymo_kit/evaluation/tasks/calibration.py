"""Calibration: agreement of scores with precision, by type and range."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from waymo_kit.evaluation.case import SegmentCase
from waymo_kit.evaluation.checks import InputChecks
from waymo_kit.evaluation.findings import Finding, difficulty_findings
from waymo_kit.evaluation.layout import Section, plain_section
from waymo_kit.evaluation.plots.bars import plain_bars_block
from waymo_kit.evaluation.plots.block import PlotBlock
from waymo_kit.evaluation.plots.boxes import profile_blocks
from waymo_kit.evaluation.profile import calibration_of, count_calibration
from waymo_kit.evaluation.rows import Rows, ScoreTable
from waymo_kit.evaluation.state import ArrayState
from waymo_kit.evaluation.tasks.boxes import BoxTask, whole_numbers
from waymo_kit.metrics.detection import DetectionConfig

if TYPE_CHECKING:
    from waymo_kit.evaluation.result import Evaluation


@dataclass(frozen=True, kw_only=True)
class CalibrationTask(BoxTask):
    """Scores the calibration of 3D boxes by ECE, MCE, Brier score and NLL, by type and range.

    The rules for labels are those of detection.

    Attributes:
        config: Configuration of the matching.
        point_rules: Whether labels without lidar points are dropped.
    """

    name: ClassVar[str] = "calibration"
    title: ClassVar[str] = "Calibration of scores"
    counts: ClassVar[frozenset[str]] = frozenset({"COUNT"})
    lower_is_better: ClassVar[frozenset[str]] = frozenset(
        {"ECE", "ECE_EQUAL_MASS", "MCE", "BRIER", "NLL"}
    )
    neutral: ClassVar[frozenset[str]] = frozenset({"CONFIDENCE", "COUNT"})
    has_levels: ClassVar[bool] = False

    config: DetectionConfig = DetectionConfig()
    point_rules: bool = True

    @property
    def applies_point_rules(self) -> bool:
        """Whether labels without lidar points are dropped and difficulties filled in."""
        return self.point_rules

    def count(self, case: SegmentCase) -> ArrayState:
        """Bins the scores of true and false positives."""
        return count_calibration(case, self.outcomes(case), self.bins)

    def rows(self, state: ArrayState) -> Rows:
        """Returns the calibration of all detections, of each type, and of each type and range."""
        return {
            entry.name: {
                "ECE": entry.ece,
                "ECE_EQUAL_MASS": entry.ece_equal_mass,
                "MCE": entry.mce,
                "BRIER": entry.brier,
                "NLL": entry.nll,
                "CONFIDENCE": entry.confidence,
                "PRECISION": entry.precision,
                "COUNT": entry.count,
            }
            for entry in calibration_of(state, self.bins)
        }

    def score_sums(self, sums: Mapping[str, NDArray[np.float64]]) -> ScoreTable:
        """Returns the metrics of B sums of states."""
        tables = []
        for number in range(len(sums["count"])):
            state: dict[str, NDArray[np.float64] | NDArray[np.int64]] = {
                name: array[number] for name, array in sums.items()
            }
            state |= {name: whole_numbers(sums[name][number]) for name in ("count", "correct")}
            tables.append(self.rows(ArrayState(state)))
        rows, columns = tuple(tables[0]), tuple(tables[0]["ALL"])
        values = [[list(row.values()) for row in table.values()] for table in tables]
        array = np.array(values, np.float64)
        return ScoreTable(rows, columns, array, array[..., columns.index("COUNT")].astype(np.int64))

    def sections(self, rows: Rows) -> list[Section]:
        """Arranges rows as one table."""
        return [plain_section("Calibration", rows)]

    def difficulty_findings(self, checks: InputChecks) -> Iterator[Finding]:
        """Yields a finding about labels without a detection difficulty."""
        missing = checks["labels_without_detection_difficulty"]
        yield from difficulty_findings(checks, missing, filled=self.point_rules)

    def plots(self, result: Evaluation) -> Iterable[PlotBlock]:
        """Yields the metrics as bars, and the profile of the errors."""
        yield plain_bars_block(result)
        yield from profile_blocks(self, result)
