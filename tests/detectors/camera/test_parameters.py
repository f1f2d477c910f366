"""Numbers of parameters of torchvision's networks, to the unit."""

import dataclasses

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from waymo_kit.detectors.camera.config import ImageBackbone
from waymo_kit.detectors.camera.faster_rcnn.config import FasterRCNNConfig
from waymo_kit.detectors.camera.faster_rcnn.network import FasterRCNN
from waymo_kit.detectors.camera.mask_rcnn.config import MaskRCNNConfig
from waymo_kit.detectors.camera.mask_rcnn.network import MaskRCNN
from waymo_kit.detectors.camera.retinanet.config import RetinaNetConfig
from waymo_kit.detectors.camera.retinanet.network import RetinaNet

NETWORKS = {
    "retinanet": (RetinaNet, RetinaNetConfig()),
    "faster-rcnn": (FasterRCNN, FasterRCNNConfig()),
    "mask-rcnn": (MaskRCNN, MaskRCNNConfig()),
}
heavy = pytest.mark.heavy


def trained(model):
    return sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)


def made(name, backbone, frozen, classes):
    build, config = NETWORKS[name]
    config = dataclasses.replace(
        config,
        classes=tuple(map(str, range(classes))),
        height=128,
        width=128,
        backbone=ImageBackbone(backbone, frozen_normalization=frozen),
    )
    return build(config).model


@pytest.mark.parametrize(
    ("name", "backbone", "frozen", "classes", "expected"),
    [
        ("retinanet", "resnet50", True, 91, 34_014_999),
        ("mask-rcnn", "resnet50", False, 90, 44_454_513),
        pytest.param("retinanet", "resnet50", False, 91, 34_068_119, marks=heavy),
        pytest.param("retinanet", "resnet50", True, 80, 33_786_804, marks=heavy),
        pytest.param("retinanet", "resnet50", True, 3, 32_189_439, marks=heavy),
        pytest.param("retinanet", "resnet101", True, 91, 52_954_903, marks=heavy),
        pytest.param("faster-rcnn", "resnet50", False, 90, 41_808_406, marks=heavy),
        pytest.param("faster-rcnn", "resnet50", True, 90, 41_755_286, marks=heavy),
        pytest.param("faster-rcnn", "resnet50", True, 80, 41_704_036, marks=heavy),
        pytest.param("faster-rcnn", "resnet50", True, 3, 41_309_411, marks=heavy),
        pytest.param("faster-rcnn", "resnet101", True, 90, 60_695_190, marks=heavy),
        pytest.param("faster-rcnn", "resnet101", True, 3, 60_249_315, marks=heavy),
        pytest.param("faster-rcnn", "resnet101", False, 90, 60_800_534, marks=heavy),
        pytest.param("mask-rcnn", "resnet50", True, 90, 44_401_393, marks=heavy),
        pytest.param("mask-rcnn", "resnet50", True, 80, 44_347_573, marks=heavy),
        pytest.param("mask-rcnn", "resnet50", True, 3, 43_933_159, marks=heavy),
        pytest.param("mask-rcnn", "resnet101", True, 90, 63_341_297, marks=heavy),
        pytest.param("mask-rcnn", "resnet101", True, 8, 62_899_973, marks=heavy),
    ],
)
def test_numbers_of_parameters_are_those_of_torchvision(name, backbone, frozen, classes, expected):
    assert trained(made(name, backbone, frozen, classes)) == expected


@heavy
def test_parts_have_as_many_parameters_as_torchvision_s():
    model = made("mask-rcnn", "resnet50", False, 90)
    body = model.pyramid.get_layer("resnet50")
    norms = [w for w in body.trainable_weights if w.name in ("gamma", "beta")]
    assert trained(body) == 23_508_032
    assert sum(int(np.prod(w.shape)) for w in norms) == 53_120
    own = {
        layer.name: sum(int(np.prod(w.shape)) for w in layer.trainable_weights)
        for head in (model.pyramid, model.box_head, model.mask_head)
        for layer in head.layers
    }
    total = {
        part: sum(count for name, count in own.items() if name.startswith(starts))
        for part, starts in {
            "pyramid": ("lateral", "smooth"),
            "proposals": "proposal",
            "box head": "hidden",
            "box predictor": ("class_out", "box_out"),
            "mask head": "mask_conv",
            "mask predictor": ("mask_deconv", "mask_out"),
        }.items()
    }
    assert total == {
        "pyramid": 3_344_384,
        "proposals": 593_935,
        "box head": 13_895_680,
        "box predictor": 466_375,
        "mask head": 2_360_320,
        "mask predictor": 285_787,
    }
