"""Fixed splits of simulated drives, on which different systems can be compared."""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType

from waymo_kit.engine import Engine, LocalEngine, run_tasks
from waymo_kit.errors import NotFoundError
from waymo_kit.formats.tfrecord import RecordReader
from waymo_kit.io.json_files import write_json
from waymo_kit.progress import OnProgress, ignore_progress
from waymo_kit.protos import frame_pb2
from waymo_kit.simulate.city.cities import CITIES
from waymo_kit.simulate.plan import SegmentPlan, plan_segment
from waymo_kit.simulate.render.light import WEATHERS
from waymo_kit.simulate.segment import SegmentSummary, summarize, write_segment

_RAIN_CYCLE = 7
"""Period of the rainy segments, so that each split has rain."""

SPLITS = ("train", "validation", "test")
"""Names of the splits, in the order of their segments."""


@dataclass(frozen=True)
class DriveSplit:
    """Size of one split.

    Attributes:
        segments: Number of segments.
        frames: Number of frames in each segment.
        digest: Published digest of the labels (see `label_digest`), "" if none is published.
    """

    segments: int
    frames: int
    digest: str = ""


@dataclass(frozen=True)
class DriveBenchmark:
    """A benchmark: the simulated drives of each split.

    All splits have one seed and successive indices, so that no two segments of the benchmark share
    a place, a time or the dice of their traffic.

    Attributes:
        seed: Seed of the drives.
        quality: Sizes of the sensors' data, `fast` or `full`.
        splits: Size of each split, by name.
    """

    seed: int
    quality: str
    splits: MappingProxyType[str, DriveSplit]

    def plans(self, split: str) -> list[SegmentPlan]:
        """Returns the plans of the segments of a split.

        Raises:
            NotFoundError: There is no such split.
        """
        _check("split", split, SPLITS)
        first = sum(self.splits[name].segments for name in SPLITS[: SPLITS.index(split)])
        size = self.splits[split]
        return [
            plan_segment(
                self.seed,
                index,
                size.frames,
                weather=WEATHERS[index % _RAIN_CYCLE == 0],
                place=index // len(CITIES),
            )
            for index in range(first, first + size.segments)
        ]


BENCHMARKS = MappingProxyType(
    {
        ("v1", "small"): DriveBenchmark(
            seed=2020,
            quality="fast",
            splits=MappingProxyType(
                {
                    "train": DriveSplit(
                        100, 20, "59b5cd2059d6797fd11ebdb25e2f9be99bf0cac9f789da298829dd96c322c6a1"
                    ),
                    "validation": DriveSplit(
                        20, 50, "40d6b6a1a8f4d578e5ccc97b6feeeb0c3242fed6c2f28ce44df135e46a1a91d2"
                    ),
                    "test": DriveSplit(
                        20, 50, "6156593c925e113d7724d45fa7af73e2a5c9dd025eaa5d00639974ce397c0e10"
                    ),
                }
            ),
        ),
        ("v1", "full"): DriveBenchmark(
            seed=2021,
            quality="full",
            splits=MappingProxyType(
                {
                    "train": DriveSplit(798, 198),
                    "validation": DriveSplit(202, 198),
                    "test": DriveSplit(150, 198),
                }
            ),
        ),
    }
)
"""Benchmarks by version and size; the full one is as large as the dataset (Sun et al. 2020)."""


@dataclass(frozen=True)
class SplitSummary:
    """Summary of the simulated segments of one split.

    Attributes:
        split: Name of the split, and of its folder.
        digest: Digest of the labels; see `label_digest`.
        published_digest: Digest that the labels should have, "" if none is published.
        segments: Summary of each segment.
    """

    split: str
    digest: str
    published_digest: str
    segments: list[SegmentSummary]

    @property
    def differs(self) -> bool:
        """Whether the labels are not those of the published benchmark."""
        return bool(self.published_digest) and self.digest != self.published_digest


