"""Backbones by name, and the Keras models of them."""

import dataclasses
from pathlib import Path
from typing import Any

import keras

from waymo_kit.detectors.backbones import nasnet, pnasnet
from waymo_kit.detectors.backbones.architecture import Architecture
from waymo_kit.detectors.backbones.augmented import (
    Augmentation,
    AugmentedResNet,
    AugmentedWideResNet,
)
from waymo_kit.detectors.backbones.botnet import BoTNet
from waymo_kit.detectors.backbones.cell_file import PREFIX, read_cell_network
from waymo_kit.detectors.backbones.cell_network import CellNetwork
from waymo_kit.detectors.backbones.halonet import HaloNet
from waymo_kit.detectors.backbones.inverted_residual import (
    EFFICIENTNET_STAGES,
    InvertedResidualNet,
)
from waymo_kit.detectors.backbones.mobilenet import MobileNet
from waymo_kit.detectors.backbones.pretrained import (
    PretrainedWeights,
    assign_pretrained,
    read_pretrained,
)
from waymo_kit.detectors.backbones.resnet import ResNet
from waymo_kit.detectors.backbones.small import SMALL_BACKBONES
from waymo_kit.errors import InvalidInputError

BACKBONES: dict[str, Architecture] = {
    "resnet50": ResNet(depths=(3, 4, 6, 3)),
    "resnet101": ResNet(depths=(3, 4, 23, 3)),
    "resnet152": ResNet(depths=(3, 8, 36, 3)),
    "botnet50": BoTNet(depths=(3, 4, 6, 3)),
    "botnet_s1_50": BoTNet(depths=(3, 4, 6, 3), strides=(1, 2, 2, 1)),
    "botnet_s1_59": BoTNet(
        depths=(3, 4, 6, 6), strides=(1, 2, 2, 1), squeeze_ratio=1 / 16, activation="silu"
    ),
    "botnet_s1_110": BoTNet(
        depths=(3, 4, 23, 6), strides=(1, 2, 2, 1), squeeze_ratio=1 / 16, activation="silu"
    ),
    "botnet_s1_128": BoTNet(
        depths=(3, 4, 23, 12),
        strides=(1, 2, 2, 1),
        squeeze_ratio=1 / 16,
        activation="silu",
        image_size=256,
    ),
    "halonet_h0": HaloNet(depths=(3, 3, 7, 3), expansion=0.5, image_size=256),
    "halonet_h1": HaloNet(depths=(3, 3, 10, 3), expansion=1, image_size=256),
    "halonet_h2": HaloNet(depths=(3, 3, 11, 3), expansion=1.25, image_size=256),
    "halonet_h3": HaloNet(
        depths=(3, 3, 12, 3), block_size=10, expansion=1.5, final_filters=1024, image_size=320
    ),
    "halonet_h4": HaloNet(
        depths=(3, 3, 12, 3),
        block_size=12,
        halo=2,
        expansion=3,
        final_filters=1280,
        image_size=384,
    ),
    "halonet_h5": HaloNet(
        depths=(3, 3, 23, 3),
        block_size=14,
        halo=2,
        value_expansion=2.5,
        expansion=2,
        final_filters=1536,
        image_size=448,
    ),
    "halonet_h6": HaloNet(
        depths=(3, 3, 24, 3),
        block_size=8,
        halo=4,
        value_expansion=3,
        expansion=2.75,
        final_filters=1536,
        image_size=512,
    ),
    "halonet_h7": HaloNet(
        depths=(3, 3, 26, 3),
        block_size=10,
        value_expansion=4,
        expansion=3.5,
        final_filters=2048,
        image_size=640,
    ),
    "aa_resnet34": AugmentedResNet(
        depths=(3, 4, 6, 3),
        block="basic",
        augmentation=Augmentation(key_ratio=0.25, value_ratio=0.25),
    ),
    "aa_resnet50": AugmentedResNet(depths=(3, 4, 6, 3)),
    "aa_resnet101": AugmentedResNet(depths=(3, 4, 23, 3)),
    "aa_wide_resnet28_10": AugmentedWideResNet(),
    "nasnet_mobile": CellNetwork(
        normal=nasnet.NORMAL,
        reduction=nasnet.REDUCTION,
        cells=12,
        filters=44,
        stem_filters=32,
        skip_reduction=False,
        dropout=0.5,
    ),
    "nasnet_large": CellNetwork(
        normal=nasnet.NORMAL,
        reduction=nasnet.REDUCTION,
        cells=18,
        filters=168,
        stem_filters=96,
        drop_path_keep=0.7,
        dropout=0.5,
        image_size=331,
    ),
    "nasnet_cifar": CellNetwork(
        normal=nasnet.NORMAL,
        reduction=nasnet.REDUCTION,
        cells=18,
        filters=32,
        stem_filters=96,
        stem_cells=0,
        skip_reduction=False,
        drop_path_keep=0.6,
        drop_path_steps=937_500,
        momentum=0.9,
        epsilon=1e-5,
        image_size=32,
    ),
    "pnasnet5_mobile": CellNetwork(
        normal=pnasnet.CELL, cells=9, filters=54, stem_filters=32, dropout=0.5
    ),
    "pnasnet5_large": CellNetwork(
        normal=pnasnet.CELL,
        cells=12,
        filters=216,
        stem_filters=96,
        drop_path_keep=0.6,
        dropout=0.5,
        image_size=331,
    ),
    "mobilenet_v1": MobileNet(),
    "mobilenet_v2": InvertedResidualNet(dropout=0.2),
    "mobilenet_v2_torch": InvertedResidualNet(dropout=0.2, padding="symmetric", epsilon=1e-5),
    "efficientnet_lite0": InvertedResidualNet(
        stages=EFFICIENTNET_STAGES, fixed_ends=True, dropout=0.2
    ),
    "efficientnet_lite1": InvertedResidualNet(
        stages=EFFICIENTNET_STAGES, fixed_ends=True, depth=1.1, dropout=0.2, image_size=240
    ),
    "efficientnet_lite2": InvertedResidualNet(
        stages=EFFICIENTNET_STAGES,
        fixed_ends=True,
        width=1.1,
        depth=1.2,
        dropout=0.3,
        image_size=260,
    ),
}
"""Name -> the network as published."""


