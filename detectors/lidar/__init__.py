"""3D detectors on pillars of LiDAR points.

What is here needs NumPy and numba only. The networks are in `waymo_kit.detectors.lidar.detector`,
which needs Keras (waymo-kit[train]).
"""

from waymo_kit.detectors.lidar.config import (
    Anchor,
    AnchorSettings,
    CenterSettings,
    Decoding,
    DetectorConfig,
    Grid,
    Network,
    PointInput,
)
from waymo_kit.detectors.lidar.named_configs import NAMED_CONFIGS
from waymo_kit.detectors.lidar.nms import Candidates, keep_best, suppress
from waymo_kit.detectors.lidar.pillars import Pillars, make_pillars

__all__ = [
    "NAMED_CONFIGS",
    "Anchor",
    "AnchorSettings",
    "Candidates",
    "CenterSettings",
    "Decoding",
    "DetectorConfig",
    "Grid",
    "Network",
    "Pillars",
    "PointInput",
    "keep_best",
    "make_pillars",
    "suppress",
]
