"""Features of images under pretrained networks, computed once and kept in files."""

from __future__ import annotations

import functools
import hashlib
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.configuration import configuration_text
from waymo_kit.detectors.classification.labeled_images import LabeledImages, images_digest
from waymo_kit.detectors.classification.view import Crop, evaluation_view
from waymo_kit.detectors.study.transfer.inputs import SourceNetwork, TargetSet, divide
from waymo_kit.detectors.training.packages import import_packages
from waymo_kit.engine import Engine, OnWork, run_tasks
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.io import write_bytes
from waymo_kit.io.storage import translated_errors
from waymo_kit.progress import OnProgress, ignore_progress

FOLDER = "features"
CHECKPOINT_SUFFIX = ".npz"
"""End of the names of checkpoints of `train-classifier`."""

_BATCH = 32
_PARTS = ("train", "validation", "test")


@dataclass(frozen=True)
class LabeledFeatures:
    """Features of the images of one part of a target.

    Attributes:
        features: (N, D) float32 features.
        labels: (N,) int64 classes.
    """

    features: NDArray[np.float32]
    labels: NDArray[np.int64]


@dataclass(frozen=True)
class TargetFeatures:
    """Features of the three parts of a target under one network.

    Attributes:
        train: Features of the images to learn from.
        validation: Features of the images to choose settings with.
        test: Features of the images to score.
        class_names: Names of the classes.
    """

    train: LabeledFeatures
    validation: LabeledFeatures
    test: LabeledFeatures
    class_names: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """A network and a target.

    Attributes:
        network: The network.
        target: The target.
        content: Digest of the file of weights and of the images, by which features of other ones
            under the same names are told apart.
    """

    network: SourceNetwork
    target: TargetSet
    content: str = ""

    def __str__(self) -> str:
        """Returns the names of both, as messages call the pair."""
        return f"{self.network.name} on {self.target.name}"


def pair_up(networks: Sequence[SourceNetwork], targets: Sequence[TargetSet]) -> list[Pair]:
    """Returns each network with each target, network by network.

    Raises:
        NotFoundError: A file of weights or a source of images does not exist.
        CorruptDataError: An image is damaged.
        InvalidInputError: A class has no image in a part of a target.
    """
    images = [" ".join(images_digest(part) for part in divide(each).parts) for each in targets]
    pairs = []
    for network in networks:
        path = Path(network.weights)
        if not path.is_file():
            raise NotFoundError(f"{network.name}: weights: {path}: no such file")
        with translated_errors(str(path)):
            weights = hashlib.sha256(path.read_bytes()).hexdigest()
        pairs += [
            Pair(network, target, f"{weights} {digest}")
            for target, digest in zip(targets, images, strict=True)
        ]
    return pairs


def compute_features(
    pairs: Sequence[Pair],
    folder: Path,
    engine: Engine,
    on_progress: OnProgress = ignore_progress,
) -> None:
    """Computes the features of all pairs that the folder does not have yet.

    Args:
        pairs: Networks and targets.
        folder: Folder of the study.
        engine: Engine that runs the tasks, one for each pair.
        on_progress: Function called with the number of pairs and images that are done.

    Raises:
        NotFoundError: A file of weights or a source of images does not exist.
        CorruptDataError: A file of weights or an image is damaged.
        InvalidInputError: Weights do not fit, or a class has no image in a part.
    """
    missing = [pair for pair in pairs if not features_path(pair, folder).is_file()]
    function = functools.partial(_compute, folder)
    for _ in run_tasks(engine, function, missing, on_progress=on_progress):
        pass


def read_features(pair: Pair, folder: Path) -> TargetFeatures:
    """Reads the features of a pair, which `compute_features` has written.

    Raises:
        CorruptDataError: The file is damaged.
    """
    path = features_path(pair, folder)
    with translated_errors(str(path)):
        content = path.read_bytes()
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            train, validation, test = (
                LabeledFeatures(stored[f"{part}_features"], stored[f"{part}_labels"])
                for part in _PARTS
            )
            class_names = tuple(stored["class_names"].tolist())
            return TargetFeatures(train, validation, test, class_names)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise CorruptDataError(
            f"{path}: expected features: {error}; delete the file, and start the study again"
        ) from error


