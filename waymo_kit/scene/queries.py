"""Questions about a dataset: SQL, lazy frames, and the subsets that they choose."""

from __future__ import annotations

import os
import re
from typing import Any

import numpy as np
import pyarrow as pa

from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.query.lazy_frames import scan_table
from waymo_kit.query.subset import Subset
from waymo_kit.query.table_files import read_files
from waymo_kit.query.views import connect
from waymo_kit.scene.dataset import Dataset, open_dataset
from waymo_kit.scene.map_places import MapPlaces

_QUERIES = ("select", "with", "from")
_CONFINED = (
    "python_enable_replacements = false",
    "enable_external_access = false",
    "lock_configuration = true",
)
"""Settings of DuckDB under which a query reads no files and no variables of Python."""
_NAMES_MAP_BOX = re.compile(r"\bmap_box\b", re.IGNORECASE)
_MAP_BOX = """
CREATE VIEW map_box AS
SELECT b.*, on_road, lane_distance, crosswalk_distance
FROM lidar_box AS b JOIN map_places USING (segment, timestamp_micros, id)
"""


def sql(
    path: str | os.PathLike[str],
    *,
    predictions: str | os.PathLike[str] | None = None,
    errors: str | os.PathLike[str] | None = None,
    with_map: bool = False,
) -> Any:
    """Returns a DuckDB connection with short-named views of the tables of a dataset.

    The views are `segments`, `frames`, `tracks` and one per component, such as `lidar_box` and
    `camera_box`; docs/guides/query.md lists their columns. They read files when they are queried,
    and of these only the columns that a query names.

    Args:
        path: Folder of component tables, or their pattern or URI; see `open_dataset`.
        predictions: Predictions that the view `predictions` shows: a Parquet or Arrow file or a
            folder of them. Defaults to None, which makes no such view.
        errors: Listing of `waymo-kit eval --errors`, which the view `errors` shows.
        with_map: Whether to place all labels on the road maps, for the view `map_box`. Defaults to
            False, which makes no such view.

    Returns:
        A `duckdb.DuckDBPyConnection`: `sql("tables").sql("SELECT ...").df()`.

    Raises:
        MissingDependencyError: DuckDB is not installed.
        NotFoundError: No file is there.
        InvalidInputError: The dataset is not made of tables.
    """
    return _connect(open_dataset(path), predictions, errors, with_map)


def scan(path: str | os.PathLike[str], table: str) -> Any:
    """Returns a component table of a dataset as a Polars lazy frame with short names.

    Args:
        path: Folder of component tables, or their pattern or URI. For the tables `predictions` and
            `errors`, the file of predictions or of the listing of errors.
        table: Tag of the component, such as `lidar_box`, or `predictions` or `errors`.

    Returns:
        A `polars.LazyFrame`; `.collect()` reads the columns and rows that the query needs.

    Raises:
        MissingDependencyError: Polars is not installed.
        NotFoundError: No file is there, or no segment has the component.
    """
    if table in ("predictions", "errors"):
        return scan_table(table, read_files(os.fspath(path)))
    return scan_table(table, open_dataset(path).table_files().table(table))


