"""Our networks with given weights against the answers of torchvision's.

Written by tools/official/compare_torchvision.py, which copies the same weights into torchvision's.
"""

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from tests.detectors.camera.seeded_networks import (
    SHOWN,
    SIZES,
    comparison_batch,
    comparison_config,
    ordered_noise,
    sampled,
    seed_network,
)
from waymo_kit.detectors.camera.faster_rcnn.config import FasterRCNNConfig
from waymo_kit.detectors.camera.faster_rcnn.network import FasterRCNN
from waymo_kit.detectors.camera.mask_rcnn.config import MaskRCNNConfig
from waymo_kit.detectors.camera.mask_rcnn.network import MaskRCNN
from waymo_kit.detectors.camera.mask_rcnn.paste import paste_masks
from waymo_kit.detectors.camera.retinanet.config import RetinaNetConfig
from waymo_kit.detectors.camera.retinanet.head import RetinaNetOutputs
from waymo_kit.detectors.camera.retinanet.network import RetinaNet

GOLDEN = json.loads(Path(__file__).with_name("golden_torchvision.json").read_text())


def check_outputs(name, outputs):
    for key, value in outputs.items():
        expected = np.array(GOLDEN[name]["outputs"][key])
        tolerance = 1e-4 * max(1, np.abs(expected).max())
        np.testing.assert_allclose(sampled(np.asarray(value)), expected, rtol=0, atol=tolerance)


def check_detections(name, found):
    boxes, scores, labels, is_real = (np.asarray(value) for value in found)
    for k, expected in enumerate(GOLDEN[name]["detections"][: len(boxes)]):
        assert is_real[k, :SHOWN].all()
        assert labels[k, :SHOWN].tolist() == expected["labels"]
        np.testing.assert_allclose(boxes[k, :SHOWN].ravel(), expected["boxes"], atol=1e-2)
        np.testing.assert_allclose(scores[k, :SHOWN], expected["scores"], atol=1e-4)


def check_losses(name, terms):
    found = {t.name: float(t.weight * t.total / max(1.0, float(t.count))) for t in terms}
    assert found == pytest.approx(GOLDEN[name]["losses"], rel=1e-4)


def test_retinanet_answers_as_torchvision_s():
    network = RetinaNet(comparison_config(RetinaNetConfig()))
    seed_network(network.model)
    batch = comparison_batch(network.config)
    outputs = RetinaNetOutputs(*network.model((batch.image, batch.size), training=False))
    check_outputs("retinanet", outputs._asdict())
    check_detections("retinanet", network.decode(outputs, batch.size))
    check_losses("retinanet", network.losses_of(outputs, batch))


def check_masks(masks, boxes):
    masks, boxes = np.asarray(masks), np.asarray(boxes)
    for k, expected in enumerate(GOLDEN["mask-rcnn"]["detections"][: len(masks)]):
        pasted = paste_masks(masks[k, :SHOWN], boxes[k, :SHOWN], *SIZES[k]).pixels
        wrong = np.abs(pasted.sum((1, 2)) - expected["mask_pixels"])
        assert wrong.sum() <= 1e-4 * sum(expected["mask_pixels"])


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("name", "build", "config"),
    [
        ("faster-rcnn", FasterRCNN, FasterRCNNConfig()),
        ("mask-rcnn", MaskRCNN, MaskRCNNConfig()),
    ],
    ids=["faster-rcnn", "mask-rcnn"],
)
def test_two_stages_answer_as_torchvision_s(name, build, config):
    network = build(comparison_config(config))
    seed_network(network.model)
    batch = comparison_batch(network.config)
    outputs = network.features(batch.image, batch.size, training=False)
    proposals = network.proposals.propose(outputs.proposals, batch.size, training=False)
    head = network.head(outputs, proposals.boxes)
    check_outputs(
        name,
        {
            "proposal logits": outputs.proposals.logits,
            "proposal residuals": outputs.proposals.residuals,
            "logits": head.logits,
            "residuals": head.residuals,
        },
    )
    found = network.decode(outputs, batch.size)
    check_detections(name, found)
    check_losses(name, network.losses_of(outputs, batch, *ordered_noise(network, batch)))
    if config.mask_size:
        check_masks(network.masks_of(outputs, found), found.boxes)


def test_mask_rcnn_finds_what_torchvision_s_finds_in_an_image():
    network = MaskRCNN(comparison_config(MaskRCNNConfig()))
    seed_network(network.model)
    batch = comparison_batch(network.config)
    found, masks = network.detect_masks(batch.image[:1], batch.size[:1])
    check_detections("mask-rcnn", found)
    check_masks(masks, found.boxes)
