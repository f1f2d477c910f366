"""Conversion of v1 segments to component tables: the job, one segment, and validation."""

from waymo_kit.convert.job import (
    Conversion,
    ConversionOutcome,
    plan_conversions,
    run_conversions,
)
from waymo_kit.convert.segment import ConvertedSegment, convert_segment

__all__ = [
    "Conversion",
    "ConversionOutcome",
    "ConvertedSegment",
    "convert_segment",
    "plan_conversions",
    "run_conversions",
]
