"""Networks of a few thousand weights, and images of colored squares that they can learn."""

import dataclasses

import numpy as np

from waymo_kit.detectors.camera.config import (
    ImageAnchors,
    ImageBackbone,
    ImageDecoding,
    PyramidConfig,
)
from waymo_kit.detectors.camera.faster_rcnn.config import (
    FasterRCNNConfig,
    ProposalConfig,
    RegionConfig,
)
from waymo_kit.detectors.camera.mask_rcnn.config import MaskHeadConfig, MaskRCNNConfig
from waymo_kit.detectors.camera.retinanet.config import RetinaNetConfig

CANVAS = {"height": 64, "width": 96, "max_boxes": 8}
_BACKBONE = ImageBackbone("resnet50", depths=(1, 1, 1, 1), width=8, block="basic")
_DECODING = ImageDecoding(max_per_level=100, max_candidates=200, max_detections=20)


def _anchors(per_cell):
    return ImageAnchors(
        tuple(
            tuple(float(8 * 2 ** (k + part / per_cell)) for part in range(per_cell))
            for k in range(5)
        ),
        rounded=False,
        centered=True,
    )


_FASTER = {
    "backbone": _BACKBONE,
    "pyramid": PyramidConfig(2, 6, channels=16, coarse="pool"),
    "proposals": ProposalConfig(
        anchors=_anchors(1),
        samples=64,
        per_level=50,
        training_per_level=50,
        kept=32,
        training_kept=32,
    ),
    "regions": RegionConfig(hidden=32, samples=32),
    "decoding": dataclasses.replace(_DECODING, max_per_level=None),
    **CANVAS,
}
TINY = {
    "retinanet": RetinaNetConfig(
        backbone=_BACKBONE,
        pyramid=PyramidConfig(channels=16),
        anchors=_anchors(2),
        head_layers=1,
        decoding=_DECODING,
        **CANVAS,
    ),
    "faster-rcnn": FasterRCNNConfig(**_FASTER),
    "mask-rcnn": MaskRCNNConfig(
        **_FASTER, masks=MaskHeadConfig(bins=7, layers=1, channels=16, truth_size=28)
    ),
}
"""Name of a network -> its smallest configuration."""


def made_picture(rng, classes=3):
    """(H, W, 3) uint8 image with squares of a color for each class, their corners and labels."""
    image = rng.integers(40, 80, (CANVAS["height"], CANVAS["width"], 3)).astype(np.uint8)
    boxes, labels = [], []
    for column in range(3):
        if rng.random() < 0.2:
            continue
        side = int(rng.integers(14, 28))
        left = column * 32 + int(rng.integers(0, 32 - side + 1))
        top = int(rng.integers(0, CANVAS["height"] - side))
        label = int(rng.integers(classes))
        image[top : top + side, left : left + side] = np.eye(3)[label] * 200
        boxes.append([left, top, left + side, top + side])
        labels.append(label)
    return image, np.array(boxes, np.float64).reshape(-1, 4), np.array(labels, np.int32)
