"""The jobs that run in processes of their own, see `sandbox`. Arguments and results are JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from waymo_kit.web.leaderboard.jobs.checking import check
from waymo_kit.web.leaderboard.jobs.comparison import compare
from waymo_kit.web.leaderboard.jobs.labels import compile_kernels, describe_labels
from waymo_kit.web.leaderboard.jobs.report import Report
from waymo_kit.web.leaderboard.jobs.scores import score

JOBS: dict[str, Callable[[Mapping[str, Any], Report], dict[str, Any]]] = {
    "describe_labels": describe_labels,
    "compile_kernels": compile_kernels,
    "check": check,
    "score": score,
    "compare": compare,
}
"""The jobs by name."""
