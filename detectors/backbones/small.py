"""Narrow networks for images of 32 x 32 pixels, of about equally many parameters."""

from waymo_kit.detectors.backbones.architecture import Architecture
from waymo_kit.detectors.backbones.augmented import Augmentation, AugmentedResNet
from waymo_kit.detectors.backbones.botnet import BoTNet
from waymo_kit.detectors.backbones.halonet import HaloNet
from waymo_kit.detectors.backbones.resnet import ResNet

SMALL_BACKBONES: dict[str, Architecture] = {
    "cifar_resnet8": ResNet(
        depths=(1, 1, 1),
        width=16,
        block="basic",
        strides=(1, 2, 2),
        small_images=True,
        image_size=32,
    ),
    "cifar_resnet14": ResNet(
        depths=(2, 2, 2),
        width=16,
        block="basic",
        strides=(1, 2, 2),
        small_images=True,
        image_size=32,
    ),
    "cifar_botnet14": BoTNet(
        depths=(2, 2, 2),
        width=18,
        block="basic",
        strides=(1, 2, 2),
        small_images=True,
        image_size=32,
    ),
    "cifar_halonet16": HaloNet(
        depths=(2, 2, 3),
        width=16,
        block="basic",
        strides=(1, 2, 2),
        heads=(2, 4, 4),
        block_size=4,
        halo=2,
        activation="relu",
        small_images=True,
        image_size=32,
    ),
    "cifar_aa_resnet14": AugmentedResNet(
        depths=(2, 2, 2),
        width=16,
        block="basic",
        strides=(1, 2, 2),
        augmentation=Augmentation(heads=4, min_key_depth=4),
        small_images=True,
        image_size=32,
    ),
}
"""Name -> network of basic blocks in three stages, at strides 1, 2 and 4 (He et al. 2016, 4.2)."""
