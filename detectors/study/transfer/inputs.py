"""The networks and the image sets of a transfer study, as YAML files describe them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from waymo_kit.configuration import read_configuration
from waymo_kit.detectors.backbones.pretrained.weights import InputScaling
from waymo_kit.detectors.classification.image_sources import open_images
from waymo_kit.detectors.classification.labeled_images import ImageSubset, LabeledImages
from waymo_kit.errors import InvalidInputError


@dataclass(frozen=True)
class SourceNetwork:
    """A pretrained network.

    Attributes:
        name: Name in tables and of files.
        weights: File of its weights, or a checkpoint (`.npz`) of a classifier trained here.
        accuracy: Published top-1 accuracy on ImageNet in percent; 0 if it is unknown, which leaves
            the network out of correlations.
        backbone: Name of our network that the weights are read into. Null runs a TFLite file as it
            is, in integers, or a checkpoint with the network of its training; neither can be
            fine-tuned.
        width_factor: Factor of the channels; null leaves them as published.
        image_size: Side of its images in pixels; null is that of the file or of our network.
        scaling: Scaling of levels before the network; null is the one recorded with the weights.
        family: Name of the family, for plots, and for tables of networks trained here: those of
            one family differ by their seed alone.
    """

    name: str
    weights: str
    accuracy: float = 0.0
    backbone: str | None = None
    width_factor: float | None = None
    image_size: int | None = None
    scaling: InputScaling | None = None
    family: str = ""

    def __post_init__(self) -> None:
        """Checks name and accuracy."""
        _check_name(self.name)
        if not 0 <= self.accuracy < 100:
            raise InvalidInputError(f"accuracy: expected percent below 100, got {self.accuracy}")


@dataclass(frozen=True)
class TargetSet:
    """Labeled images to transfer to.

    Attributes:
        name: Name in tables and of files.
        data: Source of images; see `open_images`.
        test: Source of the test images. Null takes the test split of `data` where it has one, and
            else divides its images.
        group: Pattern of the part of an image's name that similar images share, such as the number
            of a track: images of one class and group are not divided. Null divides single images.
        test_share: Share of the images that are the test set, where `data` has none.
        validation_share: Share of the training images that choose penalties and learning rates.
        max_train: Approximate maximum number of training images, validation included, of which
            each class keeps the same share; null takes all.
        max_test: Approximate maximum number of test images; null takes all.
        seed: Seed of the divisions and draws.
    """

    name: str
    data: str
    test: str | None = None
    group: str | None = None
    test_share: float = 0.3
    validation_share: float = 0.2
    max_train: int | None = None
    max_test: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        """Checks name, shares and pattern."""
        _check_name(self.name)
        for name in ("test_share", "validation_share"):
            if not 0 < getattr(self, name) < 1:
                raise InvalidInputError(
                    f"{name}: expected a number between 0 and 1, got {getattr(self, name)}"
                )
        try:
            re.compile(self.group or "")
        except re.error as error:
            raise InvalidInputError(f"group: expected a pattern: {error}") from error


@dataclass(frozen=True)
class Networks:
    """File of networks.

    Attributes:
        networks: The networks.
    """

    networks: tuple[SourceNetwork, ...] = ()


@dataclass(frozen=True)
class Targets:
    """File of image sets.

    Attributes:
        datasets: The image sets.
    """

    datasets: tuple[TargetSet, ...] = ()


@dataclass(frozen=True)
class DividedImages:
    """The images of a target in three parts.

    Attributes:
        train: Images to learn from.
        validation: Images to choose settings with, which are learned from in the end.
        test: Images to score.
    """

    train: ImageSubset
    validation: ImageSubset
    test: LabeledImages

    @property
    def training(self) -> ImageSubset:
        """Images to learn from and to choose with, together."""
        indices = np.concatenate([self.train.indices, self.validation.indices])
        return ImageSubset(self.train.whole, indices)

    @property
    def parts(self) -> tuple[LabeledImages, LabeledImages, LabeledImages]:
        """The parts in their order."""
        return self.train, self.validation, self.test


def read_networks(path: Path) -> tuple[SourceNetwork, ...]:
    """Reads a YAML file of `Networks`; relative files in it are those of the working directory.

    Raises:
        NotFoundError: The file does not exist.
        InvalidInputError: The file has no networks, or something in it is wrong.
    """
    found = read_configuration(path, Networks()).networks
    _check_names([network.name for network in found], f"{path}: networks")
    return found


def read_targets(path: Path) -> tuple[TargetSet, ...]:
    """Reads a YAML file of `Targets`.

    Raises:
        NotFoundError: The file does not exist.
        InvalidInputError: The file has no image sets, or something in it is wrong.
    """
    found = read_configuration(path, Targets()).datasets
    _check_names([target.name for target in found], f"{path}: datasets")
    return found


def divide(target: TargetSet) -> DividedImages:
    """Opens the images of a target and divides them; the same target is always divided alike.

    Raises:
        NotFoundError: A source does not exist.
        InvalidInputError: A class has no image in a part, or the sources have different classes.
    """
    images = open_images(target.data, "train")
    if target.test is not None:
        test = open_images(target.test, "test")
    else:
        test = open_images(target.data, "test")
    whole = np.arange(len(images.labels))
    if target.test is None and _are_equal(images, test):
        rest, chosen = _divided(images, whole, target, target.test_share, target.seed)
        test = ImageSubset(images, chosen)
    else:
        rest = whole
    if test.class_names != images.class_names:
        raise InvalidInputError(
            f"{target.name}: expected the classes {', '.join(images.class_names)} in the test set "
            f"too, got {', '.join(test.class_names)}"
        )
    if target.max_train is not None and len(rest) > target.max_train:
        rest = _drawn(images, rest, target, target.max_train, least=2)
    if target.max_test is not None and len(test.labels) > target.max_test:
        every = np.arange(len(test.labels))
        test = ImageSubset(test, _drawn(test, every, target, target.max_test, least=1))
    train, validation = _divided(images, rest, target, target.validation_share, target.seed + 1)
    divided = DividedImages(ImageSubset(images, train), ImageSubset(images, validation), test)
    for name, part in zip(("train", "validation", "test"), divided.parts, strict=True):
        counts = np.bincount(part.labels, minlength=len(images.class_names))
        empty = np.flatnonzero(counts == 0)
        if len(empty):
            raise InvalidInputError(
                f"{target.name}: class {images.class_names[empty[0]]} has no image in the "
                f"{name} part; it has {int((images.labels == empty[0]).sum())} in all: leave it "
                "out, or take other shares or another seed"
            )
    return divided


def _divided(
    images: LabeledImages,
    indices: NDArray[np.integer],
    target: TargetSet,
    share: float,
    seed: int,
) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
    """Returns the indices that stay and those of the share, drawn by class and group."""
    random = np.random.default_rng(seed)
    staying, taken = [], []
    for label in range(len(images.class_names)):
        own = indices[images.labels[indices] == label]
        groups = _groups(images, own, target)
        names = np.unique(groups)
        count = max(1, round(share * len(names))) if len(names) > 1 else 0
        is_taken = np.isin(groups, random.permutation(names)[:count])
        staying.append(own[~is_taken])
        taken.append(own[is_taken])
    return np.sort(np.concatenate(staying)), np.sort(np.concatenate(taken))


def _drawn(
    images: LabeledImages,
    indices: NDArray[np.integer],
    target: TargetSet,
    count: int,
    *,
    least: int,
) -> NDArray[np.integer]:
    """Returns about `count` of the indices: the same share of each class, in whole groups.

    Args:
        images: Images that the indices belong to.
        indices: Indices to draw from.
        target: Target with the groups and the seed.
        count: Number of images to draw.
        least: Number of groups that a class keeps, if it has as many.
    """
    random = np.random.default_rng((target.seed, 2))
    drawn = []
    for label in range(len(images.class_names)):
        own = indices[images.labels[indices] == label]
        groups = _groups(images, own, target)
        names = np.unique(groups)
        kept = max(least, round(count / len(indices) * len(names)))
        drawn.append(own[np.isin(groups, random.permutation(names)[:kept])])
    return np.sort(np.concatenate(drawn))


def _groups(
    images: LabeledImages, indices: NDArray[np.integer], target: TargetSet
) -> NDArray[np.str_]:
    if target.group is None:
        return np.array([str(index) for index in indices], np.str_)
    found = []
    for index in indices:
        name = Path(images.name(int(index))).name
        match = re.search(target.group, name)
        if match is None:
            raise InvalidInputError(
                f"{target.name}: group: expected {target.group!r} in each name, got {name}"
            )
        found.append(match[0])
    return np.array(found, np.str_)


def _are_equal(one: LabeledImages, other: LabeledImages) -> bool:
    count = len(one.labels)
    return count == len(other.labels) and (
        count == 0 or (one.name(0), one.name(count - 1)) == (other.name(0), other.name(count - 1))
    )


def _check_name(name: str) -> None:
    if not re.fullmatch(r"[\w.-]+", name) or name.startswith("."):
        raise InvalidInputError(
            f"name: expected letters, digits, dots, dashes and underscores, got {name!r}"
        )


def _check_names(names: list[str], where: str) -> None:
    if not names or len(set(names)) < len(names):
        raise InvalidInputError(f"{where}: expected one or more, each once, got {names}")
