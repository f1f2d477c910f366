import math

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras

from waymo_kit.detectors.backbones import SMALL_BACKBONES, create_backbone
from waymo_kit.errors import InvalidInputError

COMPARED = [name for name in SMALL_BACKBONES if name != "cifar_resnet8"]


def parameters(name):
    model = create_backbone(name, num_classes=10)
    return sum(math.prod(w.shape) for w in model.trainable_weights)


def test_networks_to_compare_have_about_equally_many_parameters():
    counts = {name: parameters(name) for name in COMPARED}
    assert counts["cifar_resnet14"] == 175_258
    assert max(counts.values()) < 1.02 * min(counts.values())


def test_the_resnet_is_the_one_of_the_paper_with_projections():
    blocks = [2 * 9 * 16 * 16]
    blocks += [9 * (n * 2 * n + 4 * n * n) + n * 2 * n for n in (16, 32)]
    norms = 2 * (16 + 2 * 16 + 3 * 32 + 3 * 64)
    assert parameters("cifar_resnet8") == 3 * 9 * 16 + sum(blocks) + norms + 64 * 10 + 10


@pytest.mark.parametrize("name", SMALL_BACKBONES)
def test_maps_have_strides_1_2_and_4(name):
    model = create_backbone(name, include_top=False)
    shapes = {k: tuple(v.shape[1:3]) for k, v in model.output.items()}
    assert shapes == {"stride_1": (32, 32), "stride_2": (16, 16), "stride_4": (8, 8)}
    maps = model(np.random.default_rng(0).normal(size=(2, 32, 32, 3)).astype(np.float32))
    assert all(np.isfinite(keras.ops.convert_to_numpy(x)).all() for x in maps.values())


@pytest.mark.parametrize(("name", "multiple"), [("cifar_botnet14", 8), ("cifar_halonet16", 16)])
def test_sizes_that_do_not_divide_are_refused(name, multiple):
    create_backbone(name, input_shape=(multiple, multiple, 3))
    with pytest.raises(InvalidInputError, match=f"multiples of {multiple}, got 20 x 32"):
        create_backbone(name, input_shape=(20, 32, 3))
