"""The official submission files: building them, and checking what the server does not explain."""

from waymo_kit.evaluation.submission.build import BuiltSubmission, build_submission
from waymo_kit.evaluation.submission.check import CheckedSubmission, check_submission
from waymo_kit.evaluation.submission.details import read_details
from waymo_kit.evaluation.submission.problem import Problem

__all__ = [
    "BuiltSubmission",
    "CheckedSubmission",
    "Problem",
    "build_submission",
    "check_submission",
    "read_details",
]
