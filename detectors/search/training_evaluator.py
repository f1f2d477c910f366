"""Children that are trained: on any engine, resumable, each kept under its cell."""

from __future__ import annotations

import dataclasses
import hashlib
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from waymo_kit.configuration import configuration_text
from waymo_kit.detectors.classification.image_sources import open_images
from waymo_kit.detectors.classification.labeled_images import (
    DecodedImages,
    ImageSubset,
    LabeledImages,
    draw_subset,
)
from waymo_kit.detectors.search.cell_space import CellSpace
from waymo_kit.detectors.search.children import Child, Evaluator
from waymo_kit.detectors.search.settings import ChildSettings
from waymo_kit.detectors.search.space import Decisions
from waymo_kit.detectors.training.records import NonFiniteLossError, StepRecord
from waymo_kit.engine import Engine, OnWork, WorkerLostError, run_tasks
from waymo_kit.errors import CorruptDataError, InvalidInputError
from waymo_kit.io import read_json, write_bytes, write_json

RESULT = "result.json"
CELL = "cell.yaml"
RUN = "run"

IMAGE_SEED = 0
"""Seed of the draw of images, which is the same for all searches, so that they share children."""


@dataclass(frozen=True)
class ChildTask:
    """One child to train.

    Attributes:
        name: Name of the child, and of its folder.
        folder: Folder of the child.
        network: The network as YAML, which `read_cell_network` reads.
        settings: Settings of the training.
        data: Images to train on.
    """

    name: str
    folder: Path
    network: str
    settings: ChildSettings
    data: str


class TrainingEvaluator(Evaluator):
    """Trains children and keeps what came of each, so that none is trained twice.

    A child has a folder with its cell, the log of its training and, at the end, `result.json`. The
    folder's name depends on the canonical cell, the settings and the data, so searches of any
    strategy and seed may share the folders, and a search that was stopped finds them again.

    Args:
        space: Space of the cells.
        settings: Settings of the trainings.
        data: Images to train on.
        folder: Folder for the children.
        engine: Engine that trains the children.
        on_child: Function called with the number of children that are done in the batch, and its
            size.
    """

    def __init__(
        self,
        space: CellSpace,
        settings: ChildSettings,
        data: str,
        folder: Path,
        engine: Engine,
        on_child: Callable[[int, int], None] = lambda done, total: None,
    ) -> None:
        """Trains nothing yet."""
        self.examples_per_child = settings.examples
        self._space = space
        self._settings = settings
        self._data = data if data.startswith("tfds:") else str(Path(data).absolute())
        self._folder = folder.absolute()
        self._engine = engine
        self._on_child = on_child

    def evaluate(self, architectures: list[Decisions]) -> list[Child]:
        """Trains the architectures that no earlier search has trained.

        A child whose loss becomes NaN or infinite, that runs out of memory or on which its worker
        dies repeatedly has accuracy 0 and the reason.

        Raises:
            WaymoKitError: Images or folders are wrong: what would happen to any child.
        """
        tasks = [self._task(decisions) for decisions in architectures]
        waiting = [task for task in tasks if not (task.folder / RESULT).is_file()]
        done = len(tasks) - len(waiting)
        self._on_child(done, len(tasks))
        for completion in run_tasks(
            self._engine,
            train_child,
            waiting,
            name=lambda task: f"child {task.name}",
            may_skip=lambda error: isinstance(error, WorkerLostError),
        ):
            if completion.error is not None:
                _write_result(completion.item, 0.0, str(completion.error), 0.0)
            done += 1
            self._on_child(done, len(tasks))
        return [
            _read_child(task, decisions)
            for task, decisions in zip(tasks, architectures, strict=True)
        ]

    def _task(self, decisions: Decisions) -> ChildTask:
        from waymo_kit.detectors.backbones.cell_file import cell_network_text

        network = cell_network_text(child_network(self._space, decisions, self._settings))
        parts = (network, configuration_text(self._settings), self._data)
        name = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
        return ChildTask(name, self._folder / name, network, self._settings, self._data)