def find_benchmark(version: str, size: str) -> DriveBenchmark:
    """Returns a benchmark.

    Raises:
        NotFoundError: There is no such version or size.
    """
    _check("benchmark", version, sorted({name for name, _ in BENCHMARKS}))
    _check("size", size, [name for known, name in BENCHMARKS if known == version])
    return BENCHMARKS[version, size]


def simulate_benchmark(
    folder: str | os.PathLike[str],
    version: str = "v1",
    *,
    size: str = "small",
    splits: Iterable[str] = SPLITS,
    engine: Engine | None = None,
    on_progress: OnProgress = ignore_progress,
) -> list[SplitSummary]:
    """Simulates splits of a benchmark, each into a folder named after it.

    Segments that are in the folder already are kept, so that a run that was interrupted goes on.
    When a split is complete, `<split>.json` beside its folder tells its segments and digest.

    Args:
        folder: Folder of the splits; created if it does not exist.
        version: Version of the benchmark.
        size: Size of the benchmark, `small` or `full`.
        splits: Names of the splits; a name that is there twice counts once.
        engine: Engine that runs the workers. By default this process simulates one segment after
            the other.
        on_progress: Function called with the number of segments done so far, and the number of
            frames as the work.

    Returns:
        A summary of each split.

    Raises:
        NotFoundError: There is no such version, size or split.
        StorageError: A file cannot be written.
        WorkerLostError: Worker processes died on a segment.
    """
    benchmark = find_benchmark(version, size)
    tasks = [(split, plan) for split in dict.fromkeys(splits) for plan in benchmark.plans(split)]
    root = Path(folder).absolute()
    completions = run_tasks(
        engine or LocalEngine(1),
        partial(_write, root, benchmark.quality),
        tasks,
        name=lambda task: f"{task[0]}/{task[1].file_name}",
        advice="use fewer workers and run again",
        ordered=True,
        on_progress=on_progress,
    )
    written: dict[str, list[tuple[SegmentSummary, str]]] = {}
    for (split, _), completion in zip(tasks, completions, strict=True):
        written.setdefault(split, []).append(completion.result)
    summaries = []
    for split, parts in written.items():
        together = hashlib.sha256("".join(digest for _, digest in parts).encode())
        summary = SplitSummary(
            split,
            together.hexdigest(),
            benchmark.splits[split].digest,
            [segment for segment, _ in parts],
        )
        about = {"version": version, "size": size, "quality": benchmark.quality}
        write_json({**about, **asdict(summary)}, root / f"{split}.json")
        summaries.append(summary)
    return summaries


def label_digest(path: Path) -> str:
    """Returns the SHA-256 digest of the 3D labels of a v1 file.

    Each label counts with its frame, id and type, with center and size rounded to millimeters and
    heading to milliradians, so that machines whose last digits differ agree.

    Raises:
        CorruptDataError: The file is no v1 file.
    """
    digest = hashlib.sha256()
    with RecordReader(path) as records:
        for record in records:
            frame = frame_pb2.Frame.FromString(bytes(record))
            digest.update(f"{frame.context.name} {frame.timestamp_micros}\n".encode())
            for label in sorted(frame.laser_labels, key=lambda label: label.id):
                box = label.box
                values = (
                    *(box.center_x, box.center_y, box.center_z),
                    *(box.length, box.width, box.height, box.heading),
                )
                numbers = " ".join(str(round(1000 * value)) for value in values)
                digest.update(f"{label.id} {label.type} {numbers}\n".encode())
    return digest.hexdigest()


def _write(
    root: Path, quality: str, task: tuple[str, SegmentPlan], on_work: Callable[[int], None]
) -> tuple[SegmentSummary, str]:
    split, plan = task
    path = root / split / plan.file_name
    if path.exists():
        on_work(plan.frames)
        return summarize(plan, path, 0.0), label_digest(path)
    done = itertools.count(1)
    summary = write_segment(plan, quality, path.parent, lambda: on_work(next(done)))
    return summary, label_digest(path)


def _check(what: str, value: str, known: Iterable[str]) -> None:
    if value not in known:
        raise NotFoundError(f"{what}: expected one of {', '.join(known)}, got {value!r}")
