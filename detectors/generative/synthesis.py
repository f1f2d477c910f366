"""A folder of synthesized images, in the layout that `train-classifier` takes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from waymo_kit.configuration import configuration_text
from waymo_kit.detectors.generative.trained_generator import BATCH, TrainedGenerator
from waymo_kit.errors import CorruptDataError, InvalidInputError
from waymo_kit.io import read_json, write_bytes, write_json
from waymo_kit.progress import OnProgress, Progress, ignore_progress

SYNTHESIS = "synthesis.json"
"""File in the folder that tells what made the images; a run with other facts is refused."""


def synthesize(
    generator: TrainedGenerator,
    classes: Sequence[str],
    count: int,
    folder: Path,
    *,
    seed: int = 0,
    on_progress: OnProgress = ignore_progress,
) -> int:
    """Writes `<folder>/<class>/<number>.png`.

    An image depends on the generator, the seed, its class and its number alone, so that a stopped
    call is continued by the same one, and a folder can be given more images later.

    Args:
        generator: Generator that makes the images.
        classes: Names of the classes.
        count: Number of images of each class.
        folder: Folder to write to: new, or that of an earlier call with this generator and seed.
        seed: Random seed of the noise.
        on_progress: Function called with the number of images that are there.

    Returns:
        Number of images that were made now.

    Raises:
        InvalidInputError: A class is unknown or its name is a path, the count is below 1, the seed
            is negative, or the folder holds other files.
        CorruptDataError: The folder's `synthesis.json` is damaged.
        OutputError: A file cannot be written.
    """
    if count < 1:
        raise InvalidInputError(f"count: expected at least 1, got {count}")
    if seed < 0:
        raise InvalidInputError(f"seed: expected at least 0, got {seed}")
    labels = generator.class_numbers(classes)
    for name in classes:
        if Path(name).name != name or name.startswith("."):
            raise InvalidInputError(
                f"{generator.where}: expected a class whose name can be that of a folder, got "
                f"{name!r}"
            )
    _check_folder(generator, seed, folder)
    made, total = 0, count * len(classes)
    for position, (name, label) in enumerate(zip(classes, labels, strict=True)):
        for first in range(0, count, BATCH):
            numbers = range(first, min(first + BATCH, count))
            missing = [number for number in numbers if not _file(folder, name, number).exists()]
            if missing:
                images = generator.samples(seed, label, len(numbers), first)
                for number in missing:
                    write_bytes(_png(images[number - first]), _file(folder, name, number))
                made += len(missing)
            on_progress(Progress(position * count + numbers.stop, total))
    return made


def _file(folder: Path, name: str, number: int) -> Path:
    return folder / name / f"{number:06d}.png"


def _png(image: NDArray[np.uint8]) -> bytes:
    with io.BytesIO() as file:
        Image.fromarray(image).save(file, "PNG")
        return file.getvalue()


def _check_folder(generator: TrainedGenerator, seed: int, folder: Path) -> None:
    """Writes what makes the images, or checks that it is what made those that are there."""
    facts: dict[str, Any] = {
        "seed": seed,
        "step": generator.step,
        "weights": generator.digest(),
        "config": configuration_text(generator.config),
    }
    path = folder / SYNTHESIS
    if path.exists():
        stored = read_json(path)
        if not isinstance(stored, dict):
            raise CorruptDataError(f"{path}: expected an object of facts, got {stored!r:.80}")
        for key, value in facts.items():
            if stored.get(key) != value:
                shown = "" if key == "config" else f", {stored.get(key)!r}; got {value!r}"
                raise InvalidInputError(
                    f"{folder}: holds images of another {key}{shown}: choose another folder"
                )
        return
    if folder.exists() and any(folder.iterdir()):
        raise InvalidInputError(f"{folder}: expected an empty folder, it holds other files")
    write_json(facts, path)
