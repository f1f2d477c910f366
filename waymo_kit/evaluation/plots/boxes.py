"""Draws the blocks of plots for the tasks on boxes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from waymo_kit.evaluation.plots.bars import breakdown_bars_block
from waymo_kit.evaluation.plots.block import Plot, PlotBlock
from waymo_kit.evaluation.plots.curves import (
    distance_plot,
    mota_plot,
    precision_recall_plot,
    reliability_plot,
)
from waymo_kit.evaluation.profile import calibration_of
from waymo_kit.metrics.detection import DetectionResult
from waymo_kit.metrics.tracking import TrackingResult
from waymo_kit.schema import Difficulty, ObjectType
from waymo_kit.schema.predictions import BoxKind

if TYPE_CHECKING:
    from waymo_kit.evaluation.result import Evaluation
    from waymo_kit.evaluation.tasks.boxes import BoxTask


def precision_recall_block(
    scored: DetectionResult, kinds: Iterable[ObjectType], levels: Sequence[Difficulty]
) -> PlotBlock:
    """Draws precision against recall for each type."""
    plots = tuple(
        Plot(kind.name, precision_recall_plot(scored, kind, levels), kind.name)
        for kind in kinds
        if f"OBJECT_TYPE_TYPE_{kind.name}_{levels[0].name}" in scored.names
    )
    easy = " Dashed: LEVEL_1." if len(levels) > 1 else ""
    hint = (
        f"Each point is a score cutoff; dots are 0.1 apart. Solid: {max(levels).name}.{easy} The "
        "average precision is the area under the curve made monotone."
    )
    return PlotBlock("Precision and recall", hint, plots)


def mota_block(scored: TrackingResult, kinds: Iterable[ObjectType], level: Difficulty) -> PlotBlock:
    """Draws MOTA against the score cutoff for each type."""
    plots = tuple(
        Plot(kind.name, mota_plot(scored, kind, level), kind.name)
        for kind in kinds
        if f"OBJECT_TYPE_TYPE_{kind.name}_{level.name}" in scored.names
    )
    hint = (
        "The dot is the best cutoff, where the row's metrics are taken. Values below 0 are drawn "
        "as 0."
    )
    return PlotBlock("MOTA by score cutoff", hint, plots)


def box_blocks(task: BoxTask, result: Evaluation) -> Iterator[PlotBlock]:
    """Yields the bars of the breakdowns, then the plots of the error profile."""
    yield breakdown_bars_block(result)
    yield from profile_blocks(task, result)


def profile_blocks(task: BoxTask, result: Evaluation) -> Iterator[PlotBlock]:
    """Yields recall by distance and calibration; nothing if the errors were not profiled."""
    profile = result.profile
    if profile is None:
        return
    kinds = result.types
    if task.box_kind is BoxKind.BOX_3D:
        plots = [
            Plot(kind.name, distance_plot(profile.by_distance[kind], kind), kind.name)
            for kind in kinds
        ]
        hint = (
            f"Line: share of the labels that a prediction with a score of {task.listing_cutoff:g} "
            "or more matches. Bars: number of labels, and how many of them are found."
        )
        yield PlotBlock("Recall by distance", hint, tuple(plots))
    entries = {entry.name: entry for entry in calibration_of(profile.calibration, task.bins)}
    plots = []
    for label in ("ALL", *(kind.name for kind in kinds)):
        entry = entries["ALL" if label == "ALL" else f"OBJECT_TYPE_TYPE_{label}"]
        caption = f"{label}: ECE {task.shown('ECE', entry.ece)}"
        plots.append(Plot(caption, reliability_plot(entry, label), label))
    hint = (
        "A well-calibrated detector has bars that end on the dashed diagonal: of the boxes with a "
        "score of 0.8, 80 % are true positives. Red is the gap. Below: number of boxes."
    )
    yield PlotBlock("Calibration", hint, tuple(plots))
