"""Tables as Polars lazy frames."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from waymo_kit.errors import MissingDependencyError
from waymo_kit.query.columns import enums_of, short_names

if TYPE_CHECKING:
    import pyarrow.dataset as ds


def scan_table(name: str, table: ds.Dataset) -> Any:
    """Returns a table as a `polars.LazyFrame` with short names; see `waymo_kit.scan`.

    Args:
        name: Name of the table, such as `lidar_box`.
        table: The table.

    Raises:
        MissingDependencyError: Polars is not installed.
    """
    try:
        pl = importlib.import_module("polars")
    except ImportError as error:
        raise MissingDependencyError("scan needs the package polars", "query") from error
    short = short_names(table.schema.names)
    frame = pl.scan_pyarrow_dataset(table).rename(short)
    return frame.with_columns(
        pl.col(column).replace_strict(
            [each.value for each in kind],
            [each.name for each in kind],
            default=None,
            return_dtype=pl.String,
        )
        for column, kind in enums_of(name, short.values()).items()
    )
