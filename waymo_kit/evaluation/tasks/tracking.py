"""3D tracking: CLEAR MOT, identity, HOTA and AMOTA."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.case import SegmentCase
from waymo_kit.evaluation.checks import InputChecks, is_repeated
from waymo_kit.evaluation.findings import Finding, difficulty_findings, example_of, share_of
from waymo_kit.evaluation.labels import SegmentTruth, frame_at
from waymo_kit.evaluation.layout import Section, breakdown_sections
from waymo_kit.evaluation.official_op import (
    OFFICIAL_TRACKING_COLUMNS,
    OfficialOp,
    TrackingOp,
)
from waymo_kit.evaluation.plots.block import PlotBlock
from waymo_kit.evaluation.plots.boxes import box_blocks, mota_block
from waymo_kit.evaluation.rows import Rows, ScoreTable, type_groups
from waymo_kit.evaluation.state import ArrayState
from waymo_kit.evaluation.tasks.boxes import BoxInputs, BoxTask, whole_numbers
from waymo_kit.metrics.clear_mot import ClearMot
from waymo_kit.metrics.hota import Hota
from waymo_kit.metrics.identity import Identity
from waymo_kit.metrics.tracking import (
    TrackingConfig,
    TrackingCounts,
    TrackingMetric,
    TrackingResult,
    score_tracks,
)

if TYPE_CHECKING:
    from waymo_kit.evaluation.result import Evaluation

COUNT_COLUMNS = (
    "OBJECTS",
    "ID_SWITCHES",
    "FRAGMENTATIONS",
    "MOSTLY_TRACKED",
    "PARTLY_TRACKED",
    "MOSTLY_LOST",
)
"""Columns that hold counts, which have no means over types."""

_SHOWN = ("MOTA", "MOTP", "MISS", "MISMATCH", "FP", "IDF1", "HOTA")
_CLEAR_MOT, _IDENTITY, _HOTA = "clear_mot.", "identity.", "hota."


@dataclass(frozen=True, kw_only=True)
class TrackingTask(BoxTask):
    """Scores tracks of 3D boxes; the defaults are those of the official op, with all metrics.

    Attributes:
        config: Configuration of the metrics.
        tracking_difficulty: Whether to read the labels' tracking difficulty. Defaults to False, as
            in the official op, whose LEVEL_1 rows so equal those of LEVEL_2; the official C++ tool
            reads it.
    """

    name: ClassVar[str] = "tracking"
    title: ClassVar[str] = "3D tracking"
    ranked_by: ClassVar[str] = "MOTA"
    counts: ClassVar[frozenset[str]] = frozenset(COUNT_COLUMNS)
    lower_is_better: ClassVar[frozenset[str]] = frozenset(
        {
            *("MOTP", "MISS", "MISMATCH", "FP", "AMOTP"),
            *("ID_SWITCHES", "FRAGMENTATIONS", "MOSTLY_LOST"),
        }
    )
    neutral: ClassVar[frozenset[str]] = frozenset({"SCORE_CUTOFF", "OBJECTS", "PARTLY_TRACKED"})

    config: TrackingConfig = TrackingConfig()
    tracking_difficulty: bool = False

    def candidates(self, truth: SegmentTruth) -> SegmentTruth:
        """Returns all labels, without their difficulties unless the task reads them."""
        if self.tracking_difficulty:
            return truth
        nothing = np.zeros(len(truth.labels), np.int8)
        labels = dataclasses.replace(truth.labels, tracking_difficulties=nothing)
        return dataclasses.replace(truth, labels=labels)

    def count(self, case: SegmentCase) -> ArrayState:
        """Counts matches at every score cutoff.

        Raises:
            InvalidInputError: A prediction has no track id, or a frame has two labels of an id.
        """
        missing = case.predictions.track < 0
        if missing.any():
            raise InvalidInputError(
                f"segment {case.segment}: {missing.sum():,} of {len(missing):,} predictions have "
                f"no track id (for example at {case.prediction_times[missing.argmax()]}); tracking "
                "needs one for each"
            )
        _check_tracks(case)
        metric = TrackingMetric(self.config)
        metric.update(case.predictions, case.ground_truth, case.frames)
        return _state_of(metric.counts)

    def result(self, state: ArrayState) -> TrackingResult:
        """Returns the metrics with their counts."""
        has_identity, has_hota = (
            any(name.startswith(prefix) for name in state.arrays) for prefix in (_IDENTITY, _HOTA)
        )
        counts = TrackingCounts(
            ClearMot(*_fields(state, _CLEAR_MOT, ClearMot._fields)),
            Identity(*_fields(state, _IDENTITY, Identity._fields)) if has_identity else None,
            Hota(*_fields(state, _HOTA, Hota._fields)) if has_hota else None,
        )
        return score_tracks(counts, self.config)

    def rows(self, state: ArrayState) -> Rows:
        """Returns the official columns and the further ones by row, with the means ALL_NS.

        A row without labels has zeros in the official columns, as the official tool prints, and
        NaN in the further ones.
        """
        rows = self.result(state).as_dict()
        for values in rows.values():
            if values["OBJECTS"] == 0:
                further = values.keys() - {*OFFICIAL_TRACKING_COLUMNS, *COUNT_COLUMNS}
                values.update(dict.fromkeys(OFFICIAL_TRACKING_COLUMNS, 0.0))
                values.update(dict.fromkeys(further, float("nan")))
        means = {
            mean: {
                column: float(np.mean([rows[part][column] for part in parts]))
                for column in rows[parts[0]]
                if column not in self.counts and column != "SCORE_CUTOFF"
            }
            for mean, parts in type_groups(tuple(rows))
        }
        return {**rows, **means}

    def labels_of_rows(self, state: ArrayState) -> dict[str, int]:
        """Returns the number of labels in each row."""
        result = self.result(state)
        return dict(zip(result.names, result.clear_mot.objects.tolist(), strict=True))

    def stored(self, state: ArrayState) -> ArrayState:
        """Returns all but HOTA, whose counts at every cutoff and threshold are large."""
        names = [name for name in state.arrays if not name.startswith(_HOTA)]
        return ArrayState({name: state.arrays[name] for name in names})

    def score_sums(self, sums: Mapping[str, NDArray[np.float64]]) -> ScoreTable:
        """Returns the metrics of B sums of states, all but HOTA."""
        shards = {
            name: whole_numbers(array.reshape(-1, *array.shape[2:])) for name, array in sums.items()
        }
        result = self.result(ArrayState(shards))
        columns = {name: column.astype(np.float64) for name, column in result.columns.items()}
        empty = result.clear_mot.objects == 0
        for name in OFFICIAL_TRACKING_COLUMNS:
            columns[name] = np.where(empty, 0.0, columns[name])
        values = np.stack(list(columns.values()), axis=-1)
        names = self.config.row_names
        return ScoreTable(
            names,
            tuple(columns),
            values.reshape(-1, len(names), len(columns)),
            result.clear_mot.objects.reshape(-1, len(names)),
        )

    def sections(self, rows: Rows) -> list[Section]:
        """Arranges rows as tables, one per breakdown and level."""
        return breakdown_sections(rows, self.config.breakdowns, self.config.levels, _SHOWN)

    def findings(self, checks: InputChecks, inputs: BoxInputs) -> Iterator[Finding]:
        """Yields findings about the inputs."""
        yield from super().findings(checks, inputs)
        repeated = checks["duplicate_tracks"]
        if repeated.count:
            yield Finding(
                "warning",
                "duplicate_tracks",
                f"{share_of(repeated, checks.predictions, 'predictions')} have the track id of "
                "another box in their frame; at each score cutoff the first one counts"
                f"{example_of(repeated)}",
            )

    def difficulty_findings(self, checks: InputChecks) -> Iterator[Finding]:
        """Yields findings about labels without a tracking difficulty, or with an unused one."""
        missing = checks["labels_without_tracking_difficulty"]
        if self.tracking_difficulty:
            yield from difficulty_findings(checks, missing, filled=False)
        elif stated := checks.labels - missing.count:
            yield Finding(
                "note",
                "tracking_difficulty_ignored",
                f"{stated:,} of {checks.labels:,} labels state a tracking difficulty, which the "
                "official op does not read: its LEVEL_1 rows equal those of LEVEL_2; the setting "
                "tracking_difficulty: true reads it, as the official C++ tool does",
            )

    def plots(self, result: Evaluation) -> Iterable[PlotBlock]:
        """Yields MOTA by score cutoff, the breakdowns, and the profile of the errors."""
        scored = self.result(result.state)
        yield mota_block(scored, result.types, max(self.config.levels))
        yield from box_blocks(self, result)

    def official_op(self) -> OfficialOp:
        """Returns the official tracking op."""
        return TrackingOp(self.config)


def _check_tracks(case: SegmentCase) -> None:
    """Checks that no two labels of a frame have the same id.

    Raises:
        InvalidInputError: A frame has an id twice.
    """
    labels = case.ground_truth
    repeated = is_repeated([labels.frame, labels.track]) & (labels.track >= 0)
    if repeated.any():
        row = int(repeated.argmax())
        time = case.frames.timestamp_micros[labels.frame[row]]
        again = bool((case.truth_times == time).sum() > 1)
        raise InvalidInputError(
            f"segment {case.segment}, {frame_at(time, case.truth_times)}: expected each id once per"
            f" frame of the ground truth, got {case.truth_ids[row].as_py()!r} twice"
            f"{', since the frame itself is there twice' if again else ''} "
            f"({repeated.sum():,} such labels in the segment)"
        )


def _state_of(counts: TrackingCounts) -> ArrayState:
    parts = ((_CLEAR_MOT, counts.clear_mot), (_IDENTITY, counts.identity), (_HOTA, counts.hota))
    return ArrayState(
        {
            prefix + name: array
            for prefix, part in parts
            if part is not None
            for name, array in part._asdict().items()
        }
    )


def _fields(state: ArrayState, prefix: str, names: tuple[str, ...]) -> list[NDArray[np.int64]]:
    return [state.arrays[prefix + name] for name in names]
