"""Recipes: network, augmentation, loss and training of a classifier."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from waymo_kit.detectors.backbones.pretrained.weights import InputScaling
from waymo_kit.detectors.calibration import Objective, SoftBins, SoftThreshold
from waymo_kit.detectors.classification.view import Crop
from waymo_kit.detectors.training.settings import TrainingSettings
from waymo_kit.errors import InvalidInputError


@dataclass(frozen=True)
class SoftCalibration:
    """A calibration objective that is added to the loss (Karandikar et al. 2021).

    Attributes:
        objective: Objective to add, `SB_ECE` or `S_AVUC`.
        beta: Weight of the objective relative to the loss.
        bins: Soft bins of SB-ECE.
        threshold: Soft threshold of S-AvUC.
    """

    objective: Objective = Objective.SB_ECE
    beta: float = 1.0
    bins: SoftBins = SoftBins()
    threshold: SoftThreshold = SoftThreshold()

    def __post_init__(self) -> None:
        """Checks objective and weight."""
        if self.objective is Objective.LIKELIHOOD:
            raise InvalidInputError(
                f"objective: expected sb-ece or s-avuc, got {self.objective.value}: the "
                "likelihood is the loss already"
            )
        if not 0 <= self.beta < math.inf:
            raise InvalidInputError(f"beta: expected a number of at least 0, got {self.beta}")


@dataclass(frozen=True)
class RandomOperations:
    """The parameters of `RandAugment`.

    Attributes:
        count: Number of operations N per image.
        magnitude: Magnitude M of all operations.
        policy: Policy, "paper" or "efficientnet".
    """

    count: int = 2
    magnitude: float = 9.0
    policy: str = "paper"


@dataclass(frozen=True)
class Recipe:
    """Network, augmentation, loss and training of a classifier.

    Attributes:
        backbone: Name of the network; see `create_backbone`.
        width_factor: Factor of the channels of a MobileNet or EfficientNet-Lite; null leaves them
            as published.
        weights: File of pretrained weights to start from; see `read_pretrained`. Null starts from
            random weights.
        scaling: Scaling of levels from 0 to 255 before the network. Null is the scaling that
            `weights` were trained with, or else ImageNet's means and deviations.
        image_size: Side of the network's square input in pixels; null is the published size.
        normalization_momentum: Momentum of the moving statistics of batch normalization; null is
            that of the network. Trainings of fewer than some hundred steps need a lower one.
        normalization_scale: Whether batch normalization learns a scale, gamma. Kornblith et al.
            (2019) find that the features of networks without one transfer worse.
        dropout: Share of the features that training drops before the classifier; null is that of
            the network.
        drop_path: Probability of dropping the deepest path: stochastic depth in ResNets and their
            relatives; in NASNets, where it rises over the training, ScheduledDropPath.
        crop: Crop of the images.
        flip: Whether training flips half of the images, left to right.
        operations: Parameters of RandAugment after crop and flip; null for none.
        label_smoothing: Share of a label that all classes get equally (Szegedy et al. 2016).
        mixup: Parameter alpha of the Beta distribution of the shares in which two images are mixed
            (Zhang et al. 2018); 0 mixes none.
        focal_gamma: Exponent of the focal loss (Lin et al. 2017); 0 is cross-entropy.
        calibration: Calibration objective that is added to that loss; null for none.
        training: Settings of the training: steps, batch size, optimizer, seed and others.
    """

    backbone: str = "resnet50"
    width_factor: float | None = None
    weights: str | None = None
    scaling: InputScaling | None = None
    image_size: int | None = None
    normalization_momentum: float | None = None
    normalization_scale: bool = True
    dropout: float | None = None
    drop_path: float = 0.0
    crop: Crop = Crop.AREA
    flip: bool = True
    operations: RandomOperations | None = None
    label_smoothing: float = 0.0
    mixup: float = 0.0
    focal_gamma: float = 0.0
    calibration: SoftCalibration | None = None
    training: TrainingSettings = field(default_factory=TrainingSettings)

    def __post_init__(self) -> None:
        """Checks the values that nothing else checks."""
        if self.image_size is not None and self.image_size < 1:
            raise InvalidInputError(f"image_size: expected at least 1, got {self.image_size}")
        for name in ("drop_path", "dropout", "label_smoothing", "normalization_momentum"):
            value = getattr(self, name)
            if value is not None and not 0 <= value < 1:
                raise InvalidInputError(f"{name}: expected a number in [0, 1), got {value}")
        for name in ("mixup", "focal_gamma"):
            value = getattr(self, name)
            if not 0 <= value < math.inf:
                raise InvalidInputError(f"{name}: expected a number of at least 0, got {value}")
