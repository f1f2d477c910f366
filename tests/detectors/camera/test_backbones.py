"""RetinaNet and Faster R-CNN stand on any backbone with maps of the strides that they need."""

import dataclasses

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from tests.detectors.camera.tiny import TINY
from waymo_kit.detectors.backbones import BACKBONES
from waymo_kit.detectors.camera.config import ImageBackbone
from waymo_kit.detectors.camera.networks import create_camera_network
from waymo_kit.errors import InvalidInputError

CANVAS = {"halonet_h3": 320, "halonet_h4": 384, "halonet_h5": 448, "halonet_h7": 320}
"""Sides of canvases for blocks of attention that do not divide 256."""

SMALL = ("aa_wide_resnet28_10", "nasnet_cifar")
"""Networks for small images, without a map of stride 8."""


def network(kind, name, **changes):
    side = CANVAS.get(name, 256)
    return create_camera_network(
        dataclasses.replace(
            TINY[kind], height=side, width=side, backbone=ImageBackbone(name, **changes)
        )
    )


@pytest.mark.parametrize("name", ["botnet_s1_50", "aa_resnet50"])
def test_a_shallow_backbone_carries_a_detector(name):
    found = network("retinanet", name, depths=(1, 1, 1, 1), width=8)
    assert [x.shape[-1] for x in found.model.outputs] == [3, 4]


@pytest.mark.heavy
@pytest.mark.parametrize("kind", ["retinanet", "faster-rcnn"])
@pytest.mark.parametrize("name", [name for name in BACKBONES if name not in SMALL])
def test_every_backbone_carries_a_detector(kind, name):
    made = network(kind, name)
    assert np.isfinite(sum(float(np.abs(w).sum()) for w in made.model.trainable_weights[-4:]))


def test_networks_for_small_images_are_refused():
    with pytest.raises(InvalidInputError, match="backbone: expected maps of stride 8"):
        network("retinanet", "cifar_resnet8")


def test_a_backbone_without_the_field_is_refused():
    with pytest.raises(InvalidInputError, match="nasnet_mobile has no depths"):
        network("retinanet", "nasnet_mobile", depths=(1, 1))