def child_network(space: CellSpace, decisions: Decisions, settings: ChildSettings):
    """Returns the network of a child, a `CellNetwork`."""
    from waymo_kit.detectors.backbones.cell_file import small_cell_network

    normal, reduction = space.cells(decisions)
    return dataclasses.replace(
        small_cell_network(normal, reduction),
        cells=settings.cells,
        filters=settings.filters,
        stem_filters=settings.stem_filters,
        image_size=settings.recipe.image_size or 32,
    )


def train_child(task: ChildTask, on_work: OnWork) -> None:
    """Trains a child and writes its result; goes on where an earlier call was stopped."""
    from waymo_kit.detectors.training.packages import import_packages

    import_packages("search")
    import keras

    from waymo_kit.detectors.classification.run import train_classifier

    began = time.perf_counter()
    keras.utils.clear_session()  # This process may have trained children before.
    training, held_out = split_images(
        task.data, task.settings.train_images, task.settings.reward_images
    )
    cell = task.folder / CELL
    cell.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(task.network.encode(), cell)
    recipe = dataclasses.replace(task.settings.recipe, backbone=f"cell:{cell}")
    try:
        result = train_classifier(
            recipe,
            training,
            task.folder / RUN,
            validation=held_out,
            strategy="auto",
            resume=True,
            observers=(_Steps(on_work),),
        )
    except Exception as error:
        reason = _failure(error)
        if reason is None:
            raise
        _write_result(task, 0.0, reason, time.perf_counter() - began)
    else:
        _write_result(task, result.metrics["top1"], "", time.perf_counter() - began)
    shutil.rmtree(task.folder / RUN / "checkpoints", ignore_errors=True)


@lru_cache(maxsize=1)
def split_images(
    data: str, train_images: int, reward_images: int
) -> tuple[LabeledImages, LabeledImages]:
    """Returns images to learn from and others to be judged on, both of the training split."""
    images = open_images(data, "train")
    if train_images + reward_images > len(images.labels):
        raise InvalidInputError(
            f"{data}: expected {train_images} images to train on and {reward_images} to judge by, "
            f"got {len(images.labels)} in all"
        )
    drawn = draw_subset(images, train_images + reward_images, IMAGE_SEED)
    return (
        DecodedImages(ImageSubset(images, drawn.indices[:train_images])),
        DecodedImages(ImageSubset(images, drawn.indices[train_images:])),
    )


class _Steps:
    """Reports steps as work; an `Observer`."""

    def __init__(self, on_work: OnWork) -> None:
        self._on_work = on_work

    def on_step(self, record: StepRecord) -> None:
        self._on_work(record.step)

    def on_evaluation(self, step: int, metrics: object) -> None:
        pass


def _failure(error: Exception) -> str | None:
    """Returns why a child failed by its own fault; None if another would fail as well."""
    if isinstance(error, NonFiniteLossError):
        return f"diverged: {error}"
    # TensorFlow's own error is named here, as only the training loop may import TensorFlow.
    if isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError":
        return f"out of memory: {str(error).splitlines()[0] if str(error) else 'no details'}"
    return None


def _write_result(task: ChildTask, accuracy: float, failure: str, seconds: float) -> None:
    values = {
        "accuracy": accuracy,
        "failure": failure,
        "seconds": round(seconds, 3),
        "network": task.network,
    }
    task.folder.mkdir(parents=True, exist_ok=True)
    write_json(values, task.folder / RESULT)


def _read_child(task: ChildTask, decisions: Decisions) -> Child:
    path = task.folder / RESULT
    values = read_json(path)
    try:
        if values["network"] != task.network:
            raise ValueError("another network")
        return Child(
            decisions=decisions,
            accuracy=float(values["accuracy"]),
            examples=task.settings.examples,
            failure=str(values["failure"]),
            seconds=float(values["seconds"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CorruptDataError(
            f"{path}: not the result of this child: {error}; delete its folder to train it again"
        ) from error
