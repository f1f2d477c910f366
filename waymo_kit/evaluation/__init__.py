"""Predictions against ground truth: scores, findings, a listing of errors and a report."""

from waymo_kit.evaluation.diagnosis import Finding
from waymo_kit.evaluation.evaluate import evaluate
from waymo_kit.evaluation.report import write_report
from waymo_kit.evaluation.result import Evaluation, StoredResult, read_result, write_result
from waymo_kit.evaluation.settings import EvalSettings, Task, read_settings

__all__ = [
    "EvalSettings",
    "Evaluation",
    "Finding",
    "StoredResult",
    "Task",
    "evaluate",
    "read_result",
    "read_settings",
    "write_report",
    "write_result",
]
