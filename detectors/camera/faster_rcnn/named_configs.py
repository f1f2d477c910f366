"""Faster R-CNNs by name: after torchvision, after TensorFlow's TPU models, and a small one."""

from __future__ import annotations

import dataclasses

from waymo_kit.detectors.camera.config import (
    AnchorMatching,
    ImageAnchors,
    ImageBackbone,
    PyramidConfig,
)
from waymo_kit.detectors.camera.faster_rcnn.config import (
    FasterRCNNConfig,
    ProposalConfig,
    RegionConfig,
)


def _anchors(smallest: float) -> ImageAnchors:
    sizes = tuple((smallest * 2**k,) for k in range(5))
    return ImageAnchors(sizes, rounded=False, centered=True)


TPU_PROPOSALS = ProposalConfig(
    anchors=_anchors(32),
    matching=AnchorMatching(0.7, 0.3, "one_best"),
    box_normalizer="positives",
    box_weight=1 / 9 / 4,
    per_level=1000,
    training_per_level=2000,
    training_kept=1000,
)
"""Huber loss of delta 1/9, averaged over the residuals of positive anchors."""

SMALL_PROPOSALS = ProposalConfig(
    anchors=_anchors(16),
    samples=128,
    per_level=200,
    training_per_level=200,
    kept=100,
    training_kept=100,
)
SMALL_REGIONS = RegionConfig(hidden=128, samples=64)
SMALL_BACKBONE = ImageBackbone("resnet50", depths=(2, 2, 2, 2), width=16, block="basic")
SMALL_PYRAMID = PyramidConfig(2, 6, channels=64, coarse="pool")

NAMED_CONFIGS: dict[str, FasterRCNNConfig] = {
    "faster-rcnn": FasterRCNNConfig(),
    "faster-rcnn-tpu": FasterRCNNConfig(
        height=1024,
        width=1024,
        proposals=TPU_PROPOSALS,
        regions=RegionConfig(align="einsum", align_samples=1, box_beta=1.0),
    ),
    "faster-rcnn-small": FasterRCNNConfig(
        height=256,
        width=384,
        backbone=SMALL_BACKBONE,
        pyramid=SMALL_PYRAMID,
        proposals=SMALL_PROPOSALS,
        regions=SMALL_REGIONS,
        decoding=dataclasses.replace(FasterRCNNConfig().decoding, max_candidates=1000),
    ),
}
"""Name -> configuration. `faster-rcnn-small` trains on two cores."""
