"""The motion dataset: scenarios with tracks, maps and compressed lidar data."""

from waymo_kit.motion.dataset import MotionDataset, open_motion_dataset
from waymo_kit.motion.lidar import LidarStep
from waymo_kit.motion.objects import MotionTracks, MotionType
from waymo_kit.motion.scenario import Scenario

__all__ = [
    "LidarStep",
    "MotionDataset",
    "MotionTracks",
    "MotionType",
    "Scenario",
    "open_motion_dataset",
]
