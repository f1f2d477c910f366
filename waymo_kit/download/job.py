"""Download of a dataset: the plan of its files, and their copies by segment on any engine."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyarrow import fs

from waymo_kit.download.transfer import RemoteFile, copy_file
from waymo_kit.engine import Engine, run_tasks
from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.formats.tables.manifest import MANIFEST_FOLDER, read_manifest
from waymo_kit.io import Location, locate
from waymo_kit.progress import OnProgress, ignore_progress
from waymo_kit.schema import COMPONENTS, component_of, is_segment_name

_PARQUET, _JSON, _RECORDS = ".parquet", ".json", ".tfrecord"


@dataclass(frozen=True)
class SegmentFiles:
    """The files of a segment, in the order in which they are copied: the manifest last.

    Attributes:
        name: Name of the segment, or of the v1 file.
        root: Location of the dataset.
        files: The files.
        has_manifest: Whether a manifest lists checksums of them.
    """

    name: str
    root: Location
    files: tuple[RemoteFile, ...]
    has_manifest: bool

    @property
    def size(self) -> int:
        """Number of bytes of all files."""
        return sum(file.size for file in self.files)


def plan_download(
    path: str | os.PathLike[str],
    *,
    segments: Collection[str] | None = None,
    components: Collection[str] | None = None,
) -> list[SegmentFiles]:
    """Lists the files of a dataset by segment; copies nothing.

    Args:
        path: Path or URI of a folder of component tables, a folder of v1 files, or one v1 file.
        segments: Names of the segments to take. Defaults to None, which takes all.
        components: Tags of the components to take of tables. Defaults to None, which takes all.

    Raises:
        NotFoundError: There is no such dataset, segment or component.
        InvalidInputError: `components` is given for v1 files, or for a converted dataset, whose
            manifests list all components.
    """
    root = locate(path)
    kind = root.info()
    if kind.type == fs.FileType.NotFound:
        raise NotFoundError(f"{path}: no such file or folder")
    if kind.type == fs.FileType.File:
        found = [_record_file(root, root, kind)]
    else:
        folders = {child.name for child in root.children()}
        if folders & COMPONENTS.keys():
            found = list(_table_segments(root, folders, components))
        else:
            files = [info for info in root.files() if _RECORDS in info.base_name]
            found = [_record_file(root, root / info.base_name, info) for info in files]
            if not found:
                raise NotFoundError(
                    f"{path}: neither TFRecord files nor component folders (such as lidar_box/) "
                    "are there"
                )
    is_tables = any(file.folder for segment in found for file in segment.files)
    if components is not None and not is_tables:
        raise InvalidInputError(f"{path}: components are those of tables, got v1 files")
    if segments is None:
        return found
    chosen = [one for one in found if any(_is_of(one.name, name) for name in segments)]
    missing = [name for name in segments if not any(_is_of(one.name, name) for one in found)]
    if missing:
        raise NotFoundError(f"{path}: no segment {missing[0]} among {len(found):,}")
    return chosen


def download(
    plan: Sequence[SegmentFiles],
    folder: str | os.PathLike[str],
    engine: Engine,
    *,
    on_progress: OnProgress = ignore_progress,
) -> list[tuple[str, int]]:
    """Copies segments into a folder of this machine.

    What is there already is not copied again, and interrupted files go on where they stopped. Each
    file is compared with the checksum of its store, where there is one, and of its manifest;
    without a manifest its records or footer are checked. The manifest of a segment comes last, so
    an incomplete segment is none.

    Args:
        plan: Segments, as `plan_download` lists them.
        folder: Folder of the copies; made if it does not exist.
        engine: Engine that runs the workers.
        on_progress: Function called with the number of segments that are done, and of bytes as the
            work.

    Returns:
        Name of each segment in the order of the plan, and the number of bytes that were copied.

    Raises:
        CorruptDataError: A file that arrived is damaged.
        OutputError: A file cannot be written.
        StorageError: A file cannot be read.
    """
    if "://" in os.fspath(folder):
        raise InvalidInputError(f"{folder}: expected a folder on this machine, got a URI")
    copied: dict[str, int] = {}
    for completion in run_tasks(
        engine,
        _Copier(Path(folder)),
        plan,
        name=lambda segment: f"segment {segment.name}",
        advice="run the same command again to continue",
        on_progress=on_progress,
    ):
        copied[completion.item.name] = completion.result
    return [(segment.name, copied[segment.name]) for segment in plan]


@dataclass(frozen=True)
class _Copier:
    """Copies the files of a segment; returns the number of bytes that were copied."""

    folder: Path

    def __call__(self, segment: SegmentFiles, progress: Callable[[int], None]) -> int:
        sums: dict[str, str] = {}
        if segment.has_manifest:
            manifest = read_manifest(segment.root, segment.name)
            if manifest is not None:
                sums = {tag: entry.crc32c for tag, entry in manifest.tables.items()}
        before = copied = 0
        for file in segment.files:
            if file.is_present(self.folder):
                progress(before + file.size)
            else:
                start = before

                def note(done: int, start: int = start) -> None:
                    progress(start + done)

                copy_file(file, self.folder, sums.get(file.folder), note)
                copied += file.size
            before += file.size
        return copied


def _table_segments(
    root: Location, folders: set[str], components: Collection[str] | None
) -> Iterator[SegmentFiles]:
    """Yields the segments of a folder of tables."""
    has_manifest = MANIFEST_FOLDER in folders
    tags = sorted(folders & COMPONENTS.keys())
    if components is not None:
        for tag in components:
            if component_of(tag).tag not in folders:
                raise NotFoundError(f"{root}: the dataset has no {tag} tables")
        if has_manifest:
            raise InvalidInputError(
                f"{root}: the manifests of a converted dataset list all components; leave the "
                "choice of components out"
            )
        tags = sorted(components)
    files: dict[str, list[RemoteFile]] = {}
    wanted = [(tag, _PARQUET) for tag in tags]
    wanted += [(MANIFEST_FOLDER, _JSON)] if has_manifest else []
    for folder, ending in wanted:
        place = root / folder
        for info in place.files():
            name = info.base_name.removesuffix(ending)
            if info.base_name.endswith(ending) and is_segment_name(name):
                file = _remote(place / info.base_name, folder, info)
                files.setdefault(name, []).append(file)
    for name, found in sorted(files.items()):
        if not has_manifest or found[-1].folder == MANIFEST_FOLDER:
            yield SegmentFiles(name, root, tuple(found), has_manifest)


def _record_file(root: Location, location: Location, info: fs.FileInfo) -> SegmentFiles:
    if _RECORDS not in info.base_name or not is_segment_name(info.base_name):
        raise InvalidInputError(f"{location}: expected a .tfrecord file")
    file = _remote(location, "", info)
    return SegmentFiles(info.base_name, root, (file,), has_manifest=False)


def _remote(location: Location, folder: str, info: fs.FileInfo) -> RemoteFile:
    return RemoteFile(location, folder, info.base_name, info.size, info.mtime_ns or 0)


def _is_of(file: str, segment: str) -> bool:
    """Returns whether a file name is that of a segment, with or without the parts that v1 adds."""
    stem = file.partition(_RECORDS)[0].removeprefix("segment-")
    return segment in (file, stem, stem.removesuffix("_with_camera_labels"))
