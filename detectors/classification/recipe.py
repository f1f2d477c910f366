"""How a classifier is made and trained."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

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
        count: N, operations an image.
        magnitude: M of all of them.
        policy: "paper" or "efficientnet".
    """

    count: int = 2
    magnitude: float = 9.0
    policy: str = "paper"


@dataclass(frozen=True)
class Recipe:
    """How a classifier is made and trained.

    Attributes:
        backbone: a name that `create_backbone` knows.
        image_size: side of the square that the network sees; null is the published size.
        drop_path: probability of dropping the deepest path: stochastic depth in ResNets and their
            relatives; in NASNets, where it rises over the training, ScheduledDropPath.
        crop: how images are cut.
        flip: whether training flips half of the images, left to right.
        operations: RandAugment after crop and flip, or null.
        label_smoothing: share of a label that all classes get equally (Szegedy et al. 2016).
        mixup: alpha of the Beta distribution of the shares in which two images are mixed (Zhang et
            al. 2018); 0 mixes none.
        focal_gamma: exponent of the focal loss (Lin et al. 2017); 0 is cross-entropy.
        calibration: an objective beside that loss, or null.
        training: steps, batch size, optimizer, seed and so on.
    """

    backbone: str = "resnet50"
    image_size: int | None = None
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
        for name in ("drop_path", "label_smoothing"):
            value = getattr(self, name)
            if not 0 <= value < 1:
                raise InvalidInputError(f"{name}: expected a number in [0, 1), got {value}")
        for name in ("mixup", "focal_gamma"):
            value = getattr(self, name)
            if not 0 <= value < math.inf:
                raise InvalidInputError(f"{name}: expected a number of at least 0, got {value}")
