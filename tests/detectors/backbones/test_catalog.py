import math

import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from waymo_kit.detectors.backbones import BACKBONES, create_backbone
from waymo_kit.errors import InvalidInputError

HEAVY = pytest.mark.heavy


def parameters(weights):
    """Numbers in the weights; the count of training steps is none."""
    return sum(math.prod(w.shape) for w in weights if w.dtype != "int32")


@pytest.mark.parametrize(
    ("name", "size", "trainable", "total"),
    [
        ("resnet50", 224, 25_557_032, 25_610_152),
        pytest.param("resnet101", 224, 44_549_160, None, marks=HEAVY),
        pytest.param("resnet152", 224, 60_192_808, None, marks=HEAVY),
        ("botnet50", 224, 20_852_008, None),
        ("botnet_s1_50", 224, 20_859_176, None),
        ("botnet_s1_50", 256, 20_862_248, None),
        ("halonet_h0", 256, 5_502_248, None),
        ("halonet_h1", 256, 8_101_352, None),
        ("halonet_h2", 256, 9_405_608, None),
        ("halonet_h3", 320, 11_842_792, None),
        pytest.param("halonet_h4", 384, 19_103_464, None, marks=HEAVY),
        pytest.param("halonet_h5", 448, 30_718_952, None, marks=HEAVY),
        pytest.param("halonet_h6", 512, 43_458_280, None, marks=HEAVY),
        pytest.param("halonet_h7", 640, 67_434_728, None, marks=HEAVY),
        ("aa_resnet50", 224, 25_813_872, None),
        pytest.param("aa_resnet101", 224, 45_391_208, None, marks=HEAVY),
        ("nasnet_mobile", 224, 5_289_978, 5_326_716),
        pytest.param("nasnet_large", 331, 88_753_150, 88_949_818, marks=HEAVY),
        pytest.param("pnasnet5_large", 331, 86_057_668, None, marks=HEAVY),
        ("mobilenet_v1", 224, 4_231_976, 4_253_864),
        ("mobilenet_v2", 224, 3_504_872, 3_538_984),
        ("efficientnet_lite0", 224, 4_652_008, None),
        ("efficientnet_lite1", 240, 5_416_680, None),
        ("efficientnet_lite2", 260, 6_092_072, None),
    ],
)
def test_parameters_are_those_of_the_reference(name, size, trainable, total):
    model = create_backbone(name, input_shape=(size, size, 3))
    assert parameters(model.trainable_weights) == trainable
    assert total is None or parameters(model.weights) == total


@pytest.mark.parametrize(
    ("name", "width", "total"),
    [
        ("mobilenet_v1", 0.25, 475_544),
        ("mobilenet_v2", 0.35, 1_691_208),
        ("mobilenet_v2", 1.4, 6_156_712),
    ],
)
def test_parameters_of_widths_are_those_of_keras_applications(name, width, total):
    assert parameters(create_backbone(name, width=width).weights) == total


def test_heads_of_timms_halonet_h1_give_its_parameters():
    model = create_backbone("halonet_h1", heads=(8, 8, 8, 8))
    assert parameters(model.trainable_weights) == 8_100_056


@pytest.mark.parametrize(
    ("name", "classes", "millions"),
    [
        ("aa_resnet34", 1000, 20.7),
        ("nasnet_cifar", 10, 3.3),
        ("pnasnet5_mobile", 1000, 5.1),
    ],
)
def test_parameters_round_to_the_papers_figure(name, classes, millions):
    model = create_backbone(name, num_classes=classes)
    assert round(parameters(model.trainable_weights) / 1e6, 1) == millions


def test_the_published_image_size_is_the_default():
    model = create_backbone("halonet_h0", depths=(1, 1, 1, 1), width=8)
    assert model.input_shape == (None, 256, 256, 3)
    assert model.output_shape == (None, 1000)


def test_other_sizes_and_channels_are_taken():
    model = create_backbone(
        "botnet50", input_shape=(64, 96, 5), include_top=False, depths=(1, 1, 1, 1), width=8
    )
    assert model.input_shape == (None, 64, 96, 5)
    assert model.output["stride_32"].shape == (None, 2, 3, 256)


def test_an_unknown_name_is_refused():
    with pytest.raises(
        InvalidInputError,
        match=r"expected one of resnet50, .* or cell:FILE, got 'resnet51'",
    ):
        create_backbone("resnet51")


def test_an_unknown_field_is_refused():
    with pytest.raises(InvalidInputError, match="resnet50 has no field heads; it has image_size"):
        create_backbone("resnet50", heads=4)


@pytest.mark.parametrize("classes", [0, -1])
def test_no_classes_are_refused(classes):
    with pytest.raises(InvalidInputError, match="num_classes must be positive"):
        create_backbone("resnet50", num_classes=classes, depths=(1,), strides=(1,), width=8)


@pytest.mark.parametrize("shape", [(None, 224, 3), (224, 224), (224, 0, 3)])
def test_shapes_that_are_not_all_known_are_refused(shape):
    with pytest.raises(InvalidInputError, match="input_shape must be"):
        create_backbone("resnet50", input_shape=shape)


@pytest.mark.parametrize(("name", "multiple"), [("botnet50", 32), ("halonet_h4", 384)])
def test_sizes_that_do_not_divide_are_refused(name, multiple):
    with pytest.raises(InvalidInputError, match=f"multiples of {multiple}, got 640 x 1000"):
        create_backbone(name, input_shape=(640, 1000, 3))


def test_networks_are_named_as_they_are_asked_for():
    assert all(name == name.lower() for name in BACKBONES)
    model = create_backbone("resnet101", depths=(1, 1, 1, 1), width=8)
    assert model.name == "resnet101"
