"""Recipes: the two networks of an AC-GAN, their losses and their training."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import Enum

from waymo_kit.detectors.training.settings import TrainingSettings
from waymo_kit.errors import InvalidInputError

SIZES = (32, 64, 128)
"""Sides of images, in pixels, that there are networks for."""


class Conditioning(Enum):
    """Form in which the generator gets the class."""

    ONE_HOT = "one-hot"
    """The class as a one-hot vector beside the noise (Odena et al. 2017)."""
    EMBEDDING = "embedding"
    """The noise times a learned vector of the class (Keras' example mnist_acgan.py)."""


class Upsampling(Enum):
    """Layers by which the generator doubles the side of its arrays."""

    TRANSPOSED = "transposed"
    """Transposed 5 x 5 convolutions of stride 2 (Odena et al. 2017)."""
    NEAREST = "nearest"
    """Nearest-neighbor resizing and a 3 x 3 convolution, which leaves no checkerboard pattern
    (Odena, Dumoulin and Olah, "Deconvolution and Checkerboard Artifacts", Distill 2016)."""


class Normalization(Enum):
    """Normalization of the layers of the discriminator."""

    BATCH = "batch"
    """Batch normalization from the second convolution on (Odena et al. 2017)."""
    SPECTRAL = "spectral"
    """Kernels divided by their largest singular value (Miyato et al. 2018)."""


class SourceObjective(Enum):
    """Loss of the source: whether an image is real."""

    CROSS_ENTROPY = "cross-entropy"
    """Cross-entropy; the generator maximizes the log-probability of being taken for real."""
    HINGE = "hinge"
    """Hinge losses (Miyato et al. 2018, section 4)."""


def _training() -> TrainingSettings:
    return TrainingSettings(
        steps=50_000,
        batch_size=100,
        learning_rate=2e-4,
        schedule="steps",
        warmup=0.0,
        betas=(0.5, 0.999),
        weight_decay=0.0,
        clip_norm=None,
        average_decay=0.999,
        log_every=50,
        checkpoint_every=500,
    )


@dataclass(frozen=True)
class GanRecipe:
    """Networks, losses and training of an AC-GAN; the defaults are those of the paper.

    Odena, Olah and Shlens, "Conditional Image Synthesis with Auxiliary Classifier GANs", ICML 2017.

    Attributes:
        size: Side of the images in pixels: 32, 64 or 128.
        width: Factor of the number of channels of both networks. Defaults to 1, the paper's.
        noise: Number of Gaussian noise values that an image is made from.
        conditioning: Form in which the generator gets the class.
        upsampling: Operation with which the generator doubles the side of its arrays.
        normalization: Normalization of the layers of the discriminator.
        dropout: Share of the activations of the discriminator that is dropped in training.
        activation_noise: Standard deviation of Gaussian noise on the activations of the
            discriminator in training; the paper tried 0, 0.1 and 0.2.
        objective: Loss of the source.
        soft_labels: Distance of the targets of the discriminator's cross-entropy from 0 and 1.
        class_weight: Weight of the class loss of both players.
        class_loss_on_samples: Whether the discriminator also learns the classes of samples, as in
            the paper. Without it, it learns them from real images only, which is steadier.
        discriminator_rate: Factor of the learning rate for the discriminator.
        flip: Whether training flips half of the images, left to right.
        training: Settings of the training: steps, batch size, optimizer, seed and others.
    """

    size: int = 32
    width: float = 1.0
    noise: int = 100
    conditioning: Conditioning = Conditioning.ONE_HOT
    upsampling: Upsampling = Upsampling.TRANSPOSED
    normalization: Normalization = Normalization.BATCH
    dropout: float = 0.5
    activation_noise: float = 0.0
    objective: SourceObjective = SourceObjective.CROSS_ENTROPY
    soft_labels: float = 0.0
    class_weight: float = 1.0
    class_loss_on_samples: bool = True
    discriminator_rate: float = 1.0
    flip: bool = False
    training: TrainingSettings = field(default_factory=_training)

    def __post_init__(self) -> None:
        """Checks the values."""
        if self.size not in SIZES:
            known = ", ".join(map(str, SIZES))
            raise InvalidInputError(f"size: expected one of {known}, got {self.size}")
        for name in ("width", "discriminator_rate"):
            value = getattr(self, name)
            if not 0 < value < math.inf:
                raise InvalidInputError(f"{name}: expected a positive number, got {value}")
        if self.noise < 1:
            raise InvalidInputError(f"noise: expected at least 1, got {self.noise}")
        for name in ("activation_noise", "class_weight"):
            value = getattr(self, name)
            if not 0 <= value < math.inf:
                raise InvalidInputError(f"{name}: expected a number of at least 0, got {value}")
        if not 0 <= self.dropout < 1:
            raise InvalidInputError(f"dropout: expected a number in [0, 1), got {self.dropout}")
        if not 0 <= self.soft_labels < 0.5:
            raise InvalidInputError(
                f"soft_labels: expected a number in [0, 0.5), got {self.soft_labels}"
            )
        if self.soft_labels and self.objective is SourceObjective.HINGE:
            raise InvalidInputError("soft_labels: expected 0 with the hinge objective")
