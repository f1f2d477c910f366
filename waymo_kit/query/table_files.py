"""The Parquet files of a table, as one Arrow dataset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.formats.tables.manifest import table_location
from waymo_kit.io import Location, locate
from waymo_kit.io.storage import translated_errors
from waymo_kit.query.subset import Subset
from waymo_kit.schema import COMPONENTS, component_of

if TYPE_CHECKING:  # it imports pandas where that is installed, which takes half a second
    import pyarrow.dataset as ds

_SEGMENT, _TIME = "key.segment_context_name", "key.frame_timestamp_micros"


@dataclass(frozen=True)
class TableFiles:
    """The component tables of some segments.

    Attributes:
        root: Folder of the dataset.
        segments: Names of the segments.
        subset: Frames that count; None for all.
    """

    root: Location
    segments: Sequence[str]
    subset: Subset | None = None

    @property
    def tags(self) -> list[str]:
        """Tags of the components that any segment may have."""
        return [child.name for child in self.root.children() if child.name in COMPONENTS]

    def table(self, tag: str) -> ds.Dataset:
        """Returns the table of a component over all segments; nothing but footers is read.

        Raises:
            NotFoundError: No segment has the component.
            CorruptDataError: A file is not Parquet, or lacks a column.
        """
        component = component_of(tag)
        there = {info.base_name for info in (self.root / tag).files()}
        names = [name for name in self.segments if f"{name}.parquet" in there]
        if not names:
            raise NotFoundError(
                f"{self.root / tag}: no segment has a {tag} table; convert or download that "
                "component"
            )
        paths = [table_location(self.root, tag, name).path for name in names]
        table = _open(self.root, paths, component.schema)
        if self.subset is not None and component.per_frame:
            table = table.filter(_chosen(self.subset, names))
        return table


def read_files(path: str) -> ds.Dataset:
    """Opens a Parquet or Arrow file, or a folder of Parquet files, as one table.

    Raises:
        NotFoundError: No file is there.
        InvalidInputError: The file has another format.
    """
    location = locate(path)
    if location.is_dir():
        paths = [info.path for info in location.files() if info.base_name.endswith(".parquet")]
        if not paths:
            raise NotFoundError(f"{path}: the folder has no .parquet file")
    elif not location.name.endswith((".parquet", ".arrow")):
        raise InvalidInputError(f"{path}: expected a .parquet or .arrow file or a folder of them")
    else:
        location.info()
        paths = [location.path]
    kind = "ipc" if paths[0].endswith(".arrow") else "parquet"
    return _open(location, paths, None, kind)


def _open(
    where: Location, paths: list[str], schema: pa.Schema | None, kind: str = "parquet"
) -> ds.Dataset:
    import pyarrow.dataset as ds

    try:
        with translated_errors(where.uri):
            return ds.dataset(paths, schema, format=kind, filesystem=where.filesystem)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise CorruptDataError(f"{where}: {' '.join(str(error).split())}") from error


def _chosen(subset: Subset, names: Sequence[str]) -> pc.Expression:
    """Returns the condition that a row belongs to a chosen frame."""
    segment, time = pc.field(_SEGMENT), pc.field(_TIME)
    whole = [name for name in names if subset.frames[name] is None]
    condition = segment.isin(pa.array(whole, pa.string()))
    for name in names:
        times = subset.frames[name]
        if times is not None:
            condition = condition | ((segment == name) & time.isin(list(times)))
    return condition
