"""RetinaNets by name: after torchvision, after TensorFlow's TPU models, and a small one."""

from __future__ import annotations

from waymo_kit.detectors.camera.config import (
    AnchorMatching,
    ImageAnchors,
    ImageBackbone,
    ImageDecoding,
    PyramidConfig,
)
from waymo_kit.detectors.camera.retinanet.config import RetinaNetConfig


def octave_anchors(smallest: float) -> ImageAnchors:
    """Returns anchors of levels 3 to 7 as TensorFlow's models have them: thirds of octaves."""
    return ImageAnchors(
        tuple(tuple(smallest * 2 ** (k + part / 3) for part in range(3)) for k in range(5)),
        rounded=False,
        centered=True,
    )


_TENSORFLOW_BOX_WEIGHT = 50 * 0.1 / 4
"""Weight 50 of a Huber loss of delta 0.1, averaged over the four residuals."""

NAMED_CONFIGS: dict[str, RetinaNetConfig] = {
    "retinanet": RetinaNetConfig(),
    "retinanet-tpu": RetinaNetConfig(
        height=640,
        width=640,
        pyramid=PyramidConfig(normalized=True),
        anchors=octave_anchors(32),
        matching=AnchorMatching(0.5, 0.5, "one_best"),
        head_normalized=True,
        output_deviation=1e-5,
        focal_gamma=1.5,
        box_beta=0.1,
        box_weight=_TENSORFLOW_BOX_WEIGHT,
        normalizer="batch",
        decoding=ImageDecoding(max_per_level=None, max_detections=100),
    ),
    "retinanet-small": RetinaNetConfig(
        height=256,
        width=384,
        backbone=ImageBackbone("resnet50", depths=(2, 2, 2, 2), width=16, block="basic"),
        pyramid=PyramidConfig(channels=64),
        anchors=octave_anchors(16),
        head_layers=2,
        box_beta=0.1,
        normalizer="batch",
        decoding=ImageDecoding(max_per_level=300, max_candidates=1000, max_detections=100),
    ),
}
"""Name -> configuration. `retinanet-small` trains on two cores."""
