import dataclasses

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras

from waymo_kit.detectors.lidar.bev_network import bird_eye_features
from waymo_kit.detectors.lidar.config import NetworkConfig
from waymo_kit.errors import InvalidInputError

NETWORK = NetworkConfig(
    stage_layers=(1, 2, 1),
    stage_channels=(4, 6, 8),
    stage_strides=(1, 2, 2),
    joined_channels=5,
    head_stride=1,
)


def built(network, side=32, channels=3):
    image = keras.Input((side, side, channels))
    return keras.Model(image, bird_eye_features(image, network))


@pytest.mark.parametrize("head_stride", [1, 2, 4, 8])
def test_every_stage_comes_to_the_heads_stride(head_stride):
    model = built(dataclasses.replace(NETWORK, head_stride=head_stride))
    assert model.output.shape == (None, 32 // head_stride, 32 // head_stride, 15)


def test_stages_of_one_stride_are_all_joined():
    model = built(dataclasses.replace(NETWORK, stage_strides=(2, 1, 1), head_stride=2))
    assert model.output.shape == (None, 16, 16, 15)


def test_the_published_size_has_the_published_number_of_weights():
    """PointPillars with 64 channels: 16 convolutions, and 3 that bring them to one stride."""
    model = built(NetworkConfig(), 64, 64)
    convolutions = 9 * (64 * 64 * 4 + 64 * 128 + 128 * 128 * 5 + 128 * 256 + 256 * 256 * 5)
    joined = 64 * 128 + 4 * 128 * 128 + 16 * 256 * 128
    norms = 2 * (64 * 4 + 128 * 6 + 256 * 6 + 3 * 128)
    trainable = sum(int(np.prod(w.shape)) for w in model.trainable_variables)
    assert trainable == convolutions + joined + norms == 4_806_400


def test_a_vision_backbone_sees_the_pseudo_image():
    model = built(dataclasses.replace(NETWORK, backbone="resnet50", head_stride=2), 64)
    assert model.output.shape == (None, 32, 32, 4 * 5)
    norms = [
        layer
        for layer in model._flatten_layers()
        if isinstance(layer, keras.layers.BatchNormalization)
    ]
    assert len(norms) > 50
    expected = keras.backend.backend() == "tensorflow"
    assert all(layer.synchronized == expected for layer in norms)


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("name", "side"),
    [("halonet_h0", 256), ("nasnet_mobile", 256), ("botnet50", 256), ("aa_wide_resnet28_10", 32)],
)
def test_backbones_of_all_families_fit(name, side):
    """The attention of the last one is global at full size: its logits grow with side^4."""
    network = dataclasses.replace(NETWORK, backbone=name, head_stride=4)
    model = built(network, side)
    assert model.output.shape[1:3] == (side // 4, side // 4)
    features = model(np.ones((1, side, side, 3), np.float32))
    assert np.isfinite(keras.ops.convert_to_numpy(features)).all()


@pytest.mark.parametrize(
    ("network", "side", "message"),
    [
        (NETWORK, 30, "multiples of 4, the network's strides, got 30 x 30"),
        (dataclasses.replace(NETWORK, head_stride=8), 36, "multiples of 8"),
        (dataclasses.replace(NETWORK, backbone="resnet"), 32, "expected second or one of resnet50"),
        (dataclasses.replace(NETWORK, backbone="halonet_h0"), 128, "multiples of 256"),
    ],
)
def test_what_does_not_fit_is_refused(network, side, message):
    with pytest.raises(InvalidInputError, match=message):
        built(network, side)
