"""Mask R-CNNs by name: after torchvision, after TensorFlow's TPU models, and a small one."""

from __future__ import annotations

import dataclasses

from waymo_kit.detectors.camera.faster_rcnn import named_configs as boxes_only
from waymo_kit.detectors.camera.faster_rcnn.config import FasterRCNNConfig
from waymo_kit.detectors.camera.mask_rcnn.config import MaskHeadConfig, MaskRCNNConfig


def _with_masks(config: FasterRCNNConfig, masks: MaskHeadConfig) -> MaskRCNNConfig:
    fields = {
        f.name: getattr(config, f.name) for f in dataclasses.fields(config) if f.name != "name"
    }
    return MaskRCNNConfig(masks=masks, **fields)


NAMED_CONFIGS: dict[str, MaskRCNNConfig] = {
    "mask-rcnn": MaskRCNNConfig(),
    "mask-rcnn-tpu": _with_masks(boxes_only.NAMED_CONFIGS["faster-rcnn-tpu"], MaskHeadConfig()),
    "mask-rcnn-small": _with_masks(
        boxes_only.NAMED_CONFIGS["faster-rcnn-small"],
        MaskHeadConfig(layers=2, channels=32, truth_size=56),
    ),
}
"""Name -> configuration. `mask-rcnn-small` trains on two cores."""
