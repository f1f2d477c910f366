"""Evaluation of any task."""

from __future__ import annotations

from collections.abc import Callable

from waymo_kit.engine import Engine
from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.component_pairs import pair_tables
from waymo_kit.evaluation.diagnosis import diagnose
from waymo_kit.evaluation.keypoints import KeypointsJob, KeypointsScore
from waymo_kit.evaluation.result import Evaluation
from waymo_kit.evaluation.run import evaluate_boxes, raise_errors
from waymo_kit.evaluation.segmentation import SegmentationJob, SegmentationScore
from waymo_kit.evaluation.settings import EvalSettings, Task
from waymo_kit.evaluation.state import State
from waymo_kit.evaluation.workers import map_segments


def evaluate(
    predictions: str,
    ground_truth: str,
    settings: EvalSettings,
    *,
    workers: int = 1,
    engine: Engine | None = None,
    with_profile: bool = False,
    listing: str | None = None,
    force: bool = False,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Evaluation:
    """Scores predictions against ground truth.

    Args:
        predictions: for boxes see `open_predictions`; for segmentation and keypoints a folder of
            component tables like those of the labels.
        ground_truth: for boxes see `open_truth`; else anything that `open_dataset` takes.
        settings: the task and its rules.
        workers: number of processes.
        engine: where the workers are, instead of `workers` processes of this machine.
        with_profile: whether to gather what the report shows beside the metrics.
        listing: Parquet file to list every true positive, false positive and miss in, or None.
        force: return a result even where it means nothing.
        on_progress: called with the number of segments done and of all.

    Raises:
        NotFoundError: an input is not there.
        CorruptDataError: an input does not decode.
        InvalidInputError: an input has a wrong value, or makes the result meaningless.
        OutputError: the listing cannot be written.
    """
    if settings.task.scores_boxes:
        return evaluate_boxes(
            predictions,
            ground_truth,
            settings,
            workers=workers,
            engine=engine,
            with_profile=with_profile,
            listing=listing,
            force=force,
            on_progress=on_progress,
        )
    if listing is not None:
        raise InvalidInputError(f"the task {settings.task.value} has no listing of errors")
    pairs = pair_tables(predictions, ground_truth)
    is_keypoints = settings.task is Task.KEYPOINTS
    job: Callable[[str], KeypointsScore | SegmentationScore] = (
        KeypointsJob(pairs) if is_keypoints else SegmentationJob(pairs)
    )
    total: KeypointsScore | SegmentationScore | None = None
    for done, score in enumerate(map_segments(job, pairs.segments, workers, engine), 1):
        if total is None:
            total = score
        else:
            total.merge(score)  # type: ignore[arg-type]
        on_progress(done, len(pairs.segments))
    if total is None:
        raise InvalidInputError(f"{ground_truth}: no segment is there")
    findings = tuple(diagnose(total.checks, settings, knows_frames=True, unused_zones=0))
    if not force:
        raise_errors(findings, predictions)
    return Evaluation(
        settings=settings,
        predictions=predictions,
        ground_truth=ground_truth,
        rows=total.rows(),
        state=State({}),
        segments=pairs.segments,
        segment_states=(),
        checks=total.checks,
        findings=findings,
        profile=None,
    )
