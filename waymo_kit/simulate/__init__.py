"""Segments made by ray casting through procedural cities."""

from waymo_kit.simulate.benchmark import SplitSummary, simulate_benchmark
from waymo_kit.simulate.dataset import simulate_dataset
from waymo_kit.simulate.plan import SegmentPlan, plan_segment
from waymo_kit.simulate.segment import (
    SegmentSummary,
    simulate_frames,
    simulate_segment,
)
from waymo_kit.simulate.sensors.rig import rig_of_quality

__all__ = [
    "SegmentPlan",
    "SegmentSummary",
    "SplitSummary",
    "plan_segment",
    "rig_of_quality",
    "simulate_benchmark",
    "simulate_dataset",
    "simulate_frames",
    "simulate_segment",
]
