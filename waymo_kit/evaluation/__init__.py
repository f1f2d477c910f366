"""Predictions against ground truth: metrics, findings, a listing of errors and a report."""

from waymo_kit.evaluation.evaluate import evaluate
from waymo_kit.evaluation.findings import Finding
from waymo_kit.evaluation.report import write_report
from waymo_kit.evaluation.result import Evaluation, StoredResult, read_result, write_result
from waymo_kit.evaluation.settings import read_settings
from waymo_kit.evaluation.tasks import (
    TASKS,
    CalibrationTask,
    Detection2DTask,
    DetectionTask,
    EvalTask,
    KeypointsTask,
    LetTask,
    SegmentationTask,
    TrackingTask,
    task_named,
)

__all__ = [
    "TASKS",
    "CalibrationTask",
    "Detection2DTask",
    "DetectionTask",
    "EvalTask",
    "Evaluation",
    "Finding",
    "KeypointsTask",
    "LetTask",
    "SegmentationTask",
    "StoredResult",
    "TrackingTask",
    "evaluate",
    "read_result",
    "read_settings",
    "task_named",
    "write_report",
    "write_result",
]