def select(
    dataset: Dataset,
    question: str,
    *,
    predictions: str | os.PathLike[str] | None = None,
    errors: str | os.PathLike[str] | None = None,
    is_confined: bool = False,
) -> Subset:
    """Chooses segments or frames of a dataset by a condition or a query.

    Args:
        dataset: Dataset of component tables.
        question: Condition on the columns of the view `frames`, such as `time_of_day = 'Night'`, or
            a query whose result has a column `segment`, and `timestamp_micros` or `frame` if it
            chooses frames. A query that names the view `map_box` places the labels on road maps.
        predictions: Predictions that the query may use; see `sql`.
        errors: Listing of errors that the query may use; see `sql`.
        is_confined: Whether the question may read nothing but the views, so that it can come from
            somebody else. Defaults to False, where it may read other files.

    Returns:
        The subset; a segment all of whose frames are chosen counts as a whole.

    Raises:
        MissingDependencyError: DuckDB is not installed.
        InvalidInputError: The question is no SQL, or its result lacks these columns.
        NotFoundError: The question chooses nothing.
    """
    with_map = _NAMES_MAP_BOX.search(question) is not None
    connection = _connect(dataset, predictions, errors, with_map)
    if is_confined:
        for setting in _CONFINED:
            connection.execute(f"SET {setting}")
    query = question.strip().rstrip(";")
    if not query.lower().startswith(_QUERIES):
        query = f"SELECT segment, timestamp_micros FROM frames WHERE ({query})"
    found = _answer(connection, query, question)
    names = found.column_names
    if "segment" not in names:
        raise InvalidInputError(
            f"{question}: expected a result with the column segment, got {', '.join(names)}"
        )
    if "timestamp_micros" not in names and "frame" in names:
        timed = f"SELECT t.segment, t.timestamp_micros FROM ({query}) AS q JOIN frame_times AS t "
        timed += "ON t.segment = q.segment AND t.frame = q.frame"
        found = _answer(connection, timed, question)
        names = found.column_names
    frames: dict[str, tuple[int, ...] | None] = {}
    if "timestamp_micros" in names:
        everything = _times(_answer(connection, "SELECT * FROM frame_times", question))
        for name, times in _times(found).items():
            strays = times - everything.get(name, set())
            if strays:
                raise InvalidInputError(
                    f"{question}: segment {name} has no frame at {min(strays)}, which the result "
                    "lists"
                )
            frames[name] = None if times == everything[name] else tuple(sorted(times))
    else:
        frames = dict.fromkeys(found.column("segment").unique().to_pylist())
    if not frames:
        raise NotFoundError(f"{dataset.where}: no frame fits {question}")
    unknown = sorted(str(name) for name in frames.keys() - set(dataset.segments))
    if unknown:
        raise InvalidInputError(f"{question}: {dataset.where} has no segment {unknown[0]}")
    return Subset(frames, question).within(dataset.subset)


def _connect(
    dataset: Dataset,
    predictions: str | os.PathLike[str] | None,
    errors: str | os.PathLike[str] | None,
    with_map: bool,
) -> Any:
    """Returns a connection with the views of a dataset; see `sql`."""
    named = (None if each is None else os.fspath(each) for each in (predictions, errors))
    connection = connect(dataset.table_files(), *named)
    if with_map:
        connection.register("map_places", _map_places(dataset))
        connection.execute(_MAP_BOX)
    return connection


def _map_places(dataset: Dataset) -> pa.Table:
    """Returns the places of the labels in the segments with a map.

    Raises:
        NotFoundError: No segment has a map.
    """
    parts = []
    for scene in dataset:
        try:
            places = MapPlaces.of(scene)
        except NotFoundError:
            continue
        boxes = scene.boxes
        times = boxes.require("timestamps_micros")
        found = places.of_boxes(boxes.array, times)
        parts.append(
            pa.table(
                {
                    "segment": np.full(len(boxes), scene.name),
                    "timestamp_micros": times,
                    "id": pa.array(boxes.require("ids").tolist(), pa.string()),
                    "on_road": found.is_on_road,
                    "lane_distance": found.lane_distances,
                    "crosswalk_distance": found.crosswalk_distances,
                }
            )
        )
    if not parts:
        raise NotFoundError(f"{dataset.where}: no segment has a road map, which map_box needs")
    return pa.concat_tables(parts)


def _answer(connection: Any, query: str, question: str) -> Any:
    """Runs a query and returns an Arrow table."""
    import duckdb

    try:
        return connection.sql(query).to_arrow_table()
    except duckdb.Error as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        raise InvalidInputError(f"{question}: {lines[0] if lines else error}") from error


def _times(found: Any) -> dict[str, set[int]]:
    """Returns the times of each segment."""
    names = found.column("segment").to_pylist()
    times = found.column("timestamp_micros").to_pylist()
    grouped: dict[str, set[int]] = {}
    for name, time in zip(names, times, strict=True):
        grouped.setdefault(name, set()).add(int(time))
    return grouped
