"""Data of a viewer: a dataset, the predictions of models, and the task that pairs them."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from waymo_kit._version import __version__
from waymo_kit.errors import InvalidInputError, NotFoundError, WaymoKitError
from waymo_kit.evaluation.dataset_truth import DatasetTruth
from waymo_kit.evaluation.settings import settings_values
from waymo_kit.evaluation.tasks import task_named
from waymo_kit.evaluation.tasks.boxes import BoxInputs, BoxTask
from waymo_kit.io import locate
from waymo_kit.io.storage import stamp_of
from waymo_kit.predictions import PredictionSource, open_predictions
from waymo_kit.scene import Dataset, Scene, open_dataset, select
from waymo_kit.scene.dataset import dataset_stamp
from waymo_kit.web.viewer.frame_boxes import PredictionsByFrame
from waymo_kit.web.viewer.kept import Kept
from waymo_kit.web.viewer.outcomes import ScoredSegment
from waymo_kit.web.viewer.scenes import OpenScenes
from waymo_kit.web.viewer.small_tables import SmallTables

_STAMPED = ("_manifest", "vehicle_pose", "lidar", "lidar_box", "camera_image", "stats")
"""Folders whose files tell whether a dataset has changed: those of manifests change with all."""

_LOG = logging.getLogger("waymo_kit.viewer")


class ChangedError(WaymoKitError):
    """Raised when a URL belongs to an earlier state of the dataset or of the predictions."""


@dataclass(frozen=True)
class ShownModel:
    """Predictions that a viewer shows.

    Attributes:
        name: Name that tells the models apart.
        source: The predictions.
    """

    name: str
    source: PredictionSource


@dataclass(eq=False)
class Viewed:
    """A dataset with predictions of some models, as a viewer shows them.

    All that is read of a segment is kept for a while, so that requests share it. Safe to use from
    several threads.

    Attributes:
        dataset: The dataset.
        task: Task whose settings pair predictions and labels.
        models: Predictions of the kind of boxes that the task scores.
        title: Name of the dataset for people. Defaults to its path.
        start: Segment and frame to show first, None for the first of all.
        hides_paths: Whether visitors are not told what is wrong with the data, since such messages
            name files of the server; the log has them.
    """

    dataset: Dataset
    task: BoxTask
    models: Sequence[ShownModel] = ()
    title: str = ""
    start: tuple[str, int] | None = None
    hides_paths: bool = False
    scenes: OpenScenes = field(init=False)
    truth: DatasetTruth = field(init=False)

    def __post_init__(self) -> None:
        """Prepares to read; opens no scene."""
        self.title = self.title or self.dataset.where
        for model in self.models:
            if model.source.kind is not self.task.box_kind:
                raise InvalidInputError(
                    f"{model.source.where}: expected {self.task.box_kind.value} boxes for the task "
                    f"{self.task.name}, got {model.source.kind.value} boxes"
                )
        self._names = frozenset(self.dataset.segments)
        self.forget()

    def forget(self) -> None:
        """Closes all scenes and forgets what was read of them."""
        if hasattr(self, "scenes"):
            self.scenes.close()
        self.scenes = OpenScenes(self.dataset)
        self.truth = DatasetTruth(self.dataset, self.task.box_kind)
        self._tables: Kept[SmallTables] = Kept(8)
        self._predictions: Kept[PredictionsByFrame] = Kept(16)
        self._scored: Kept[ScoredSegment] = Kept(64)
        self._chosen: Kept[Sequence[str]] = Kept(16)

    def stamp(self) -> str:
        """Returns a text that changes when the dataset, the predictions or the settings change."""
        digest = hashlib.sha256(f"{__version__} {settings_values(self.task)}".encode())
        for tag in _STAMPED:
            digest.update(dataset_stamp(self.dataset.where, tag).encode())
        for model in self.models:
            digest.update(f"{model.name} {_stamp_of_file(model.source.where)}".encode())
        return digest.hexdigest()[:20]

    def message(self, error: Exception) -> str:
        """Returns the message about an error for a visitor, in one line."""
        message = " ".join(str(error).split())
        if not self.hides_paths or isinstance(error, ChangedError):
            return message
        _LOG.warning("%s: %s", self.title, message)
        if isinstance(error, NotFoundError):
            return "this is not there"
        is_parameter = isinstance(error, InvalidInputError)
        return "the request is not valid" if is_parameter else "this data cannot be read"

    def has_segment(self, name: str) -> bool:
        """Returns whether the dataset has a segment of that name."""
        return name in self._names

    def tables(self, segment: str) -> SmallTables:
        """Returns the small tables of a segment, which are read in one pass over its frames."""

        def read() -> SmallTables:
            with self.dataset[segment] as scene:
                return SmallTables(scene)

        return self._tables.get(segment, read)

    @property
    def can_select(self) -> bool:
        """Whether `chosen` works: with DuckDB, on tables, for visitors who may see paths."""
        if self.hides_paths or find_spec("duckdb") is None:
            return False
        try:
            self.dataset.table_files()
        except WaymoKitError:
            return False
        return True

    def chosen(self, condition: str) -> Sequence[str]:
        """Returns the segments with a frame that fits a condition of `waymo-kit select`.

        Raises:
            InvalidInputError: The text is no condition, or this dataset cannot be asked.
        """
        if not self.can_select:
            raise InvalidInputError("conditions need tables and the package duckdb")

        def select_segments() -> Sequence[str]:
            try:
                subset = select(self.dataset, condition, is_confined=True)
            except NotFoundError:
                return []
            return [name for name in self.dataset.segments if name in subset.frames]

        return self._chosen.get(condition, select_segments)

    def small_scene(self, segment: str) -> Scene:
        """Returns a scene of the small tables alone: labels and poses, but no sensor data."""
        return Scene(self.tables(segment))

    def predictions(self, model: int, segment: str) -> PredictionsByFrame:
        """Returns the predictions of a model in a segment."""
        source = self.models[model].source
        return self._predictions.get(
            (model, segment), lambda: PredictionsByFrame(source.read(segment), source.kind)
        )

    def has_ids(self, model: int) -> bool:
        """Returns whether the boxes of a model have ids in the first segment with any."""
        segments = self.models[model].source.segments
        return bool(segments) and self.predictions(model, segments[0]).boxes.ids is not None

    def scored(self, model: int, segment: str) -> ScoredSegment:
        """Returns a segment as the task reads it to score a model."""

        def read() -> ScoredSegment:
            inputs = BoxInputs(self.models[model].source, self.truth)
            return ScoredSegment.read(self.task, inputs, segment)

        return self._scored.get((model, segment), read)


def names_of(paths: Sequence[str]) -> list[str]:
    """Returns a short name for each path of predictions: its last parts, as many as differ."""
    parts = [PurePosixPath(path.rstrip("/")).parts or (path,) for path in paths]
    names = [part[-1].partition(".")[0] or part[-1] for part in parts]
    for depth in range(2, max(map(len, parts), default=0) + 1):
        if len(set(names)) == len(names):
            break
        names = ["/".join(part[-depth:]).rpartition(".")[0] or part[-1] for part in parts]
    if len(set(names)) < len(names):
        names = [f"{name} {number + 1}" for number, name in enumerate(names)]
    return names


def _stamp_of_file(where: str) -> str:
    location = locate(where)
    return stamp_of(location.files() if location.is_dir() else [location.info()])


def open_viewed(
    data: str | os.PathLike[str],
    predictions: Sequence[str | os.PathLike[str]] = (),
    *,
    task: BoxTask | str = "detection",
    scratch: Path,
    start: tuple[str, int] | None = None,
) -> Viewed:
    """Opens a dataset and predictions to view; see `view_dataset`.

    Args:
        data: Path or URI of the dataset, as for `open_dataset`.
        predictions: Path or URI of the predictions of each model.
        task: Task that pairs predictions and labels, or its name.
        scratch: Folder for temporary files.
        start: Segment and frame to show first.

    Raises:
        NotFoundError: A path does not exist.
    """
    return view_dataset(open_dataset(data), predictions, task=task, scratch=scratch, start=start)


def view_dataset(
    dataset: Dataset,
    predictions: Sequence[str | os.PathLike[str]] = (),
    *,
    task: BoxTask | str = "detection",
    scratch: Path,
    start: tuple[str, int] | None = None,
) -> Viewed:
    """Opens predictions to view with a dataset.

    Args:
        dataset: The dataset.
        predictions: Path or URI of the predictions of each model, as for `open_predictions`.
        task: Task that pairs predictions and labels, or its name for the official settings.
        scratch: Folder for temporary files, which must exist as long as the result is used.
        start: Segment and frame to show first. Defaults to None, the first of all.

    Raises:
        NotFoundError: A path does not exist.
        CorruptDataError: A file does not decode.
        InvalidInputError: The task has no boxes, or a file has a wrong value.
    """
    if isinstance(task, str):
        found = task_named(task)
        if not isinstance(found, BoxTask):
            raise InvalidInputError(f"task: expected a task on boxes, got {task!r}")
        task = found
    paths = [os.fspath(path) for path in predictions]
    models = []
    for number, (name, path) in enumerate(zip(names_of(paths), paths, strict=True)):
        folder = scratch / str(number)
        folder.mkdir()
        models.append(ShownModel(name, open_predictions(path, task.box_kind, folder)))
    return Viewed(dataset, task, models, start=start)
