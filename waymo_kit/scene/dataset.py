"""A dataset: the scenes under a path, whatever their format."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol, overload

from pyarrow import fs

from waymo_kit.boxes.html import SHOWN_ROWS, html_table
from waymo_kit.errors import InvalidInputError, NotFoundError, count
from waymo_kit.formats.recognition import recognize_file
from waymo_kit.formats.segment_source import SegmentSource
from waymo_kit.formats.tables.manifest import MANIFEST_FOLDER, list_manifests
from waymo_kit.formats.tables.source import TableSource
from waymo_kit.formats.tfrecord import RecordReader
from waymo_kit.formats.v1.frames import read_head
from waymo_kit.formats.v1.source import V1Source
from waymo_kit.io import Location, find_files, locate
from waymo_kit.io.storage import stamp_of
from waymo_kit.query.subset import Subset, read_subset, split_path
from waymo_kit.query.table_files import TableFiles
from waymo_kit.scene.frame import Frame
from waymo_kit.scene.samples.frames import FrameSamples, find_frames
from waymo_kit.scene.scene import Scene
from waymo_kit.schema import COMPONENTS

_PARQUET = ".parquet"


class _Segment(Protocol):
    """Segment that can be opened."""

    @property
    def name(self) -> str: ...

    @property
    def is_local(self) -> bool: ...

    def open(self) -> SegmentSource: ...


@dataclass
class _V1Segment:
    """v1 file; the name of its segment is read when it is asked for."""

    location: Location

    @cached_property
    def name(self) -> str:
        with RecordReader(self.location) as reader:
            return read_head(reader, 0).segment

    @property
    def is_local(self) -> bool:
        return self.location.is_local

    def open(self) -> SegmentSource:
        return V1Source(self.location)


@dataclass
class _TableSegment:
    """The Parquet files of one segment.

    Attributes:
        root: Folder of the dataset.
        name: Name of the segment.
        tags: Tables that may exist, or None for those that the segment's manifest lists.
    """

    root: Location
    name: str
    tags: frozenset[str] | None

    @property
    def is_local(self) -> bool:
        return self.root.is_local

    def open(self) -> SegmentSource:
        return TableSource(self.root, self.name, self.tags)


class Dataset(Sequence[Scene]):
    """The scenes of v1 files, of converted tables or of an official v2 download.

    An int or the name of a segment opens its scene; a slice gives a dataset of fewer scenes.
    Iteration opens one scene after the other and closes each when the next one begins.

    Attributes:
        where: Path or URI of the dataset.
        subset: Subset of segments or frames that this is; None for all of them.
    """

    def __init__(
        self, where: str, segments: Sequence[_Segment], subset: Subset | None = None
    ) -> None:
        """Creates a dataset; `open_dataset` does."""
        self.where = where
        self.subset = subset
        self._segments = segments

    @cached_property
    def segments(self) -> list[str]:
        """Names of the segments, in the order of the scenes."""
        return [segment.name for segment in self._segments]

    def __len__(self) -> int:
        """Number of scenes."""
        return len(self._segments)

    def __repr__(self) -> str:
        """Path and number of scenes."""
        return f"<Dataset {self.where}, {count(len(self), 'segment')}>"

    def _repr_html_(self) -> str:
        """The first segments, for notebooks."""
        names = [[segment.name] for segment in self._segments[:SHOWN_ROWS]]
        return html_table(repr(self)[1:-1], ["segment"], names, total=len(self))

    @overload
    def __getitem__(self, index: int | str) -> Scene: ...

    @overload
    def __getitem__(self, index: slice) -> Dataset: ...

    def __getitem__(self, index: int | str | slice) -> Scene | Dataset:
        """Opens a scene by position or name; a slice gives a dataset of fewer scenes.

        Raises:
            NotFoundError: There is no segment of that name.
            IndexError: There is no such position.
        """
        if isinstance(index, slice):
            return Dataset(self.where, self._segments[index], self.subset)
        if isinstance(index, str):
            if index not in self.segments:
                raise NotFoundError(f"{self.where}: no segment {index!r} among {len(self)}")
            index = self.segments.index(index)
        if not -len(self) <= index < len(self):
            raise IndexError(f"no segment {index} in {self!r}")
        return self._open(self._segments[index])

    def _open(self, segment: _Segment) -> Scene:
        source = segment.open()
        if self.subset is None:
            return Scene(source)
        return Scene(source, self.subset.positions(source.segment, source.timestamps_micros))

    def __iter__(self) -> Iterator[Scene]:
        """Yields the scenes one after the other, and closes each when the next one is asked for."""
        for segment in self._segments:
            with self._open(segment) as scene:
                yield scene

    def select(self, subset: Subset) -> Dataset:
        """Returns the part of this dataset that a subset names.

        Segments of the subset that the dataset lacks are left out, so that a subset of all data
        fits the training and the validation part alike.

        Raises:
            NotFoundError: The dataset has none of the segments.
        """
        subset = subset.within(self.subset)
        chosen = [one for one in self._segments if one.name in subset.frames]
        if not chosen:
            raise NotFoundError(
                f"{self.where}: no frame of the subset is in its {len(self)} segments"
            )
        return Dataset(self.where, chosen, subset)

    def table_files(self) -> TableFiles:
        """Returns the files of the dataset's tables, for questions about all segments at once.

        Raises:
            InvalidInputError: The dataset is made of v1 files.
        """
        tables = [one for one in self._segments if isinstance(one, _TableSegment)]
        if not tables or len(tables) < len(self._segments):
            raise InvalidInputError(
                f"{self.where}: expected component tables, got v1 files; run waymo-kit convert"
            )
        return TableFiles(tables[0].root, self.segments, self.subset)

    @property
    def is_local(self) -> bool:
        """Whether all files are on local disks."""
        return all(segment.is_local for segment in self._segments)

    def frames(
        self,
        *,
        every: int = 1,
        sweeps: int = 1,
        lasers: str | int | Sequence[str | int] | None = None,
        returns: int | Sequence[int] = (1, 2),
        cameras: str | int | Sequence[str | int] = (),
        labels: bool = True,
        where: str | Subset | Callable[[Frame], bool] | None = None,
    ) -> FrameSamples:
        """Returns frames as samples for training loops; nothing but their times is read.

        Args:
            every: Use every N-th frame of each segment, from its first one on.
            sweeps: Number of sweeps whose points a sample holds: the frame's own and those before
                it, moved into its axes. 0 reads no points.
            lasers: Name or number of a lidar, or several. Defaults to None, which takes all that a
                frame has.
            returns: Number of a return, 1 or 2, or both. Defaults to both.
            cameras: Name or number of a camera, or several, whose images are read. Defaults to
                none.
            labels: Whether labeled 3D boxes are read. Defaults to True.
            where: Frames to take: a condition or query as `waymo_kit.select` takes it, a `Subset`,
                or a function that says of a `Frame` whether it is taken. Defaults to None, which
                takes all.

        Raises:
            NotFoundError: No frame is left.
            InvalidInputError: An argument is out of range.
        """
        from waymo_kit.scene.queries import select

        chosen = select(self, where) if isinstance(where, str) else where
        dataset = self.select(chosen) if isinstance(chosen, Subset) else self
        return find_frames(
            dataset,
            every=every,
            sweeps=sweeps,
            lasers=lasers,
            returns=returns,
            cameras=cameras,
            labels=labels,
            where=None if isinstance(chosen, Subset) else chosen,
        )


def open_dataset(path: str | os.PathLike[str]) -> Dataset:
    """Opens segments for reading, without TensorFlow.

    Args:
        path: Path of the segments, one of
            - a v1 TFRecord file, a glob pattern of such files, or a folder of them;
            - a folder of component tables, ours or an official v2 download
              (`<path>/<component>/<segment>.parquet`);
            - a table in such a folder, or a glob pattern of tables: the segments that they belong
              to, with all their components;
            - a URI of a file or folder (`gs://`, `s3://`, `file://`);
            - any of these with `#subset.yaml` behind it: the segments and frames that a file of
              `waymo-kit select` names.

    Returns:
        The dataset; nothing but names was read. Of our tables only complete segments count.

    Raises:
        NotFoundError: No file is there, or none of a dataset.
        InvalidInputError: A pattern matches tables of several datasets, or other files beside them.
    """
    text, subset = split_path(path)
    if subset:
        chosen = open_dataset(text).select(read_subset(subset))
        chosen.where = os.fspath(path)
        return chosen
    is_pattern = "://" not in text and glob.has_magic(text) and not Path(text).exists()
    root = locate(text)
    kind = None if is_pattern else root.info().type
    if is_pattern or kind == fs.FileType.File:
        files = find_files([text], "")
        if any(file.name.endswith(_PARQUET) for file in files):
            return Dataset(text, _segments_of_tables(text, files))
        return Dataset(text, [_V1Segment(file) for file in files])
    if kind != fs.FileType.Directory:
        raise NotFoundError(f"{text}: no such file or folder")
    names = {child.name for child in root.children()}
    if names & COMPONENTS.keys():
        return Dataset(text, _table_segments(root, names))
    if any(".tfrecord" in name for name in names):
        return Dataset(text, [_V1Segment(location) for location in find_files([text], ".tfrecord")])
    raise NotFoundError(
        f"{text}: neither TFRecord files nor component folders (such as lidar_box/) are there"
    )


def dataset_stamp(path: str | os.PathLike[str], tag: str) -> str:
    """Returns a text that changes when the files of a dataset change; lists them, reads nothing.

    Args:
        path: Path or URI, as for `open_dataset`.
        tag: Tag of the component whose tables count, where the dataset has tables.
    """
    text, subset = split_path(path)
    if subset:
        return f"{dataset_stamp(text, tag)} {stamp_of([locate(subset).info()])}"
    root = locate(text)
    if root.is_dir():
        tables = (root / tag).files()
        return stamp_of(tables or [i for i in root.files() if ".tfrecord" in i.base_name])
    files = find_files([text], "")
    if any(file.name.endswith(_PARQUET) for file in files):
        root, names = _chosen_tables(text, files)
        tables = (root / tag).files()
        return stamp_of(i for i in tables if i.base_name.removesuffix(_PARQUET) in names)
    return stamp_of(location.info() for location in files)


def _segments_of_tables(where: str, files: list[Location]) -> list[_TableSegment]:
    """Returns the segments that tables belong to."""
    root, names = _chosen_tables(where, files)
    folders = {child.name for child in root.children()}
    segments = [one for one in _table_segments(root, folders) if one.name in names]
    missing = sorted(names - {one.name for one in segments})
    if missing:
        raise NotFoundError(
            f"{where}: the conversion of segment {missing[0]} was interrupted; run it again"
        )
    return segments


def _chosen_tables(where: str, files: list[Location]) -> tuple[Location, set[str]]:
    """Returns the folder of the dataset that tables belong to, and the names of their segments."""
    roots = {}
    for file in files:
        folder = file.parent
        if not file.name.endswith(_PARQUET) or folder.name not in COMPONENTS:
            found = recognize_file(file)
            raise InvalidInputError(
                f"{file}: expected <dataset>/<component>/<segment>.parquet"
                + (f", got {found}" if found else "")
            )
        roots[folder.parent.path] = folder.parent
    if len(roots) > 1:
        raise InvalidInputError(
            f"{where}: expected tables of one dataset, got some of {' and '.join(sorted(roots))}"
        )
    return next(iter(roots.values())), {file.name.removesuffix(_PARQUET) for file in files}


def _table_segments(root: Location, folders: set[str]) -> list[_TableSegment]:
    """Segments with a manifest; in a download without manifests, those with any table.

    Args:
        root: Folder of the dataset.
        folders: Names of the folders in it.
    """
    if MANIFEST_FOLDER in folders:
        names = list_manifests(root)
        if not names:
            raise NotFoundError(
                f"{root}: no segment is complete, a conversion was interrupted; run it again"
            )
        return [_TableSegment(root, name, None) for name in names]
    tags = frozenset(folders & COMPONENTS.keys())
    found = {
        child.name[: -len(_PARQUET)]
        for tag in tags
        for child in (root / tag).children()
        if child.name.endswith(_PARQUET) and not child.name.startswith(".")
    }
    return [_TableSegment(root, name, tags) for name in sorted(found)]
