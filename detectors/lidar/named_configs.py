"""LiDAR detectors by name: at published size, small ones for two CPU cores, one for a demo."""

from __future__ import annotations

from waymo_kit.detectors.lidar.config import (
    CLASSES,
    DecodingConfig,
    DetectorConfig,
    Grid,
    NetworkConfig,
    PointInput,
)
from waymo_kit.detectors.lidar.head_config import AnchorHeadConfig, CenterHeadConfig

_SMALL_GRID = Grid(x_min=-25.6, y_min=-25.6, columns=160, rows=160, pillar_size=0.32)
_SMALL_INPUT = PointInput(max_points=50_000, max_pillars=12_000)
_SMALL_NETWORK = NetworkConfig(
    pillar_channels=32,
    stage_layers=(4, 4, 4),
    stage_channels=(48, 64, 96),
    stage_strides=(2, 2, 2),
    joined_channels=48,
    head_stride=2,
)
_TINY_GRID = Grid(x_min=-20.48, y_min=-20.48, columns=128, rows=128, pillar_size=0.32)
_TINY_NETWORK = NetworkConfig(
    pillar_channels=24,
    stage_layers=(2, 2, 2),
    stage_channels=(32, 48, 64),
    stage_strides=(2, 2, 2),
    joined_channels=32,
    head_stride=2,
)
_LOW_NMS = dict.fromkeys(CLASSES, 0.3)
_ANCHOR_DECODING = DecodingConfig(max_candidates=1000, nms_iou=_LOW_NMS)

NAMED_CONFIGS: dict[str, DetectorConfig] = {
    "centerpoint-pillar": DetectorConfig(),
    "pointpillars": DetectorConfig(
        head=AnchorHeadConfig(heading="wrapped"), decoding=_ANCHOR_DECODING
    ),
    "centerpoint-pillar-small": DetectorConfig(
        grid=_SMALL_GRID,
        points=_SMALL_INPUT,
        network=_SMALL_NETWORK,
        head=CenterHeadConfig(channels=48, velocity_weight=0.1),
        decoding=DecodingConfig(nms_iou=_LOW_NMS),
    ),
    "pointpillars-small": DetectorConfig(
        grid=_SMALL_GRID,
        points=_SMALL_INPUT,
        network=_SMALL_NETWORK,
        head=AnchorHeadConfig(),
        decoding=_ANCHOR_DECODING,
    ),
    "centerpoint-pillar-tiny": DetectorConfig(
        grid=_TINY_GRID,
        points=PointInput(max_points=16_000, max_pillars=6000),
        network=_TINY_NETWORK,
        head=CenterHeadConfig(channels=32, velocity_weight=0.1),
        decoding=DecodingConfig(max_candidates=200, max_detections=100, nms_iou=_LOW_NMS),
    ),
}
"""Name -> configuration. The full ones see 85 m, as in Sun et al. 2020, section 6.1. The small ones
see a square of 51 m and train in well under a second per step of two frames on two cores. The tiny
one is for simulated frames of fast quality, as in the demo."""
