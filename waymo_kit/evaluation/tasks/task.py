"""The interface of a task, so that one loop evaluates all of them."""

from __future__ import annotations

import math
import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.evaluation.checks import InputChecks
from waymo_kit.evaluation.findings import Finding
from waymo_kit.evaluation.layout import Section
from waymo_kit.evaluation.rows import Rows, ScoreTable
from waymo_kit.evaluation.state import ArrayState, State
from waymo_kit.metrics.detection import DetectionConfig
from waymo_kit.metrics.tracking import TrackingConfig

if TYPE_CHECKING:
    from waymo_kit.evaluation.official_op import OfficialOp
    from waymo_kit.evaluation.plots.block import PlotBlock
    from waymo_kit.evaluation.profile import ErrorProfile
    from waymo_kit.evaluation.result import Evaluation


MapSegments = Callable[[Callable[[str], Any]], Iterator[Any]]
"""Applies a function to the name of each segment, in any process, and yields its results."""


class Inputs(Protocol):
    """Gives predictions and ground truth by segment, in any process."""

    @property
    def segments(self) -> tuple[str, ...]:
        """Names of the segments of both, sorted."""


@dataclass(frozen=True, eq=False)
class SegmentScore:
    """Holds the result of scoring a segment.

    Attributes:
        state: State of the metrics.
        checks: Counts of the inputs.
        profile: Profile of the errors, None if it was not asked for.
        listing: Listing of the errors, None if it was not asked for.
    """

    state: State
    checks: InputChecks
    profile: ErrorProfile | None = None
    listing: pa.Table | None = None


@dataclass(frozen=True, kw_only=True)
class EvalTask(ABC):
    """Defines how predictions are scored: settings, reading, counting, metrics and plots.

    The fields of a subclass are the settings of its task. To add a task, write a subclass and add
    it to `TASKS`.

    Attributes:
        name: Name of the task on the command line and in files.
        title: Title of the task's report.
        counts: Columns that hold counts.
        lower_is_better: Columns whose lower values are better.
        neutral: Columns whose values are neither better nor worse.
        ranked_by: Column that ranks models, empty for none.
        has_levels: Whether rows have difficulty levels.
        has_listing: Whether errors can be listed and profiled.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    counts: ClassVar[frozenset[str]] = frozenset()
    lower_is_better: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset()
    ranked_by: ClassVar[str] = ""
    has_levels: ClassVar[bool] = False
    has_listing: ClassVar[bool] = False

    @property
    def config(self) -> DetectionConfig | TrackingConfig | None:
        """Configuration of the metrics, whose fields are settings too; None if there is none."""
        return None

    @abstractmethod
    def open(
        self,
        predictions: str | os.PathLike[str],
        ground_truth: str | os.PathLike[str],
        scratch: Path,
    ) -> Inputs:
        """Opens predictions and ground truth.

        Args:
            predictions: Path or URI of the predictions.
            ground_truth: Path or URI of the labels.
            scratch: Folder for temporary files, which must exist as long as the inputs are used.

        Raises:
            NotFoundError: A path does not exist.
            CorruptDataError: A file does not decode.
            InvalidInputError: A file has a wrong format or value.
        """

    @abstractmethod
    def score(
        self, inputs: Any, segment: str, *, with_profile: bool = False, with_listing: bool = False
    ) -> SegmentScore:
        """Scores a segment.

        Args:
            inputs: Inputs that `open` returned.
            segment: Name of the segment.
            with_profile: Whether to profile the errors.
            with_listing: Whether to list the errors.

        Raises:
            CorruptDataError: A file does not decode.
            InvalidInputError: A value of the segment is wrong.
        """

    @abstractmethod
    def rows(self, state: Any) -> Rows:
        """Returns the metrics of a state."""

    @abstractmethod
    def sections(self, rows: Rows) -> list[Section]:
        """Arranges rows as tables."""

    @abstractmethod
    def findings(self, checks: InputChecks, inputs: Any) -> Iterator[Finding]:
        """Yields findings about the inputs.

        Args:
            checks: Counts over all segments.
            inputs: Inputs that `open` returned.
        """

    def second_look(
        self, inputs: Any, checks: InputChecks, map_all: MapSegments
    ) -> Iterator[Finding]:
        """Yields findings that take another pass over the segments.

        Args:
            inputs: Inputs that `open` returned.
            checks: Counts over all segments.
            map_all: Function that applies another to all segments, in the processes of the
                evaluation.
        """
        yield from ()

    def fixed(self, inputs: Any, map_all: MapSegments) -> tuple[Any, tuple[Finding, ...]]:
        """Returns inputs whose mistakes of conventions are mended, and notes about what was done.

        Args:
            inputs: Inputs that `open` returned.
            map_all: Function that applies another to all segments, in the processes of the
                evaluation.
        """
        return inputs, ()

    def stored(self, state: Any) -> ArrayState | None:
        """Returns the part of a segment's state that is kept for comparisons, None for nothing."""
        return None

    def score_sums(self, sums: Mapping[str, NDArray[np.float64]]) -> ScoreTable:
        """Returns the metrics of B sums of stored states.

        Args:
            sums: Arrays of the states by name, each with a first axis of length B.
        """
        raise NotImplementedError(f"the task {self.name} keeps no states")

    def labels_of_rows(self, state: Any) -> dict[str, int] | None:
        """Returns the number of labels in each row, None if the task does not count them."""
        return None

    def plots(self, result: Evaluation) -> Iterable[PlotBlock]:
        """Yields the blocks of plots of a result's report."""
        return ()

    def official_op(self) -> OfficialOp | None:
        """Returns the official op that scores the task, None if there is none."""
        return None

    @property
    def headline(self) -> tuple[str, str] | None:
        """Row and heading of the metric that ranks models, such as `APH/L2`."""
        if not self.ranked_by or self.config is None:
            return None
        level = max(self.config.levels)
        return f"OBJECT_TYPE_ALL_NS_{level.name}", f"{self.ranked_by}/L{int(level)}"

    def shown(self, column: str, value: float) -> str:
        """Formats a metric: counts as whole numbers, others with four decimals.

        Args:
            column: Column such as `AP`, or the heading of a section such as `AP/L1`.
            value: The metric; NaN gives a dash.
        """
        if not math.isfinite(value):
            return "-"
        if column.partition("/")[0] in self.counts:
            return f"{value:,.0f}"
        return f"{value:.4f}" if abs(value) < 100 else f"{value:,.1f}"

    def with_arrow(self, heading: str) -> str:
        """Returns the heading of a column with an arrow that points to the better values."""
        column = heading.partition("/")[0]
        if column in self.neutral:
            return heading
        return f"{heading} {'↓' if column in self.lower_is_better else '↑'}"