def features_path(pair: Pair, folder: Path) -> Path:
    """Returns the file of a pair, whose name depends on all that its features depend on."""
    text = configuration_text(pair.network) + configuration_text(pair.target) + pair.content
    digest = hashlib.sha256(text.encode()).hexdigest()[:10]
    return folder / FOLDER / f"{pair.network.name}-{pair.target.name}-{digest}.npz"


def _compute(folder: Path, pair: Pair, on_work: OnWork) -> None:
    images = divide(pair.target)
    extract = create_extractor(pair.network)
    arrays: dict[str, Any] = {"class_names": np.array(images.train.class_names, np.str_)}
    done = 0
    for part, own in zip(_PARTS, images.parts, strict=True):
        found = []
        for start in range(0, len(own.labels), _BATCH):
            found.append(extract(own, range(start, min(start + _BATCH, len(own.labels)))))
            done += len(found[-1])
            on_work(done)
        arrays[f"{part}_features"] = np.concatenate(found)
        arrays[f"{part}_labels"] = own.labels
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    write_bytes(buffer.getvalue(), features_path(pair, folder))


Extractor = Callable[[LabeledImages, range], NDArray[np.float32]]
"""Function called with images and the indices of some; returns their features (N, D)."""


def create_extractor(network: SourceNetwork) -> Extractor:
    """Returns a function that computes features with a network of images resized whole to its size.

    Raises:
        NotFoundError: The file of weights does not exist.
        CorruptDataError: The file of weights is damaged.
        InvalidInputError: The weights are of another network, or the network has settings that its
            checkpoint already holds.
        MissingDependencyError: A package is not installed.
    """
    import_packages("study transfer", "keras", "tensorflow")
    if network.weights.endswith(CHECKPOINT_SUFFIX):
        return _trained_here(network)
    if network.backbone is None:
        from waymo_kit.detectors.backbones.pretrained.tflite_features import TFLiteFeatures

        integers = TFLiteFeatures(Path(network.weights), network.scaling)
        return functools.partial(_extracted, integers, integers.image_size, _BATCH)
    import keras

    from waymo_kit.detectors.backbones import create_backbone, find_architecture, read_weights
    from waymo_kit.detectors.backbones.pretrained import assign_pretrained

    changes: dict[str, Any] = (
        {} if network.width_factor is None else {"width": network.width_factor}
    )
    size = network.image_size or find_architecture(network.backbone).image_size
    body = create_backbone(
        network.backbone,
        include_top=False,
        input_shape=(size, size, 3),
        **changes,
    )
    pretrained = read_weights(network.backbone, network.weights, **changes)
    assign_pretrained(body, pretrained, with_classifier=False)
    scaling = network.scaling or pretrained.scaling
    last = body.output[max(body.output, key=lambda name: int(name.rpartition("_")[2]))]
    pooled = keras.Model(body.input, keras.layers.GlobalAveragePooling2D()(last))

    def run(levels: NDArray[np.uint8]) -> NDArray[np.float32]:
        found = pooled.predict_on_batch(scaling.apply(levels))
        return np.asarray(keras.ops.convert_to_numpy(found), np.float32)

    return functools.partial(_extracted, run, size, _BATCH)


def _trained_here(network: SourceNetwork) -> Extractor:
    """Returns a function that computes features with a checkpoint of `train-classifier`."""
    import keras

    from waymo_kit.detectors.classification.trained_classifier import load_classifier

    for name in ("backbone", "width_factor", "image_size", "scaling"):
        if getattr(network, name) is not None:
            raise InvalidInputError(
                f"{network.name}: {name}: expected none, since the checkpoint has it"
            )
    model = load_classifier(Path(network.weights)).with_features()

    def run(levels: NDArray[np.uint8]) -> NDArray[np.float32]:
        _, features = model.predict_on_batch(levels.astype(np.float32))
        return np.asarray(keras.ops.convert_to_numpy(features), np.float32)

    return functools.partial(_extracted, run, int(model.input_shape[1]), _BATCH)


def _extracted(
    run: Callable[[NDArray[np.uint8]], NDArray[np.float32]],
    size: int,
    batch: int,
    images: LabeledImages,
    indices: range,
) -> NDArray[np.float32]:
    """Returns features of some images; batches are padded, so that networks see one shape."""
    levels = np.zeros((batch, size, size, 3), np.uint8)
    for row, index in enumerate(indices):
        levels[row] = evaluation_view(images.image(index), size, Crop.NONE)
    return run(levels)[: len(indices)]
