"""The protocols of fine-tuning and of random initialization, over a small grid of settings."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from waymo_kit.configuration import configuration_text
from waymo_kit.detectors.classification.labeled_images import LabeledImages
from waymo_kit.detectors.classification.recipe import Recipe
from waymo_kit.detectors.classification.view import Crop
from waymo_kit.detectors.study.transfer.features import Pair
from waymo_kit.detectors.study.transfer.fixed_features import (
    TransferScore,
    read_score,
    score_path,
    write_score,
)
from waymo_kit.detectors.study.transfer.inputs import divide
from waymo_kit.detectors.training.settings import ParameterGroup, TrainingSettings
from waymo_kit.errors import InvalidInputError

PROTOCOLS = ("fine-tuned", "random")


@dataclass(frozen=True)
class FineTuning:
    """Settings that all trainings of a study share, and the grid that is searched.

    Attributes:
        steps: Number of training steps of each training.
        batch_size: Number of images of a step.
        learning_rates: Learning rates to try, with momentum.
        weight_decays: Decoupled weight decays to try.
        backbone_factor: Factor of the learning rate under the classifier, in fine-tuning.
        frozen: Patterns of the paths of weights that fine-tuning leaves as they are, such as
            "*/stem_*" or "*/stage1_*".
        fused_normalization: Whether batch normalization is one operation, which is faster on the
            CPU and needs a single device; see `TrainingSettings`.
        seed: Seed of order and classifiers.
    """

    steps: int = 500
    batch_size: int = 32
    learning_rates: tuple[float, ...] = (0.003, 0.03)
    weight_decays: tuple[float, ...] = (1e-4,)
    backbone_factor: float = 1.0
    frozen: tuple[str, ...] = ()
    fused_normalization: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        """Checks that there is something to try."""
        if not self.learning_rates or not self.weight_decays:
            raise InvalidInputError("learning_rates, weight_decays: expected one or more of each")


def recipe_of(
    pair: Pair, protocol: str, settings: FineTuning, rate: float, decay: float, images: int
) -> Recipe:
    """Returns the recipe of one training of the grid.

    Args:
        pair: Network and target.
        protocol: "fine-tuned" or "random".
        settings: Settings that all trainings share.
        rate: Learning rate.
        decay: Weight decay.
        images: Number of images to train on, on which the momentum of batch normalization
            depends: that of Kornblith et al. 2019, max(1 - 10 / steps per epoch, 0.9).

    Raises:
        InvalidInputError: The network runs as its file has it, and cannot be trained.
    """
    network = pair.network
    if network.backbone is None:
        raise InvalidInputError(
            f"{network.name}: expected a backbone to train, got a network that runs as it is: "
            "name the backbone that its weights are read into"
        )
    is_tuned = protocol == "fine-tuned"
    factor = settings.backbone_factor if is_tuned else 1.0
    groups: tuple[ParameterGroup, ...] = ()
    if factor != 1:
        slower = ParameterGroup("*", learning_rate_factor=factor)
        groups = ParameterGroup(f"{network.backbone}/logits"), slower
    return Recipe(
        backbone=network.backbone,
        width_factor=network.width_factor,
        weights=network.weights if is_tuned else None,
        scaling=network.scaling,
        normalization_momentum=max(1 - 10 * settings.batch_size / images, 0.9),
        image_size=network.image_size,
        crop=Crop.NONE,
        flip=False,
        training=TrainingSettings(
            steps=settings.steps,
            batch_size=settings.batch_size,
            optimizer="sgd",
            learning_rate=rate,
            final_learning_rate=0.0,
            weight_decay=decay,
            average_decay=0.0,
            clip_norm=None,
            fused_normalization=settings.fused_normalization,
            seed=settings.seed,
            log_every=max(1, settings.steps // 20),
            checkpoint_every=max(1, settings.steps // 4),
            keep_checkpoints=1,
            frozen=settings.frozen if is_tuned else (),
            groups=groups,
        ),
    )


def score_trained(
    pairs: Sequence[Pair],
    protocol: str,
    folder: Path,
    settings: FineTuning,
    *,
    strategy: str = "auto",
    on_training: Callable[[str], None] = lambda name: None,
) -> list[TransferScore]:
    """Trains and scores each pair, and continues where an earlier call was stopped.

    Each point of the grid is trained on the training images and scored on the validation images;
    the best is trained on both and scored on the test images. A single point is not scored first.

    Args:
        pairs: Networks and targets.
        protocol: "fine-tuned" or "random".
        folder: Folder of the study.
        settings: Trainings and grid.
        strategy: Name of the devices to train on; see `create_backend`.
        on_training: Function called with the name of each training before it starts or goes on.

    Raises:
        InvalidInputError: A network cannot be trained, or weights do not fit.
        NonFiniteLossError: A loss became NaN or infinite.
    """
    for pair in pairs:
        recipe_of(pair, protocol, settings, settings.learning_rates[0], 0.0, images=1)
    scores = []
    for pair in pairs:
        path = score_path(pair, folder, protocol, configuration_text(settings))
        if not path.is_file():
            write_score(_search(pair, protocol, path, settings, strategy, on_training), path)
        scores.append(read_score(path))
    return scores


def _search(
    pair: Pair,
    protocol: str,
    path: Path,
    settings: FineTuning,
    strategy: str,
    on_training: Callable[[str], None],
) -> TransferScore:
    images = divide(pair.target)
    runs = path.parent / "runs" / path.stem

    def trained(
        name: str, rate: float, decay: float, train: LabeledImages, test: LabeledImages
    ) -> list[bool]:
        on_training(f"{pair}, {protocol}, {name}")
        recipe = recipe_of(pair, protocol, settings, rate, decay, len(train.labels))
        return _train_and_answer(recipe, train, test, runs / name, strategy)

    grid = list(itertools.product(settings.learning_rates, settings.weight_decays))
    accuracies = []
    for rate, decay in grid if len(grid) > 1 else ():
        name = f"rate-{rate:g}-decay-{decay:g}"
        right = trained(name, rate, decay, images.train, images.validation)
        accuracies.append(float(np.mean(right)))
    rate, decay = grid[int(np.argmax(accuracies))] if accuracies else grid[0]
    both = images.training
    is_right = trained("chosen", rate, decay, both, images.test)
    return TransferScore(
        pair.network.name,
        pair.target.name,
        protocol,
        tuple(is_right),
        {
            "learning_rate": rate,
            "weight_decay": decay,
            "grid": [list(point) for point in grid],
            "validation": accuracies,
            "train": len(both.labels),
            **dataclasses.asdict(settings),
        },
    )


def _train_and_answer(
    recipe: Recipe, train: LabeledImages, test: LabeledImages, folder: Path, strategy: str
) -> list[bool]:
    """Returns whether each test image is right after a training."""
    from waymo_kit.detectors.classification.evaluation import answer
    from waymo_kit.detectors.classification.run import train_classifier
    from waymo_kit.detectors.classification.trained_classifier import load_classifier
    from waymo_kit.detectors.training.checkpoints import CHECKPOINTS, CheckpointFolder

    train_classifier(recipe, train, folder, strategy=strategy, resume=True)
    latest = CheckpointFolder(folder / CHECKPOINTS).latest()
    assert latest is not None
    model = load_classifier(latest).model
    answers = answer(model, test, recipe.crop, batch_size=32)
    is_right = answers.logits.argmax(axis=1) == answers.labels
    return [bool(each) for each in is_right]
