"""Interface of the formats of exports."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from waymo_kit.exchange.exports.shown_boxes import PredictionLayers
from waymo_kit.exchange.sample import ExportOptions, Sample, iter_samples
from waymo_kit.io import Location
from waymo_kit.io.whole_files import write_bytes
from waymo_kit.scene import Scene


@dataclass
class SegmentExport:
    """Collects the exported parts of one segment: files, samples of the index, and facts.

    Attributes:
        scene: The segment.
        number: Position of the segment in the dataset.
        options: Options of the export.
        folder: Local folder in which files are staged.
        samples: Time and camera of each sample, by name.
        ids: Ids of objects in the order of their numbers.
        files: Paths of the files below the folder of the export.
        frames: Number of frames so far.
        data: Path or URI of the dataset.
        on_work: Function called with the number of frames after each.
    """

    scene: Scene
    number: int
    options: ExportOptions
    folder: Path
    samples: dict[str, tuple[int, int]] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    frames: int = 0
    data: str = ""
    on_work: Callable[[int], None] = lambda frames: None

    def __iter__(self) -> Iterator[Sample]:
        """Yields the samples and counts them."""
        for sample in iter_samples(self.scene, self.number, self.options):
            yield sample
            self.frames += 1
            self.on_work(self.frames)

    def write(self, path: str, data: bytes | bytearray | memoryview) -> None:
        """Stages a file.

        Args:
            path: Path below the folder of the export, made of names that the format chose.
            data: Content of the file.
        """
        staged = self.folder / path
        staged.parent.mkdir(parents=True, exist_ok=True)
        staged.write_bytes(data)
        self.files.append(path)

    def add_sample(self, name: str, sample: Sample, camera: int = 0) -> None:
        """Puts a sample into the index."""
        self.samples[name] = (sample.frame.timestamp_micros, int(camera))

    def prediction_layers(self) -> PredictionLayers | None:
        """Returns the predictions of the segment that are to be shown, None for none."""
        if self.options.predictions is None:
            return None
        return PredictionLayers(self.options.predictions, self.data, self.scene.name)

    def number_of(self, object_id: str) -> int:
        """Returns the number of an object, counted from 1 in the order in which objects appear."""
        return self.ids.setdefault(object_id, len(self.ids) + 1)


@dataclass(frozen=True)
class SegmentRecord:
    """Record of an exported segment, made once its files are in place.

    Attributes:
        segment: Name of the segment.
        number: Position of the segment in the dataset.
        frames: Number of exported frames.
        files: Number of files.
        bytes: Size of the files in bytes.
        samples: Time and camera of each sample, by name.
        ids: Ids of objects in the order of their numbers.
        content: Values that the format keeps for the files that describe all segments.
    """

    segment: str
    number: int
    frames: int
    files: int
    bytes: int
    samples: dict[str, tuple[int, int]]
    ids: tuple[str, ...]
    content: Any


class ExportFormat(ABC):
    """Writes segments in the format of another library: one subclass per format.

    Attributes:
        name: Name of the format in the command line.
        rectifies: Whether images are rectified unless the options say otherwise.
        shows_predictions: Whether predictions and their errors can be shown beside the labels.
        has_matrices: Whether the format has images with camera matrices.
        notes: Sentences for the user about what the format cannot say.
    """

    name: ClassVar[str]
    rectifies: ClassVar[bool] = False
    shows_predictions: ClassVar[bool] = False
    has_matrices: ClassVar[bool] = True
    notes: ClassVar[tuple[str, ...]] = ()

    def require(self) -> None:  # noqa: B027 (most formats need none)
        """Checks that the packages that the format needs are installed.

        Raises:
            MissingDependencyError: A package is not installed.
        """

    @abstractmethod
    def write_segment(self, export: SegmentExport) -> Any:
        """Writes the files of a segment; runs in a worker.

        Returns:
            Values for `finish` that JSON can hold.
        """

    def finish(  # noqa: B027 (some formats have no such files)
        self, root: Location, records: Sequence[SegmentRecord], options: ExportOptions
    ) -> None:
        """Writes the files that describe all segments."""


def write_lines(root: Location, path: str, lines: Sequence[str]) -> None:
    """Writes a text file below the folder of an export."""
    write_bytes("".join(f"{line}\n" for line in lines).encode(), root / path)
