"""The views of a DuckDB connection to a dataset."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from waymo_kit.errors import MissingDependencyError
from waymo_kit.query.columns import enums_of, short_names
from waymo_kit.query.table_files import TableFiles, read_files
from waymo_kit.schema import component_of

if TYPE_CHECKING:
    import pyarrow.dataset as ds

_TIME_TAGS = ("vehicle_pose", "stats", "camera_image", "lidar", "lidar_box", "camera_box")
"""Components with rows in each frame, the smallest first; the labels only if there is no other."""

_FRAMES = """
CREATE VIEW frames AS
WITH poses AS ({poses}), counts AS ({counts}), contexts AS ({contexts})
SELECT t.segment, t.frame, t.timestamp_micros, location, time_of_day, weather, x, y, z, speed,
    coalesce(num_boxes, 0) AS num_boxes, coalesce(num_vehicles, 0) AS num_vehicles,
    coalesce(num_pedestrians, 0) AS num_pedestrians, coalesce(num_signs, 0) AS num_signs,
    coalesce(num_cyclists, 0) AS num_cyclists
FROM frame_times AS t
LEFT JOIN poses USING (segment, timestamp_micros)
LEFT JOIN contexts USING (segment, timestamp_micros)
LEFT JOIN counts USING (segment, timestamp_micros)
"""

_POSES = """
SELECT segment, timestamp_micros, x, y, z,
    sqrt(
        pow(coalesce(lead(x) OVER w, x) - coalesce(lag(x) OVER w, x), 2)
        + pow(coalesce(lead(y) OVER w, y) - coalesce(lag(y) OVER w, y), 2)
        + pow(coalesce(lead(z) OVER w, z) - coalesce(lag(z) OVER w, z), 2)
    ) / nullif(
        1e-6 * (coalesce(lead(timestamp_micros) OVER w, timestamp_micros)
        - coalesce(lag(timestamp_micros) OVER w, timestamp_micros)), 0
    ) AS speed
FROM (
    SELECT segment, timestamp_micros, world_from_vehicle_transform[4] AS x,
        world_from_vehicle_transform[8] AS y, world_from_vehicle_transform[12] AS z
    FROM vehicle_pose
)
WINDOW w AS (PARTITION BY segment ORDER BY timestamp_micros)
"""

_COUNTS = """
SELECT segment, timestamp_micros, count(*) AS num_boxes,
    count(*) FILTER (type = 'VEHICLE') AS num_vehicles,
    count(*) FILTER (type = 'PEDESTRIAN') AS num_pedestrians,
    count(*) FILTER (type = 'SIGN') AS num_signs,
    count(*) FILTER (type = 'CYCLIST') AS num_cyclists
FROM lidar_box GROUP BY segment, timestamp_micros
"""

_CONTEXTS = "SELECT segment, timestamp_micros, location, time_of_day, weather FROM stats"

_NOTHING = {
    "poses": "SELECT '' AS segment, 0 AS timestamp_micros, NULL::DOUBLE AS x, NULL::DOUBLE AS y, "
    "NULL::DOUBLE AS z, NULL::DOUBLE AS speed WHERE false",
    "counts": "SELECT '' AS segment, 0 AS timestamp_micros, 0 AS num_boxes, 0 AS num_vehicles, "
    "0 AS num_pedestrians, 0 AS num_signs, 0 AS num_cyclists WHERE false",
    "contexts": "SELECT '' AS segment, 0 AS timestamp_micros, '' AS location, '' AS time_of_day, "
    "'' AS weather WHERE false",
}
"""Parts of `frames` where a dataset lacks the table that they come from."""

_SEGMENTS = """
CREATE VIEW segments AS
SELECT segment, any_value(location) AS location, any_value(time_of_day) AS time_of_day,
    any_value(weather) AS weather, count(*) AS num_frames,
    1e-6 * (max(timestamp_micros) - min(timestamp_micros)) AS seconds,
    min(timestamp_micros) AS first_timestamp_micros, max(timestamp_micros) AS last_timestamp_micros
FROM frames GROUP BY segment
"""

_TRACKS = """
CREATE VIEW tracks AS
SELECT segment, id, any_value(type) AS type, count(*) AS num_frames,
    min(frame) AS first_frame, max(frame) AS last_frame,
    1e-6 * (max(timestamp_micros) - min(timestamp_micros)) AS seconds,
    max(speed) AS max_speed, min(distance) AS min_distance, max(num_points) AS max_num_points
FROM lidar_box GROUP BY segment, id
"""

_MORE = {
    "lidar_box": "sqrt(center_x * center_x + center_y * center_y + center_z * center_z) AS "
    "distance, sqrt(velocity_world_x * velocity_world_x + velocity_world_y * velocity_world_y) AS "
    "speed",
}
"""Table -> columns that its view adds."""


def connect(files: TableFiles, predictions: str | None, errors: str | None) -> Any:
    """Returns a DuckDB connection with a view for each table; see `waymo_kit.sql`.

    Raises:
        MissingDependencyError: DuckDB is not installed.
        NotFoundError: A file does not exist.
    """
    try:
        duckdb = importlib.import_module("duckdb")
    except ImportError as error:
        raise MissingDependencyError("sql needs the package duckdb", "query") from error
    connection = duckdb.connect(":memory:")
    tags = files.tags
    timed = [tag for tag in _TIME_TAGS if tag in tags]
    tables = {tag: files.table(tag) for tag in tags}
    if timed:
        connection.register(f"{timed[0]}_file", tables[timed[0]])
        connection.execute(
            "CREATE VIEW frame_times AS SELECT segment, timestamp_micros, "
            "row_number() OVER (PARTITION BY segment ORDER BY timestamp_micros) - 1 AS frame FROM "
            '(SELECT DISTINCT "key.segment_context_name" AS segment, '
            f'"key.frame_timestamp_micros" AS timestamp_micros FROM {timed[0]}_file)'
        )
    for name, path in (("predictions", predictions), ("errors", errors)):
        if path is not None:
            tables[name] = read_files(path)
    for name, table in tables.items():
        is_framed = bool(timed) and (name not in tags or component_of(name).per_frame)
        _create_view(connection, name, table, is_framed)
    if timed:
        parts = {
            "poses": _POSES if "vehicle_pose" in tags else _NOTHING["poses"],
            "counts": _COUNTS if "lidar_box" in tags else _NOTHING["counts"],
            "contexts": _CONTEXTS if "stats" in tags else _NOTHING["contexts"],
        }
        connection.execute(_FRAMES.format(**parts))
        connection.execute(_SEGMENTS)
        if "lidar_box" in tags:
            connection.execute(_TRACKS)
    return connection


def _create_view(connection: Any, name: str, table: ds.Dataset, is_framed: bool) -> None:
    """Creates the short-named view of a table."""
    connection.register(f"{name}_file", table)
    short = short_names(table.schema.names)
    enums = enums_of(name, short.values())
    columns = []
    for column, alias in short.items():
        value = f'f."{column}"'
        if alias in enums:
            cases = " ".join(f"WHEN {each.value} THEN '{each.name}'" for each in enums[alias])
            value = f"CASE {value} {cases} END"
        columns.append(f'{value} AS "{alias}"')
    inner = f"SELECT {', '.join(columns)} FROM {name}_file AS f"
    more = f", {_MORE[name]}" if _MORE.get(name) else ""
    join = " LEFT JOIN frame_times USING (segment, timestamp_micros)" if is_framed else ""
    connection.execute(f"CREATE VIEW {name} AS SELECT *{more} FROM ({inner}){join}")
