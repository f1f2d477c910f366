"""Conversion of v1 segments to component tables: the job, one segment, and validation."""

from waymo_kit.convert.job import Outcome, Task, plan, run
from waymo_kit.convert.segment import convert_segment

__all__ = ["Outcome", "Task", "convert_segment", "plan", "run"]