def create_backbone(
    name: str,
    *,
    include_top: bool = True,
    num_classes: int | None = None,
    input_shape: tuple[int, int, int] | None = None,
    weights: str | Path | None = None,
    **changes: Any,
) -> keras.Model:
    """Builds a backbone, with random weights or those of a file.

    Args:
        name: Name in `BACKBONES` or `SMALL_BACKBONES`, or "cell:" and the path of a YAML file; see
            `read_cell_network`.
        include_top: Whether to add the classifier.
        num_classes: Number of classes of the classifier. Defaults to the number in the file of
            weights, or else to 1000. If it is given and differs from that in the file, the
            classifier gets random weights.
        input_shape: Shape (height, width, channels) of an image, all of them known; the published
            size and 3 channels by default.
        weights: File of pretrained weights; see `read_pretrained`. Images must then be scaled as
            `read_weights(name, weights).scaling` says.
        **changes: Fields of the named architecture to change, such as `drop_path_keep=0.8`,
            `mask_padding=True` or `depths=(1, 1, 1, 1)`.

    Returns:
        A model of images (batch, height, width, channels). With the top it returns float32 logits
        (batch, num_classes). Without, it returns the map of each stride under the name
        "stride_4", "stride_8", "stride_16" or "stride_32", whichever the network has.

    Raises:
        InvalidInputError: There is no such name or field, or if the network cannot take images
            of that size, or the weights are of another network.
        NotFoundError: The file of a cell or of the weights does not exist.
        CorruptDataError: The file of the weights is damaged.
    """
    architecture = _changed(find_architecture(name), name, changes)
    shape = input_shape or (architecture.image_size, architecture.image_size, 3)
    _check_shape(name, shape, architecture.divisor)
    image = keras.Input(shape, name="image")
    maps = architecture.features(image)
    model_name = "cell" if name.startswith(PREFIX) else name
    outputs = {f"stride_{stride}": x for stride, x in maps.items()}
    body = keras.Model(image, outputs, name=model_name)
    pretrained = None if weights is None else read_pretrained(Path(weights), body, architecture)
    if not include_top:
        if pretrained is not None:
            assign_pretrained(body, pretrained, with_classifier=False)
        return body
    published = None if pretrained is None else pretrained.num_classes
    classes = num_classes if num_classes is not None else published or 1000
    if classes < 1:
        raise InvalidInputError(f"num_classes must be positive, got {classes}")
    x = architecture.pooled(maps[max(maps)])
    if architecture.dropout:
        x = keras.layers.Dropout(architecture.dropout, name="dropout")(x)
    logits = keras.layers.Dense(classes, dtype="float32", name="logits")(x)
    model = keras.Model(image, logits, name=model_name)
    if pretrained is not None:
        assign_pretrained(model, pretrained, with_classifier=classes == published)
    return model


def read_weights(name: str, weights: str | Path, **changes: Any) -> PretrainedWeights:
    """Reads a file of pretrained weights for a backbone, with the scaling of its input.

    Args:
        name: Name of the backbone, as for `create_backbone`.
        weights: File of weights; see `read_pretrained`.
        **changes: Fields of the architecture to change, as for `create_backbone`.

    Raises:
        InvalidInputError: There is no such name or field, or the file is of another network.
        NotFoundError: The file does not exist.
        CorruptDataError: The file is damaged.
    """
    architecture = _changed(find_architecture(name), name, changes)
    size = architecture.image_size
    image = keras.Input((size, size, 3), name="image")
    body = keras.Model(image, list(architecture.features(image).values()), name="body")
    return read_pretrained(Path(weights), body, architecture)


def find_architecture(name: str) -> Architecture:
    """Returns the architecture of a name that `create_backbone` takes.

    Raises:
        InvalidInputError: There is no such name, or the file of a cell is wrong.
        NotFoundError: The file of a cell does not exist.
    """
    if name.startswith(PREFIX):
        return read_cell_network(Path(name.removeprefix(PREFIX)))
    known = {**BACKBONES, **SMALL_BACKBONES}
    if name not in known:
        raise InvalidInputError(
            f"backbone: expected one of {', '.join(known)} or {PREFIX}FILE, got {name!r}"
        )
    return known[name]


def _changed(architecture, name, changes):
    fields = [field.name for field in dataclasses.fields(architecture)]
    unknown = sorted(set(changes) - set(fields))
    if unknown:
        raise InvalidInputError(
            f"{name} has no field {', '.join(unknown)}; it has {', '.join(fields)}"
        )
    return dataclasses.replace(architecture, **changes)


def _check_shape(name, shape, divisor):
    if len(shape) != 3 or not all(isinstance(size, int) and size > 0 for size in shape):
        raise InvalidInputError(
            f"{name}: input_shape must be (height, width, channels), all known, got {shape}"
        )
    if shape[0] % divisor or shape[1] % divisor:
        raise InvalidInputError(
            f"{name} takes images whose height and width are multiples of {divisor}, "
            f"got {shape[0]} x {shape[1]}"
        )
