"""Read component tables with pyarrow alone: where are the labeled vehicles, and how fast?

    python examples/read_tables.py TABLES

TABLES is what `waymo-kit convert` wrote or an official v2 download. `open_dataset` gives the same
tables as `scene.table(tag)`, and frames, points and boxes on top.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from waymo_kit.schema import ObjectType, component_of


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tables", type=Path, help="folder of the dataset")
    options = parser.parse_args(arguments)

    box = component_of("lidar_box")
    columns = [box.column(name) for name in ("box.center.x", "box.center.y", "speed.x", "speed.y")]
    kind = box.column("type")
    for path in sorted((options.tables / "lidar_box").glob("*.parquet")):
        table = pq.read_table(path, columns=[*columns, kind])
        vehicles = table.filter(pc.equal(table[kind], ObjectType.VEHICLE))
        x, y, speed_x, speed_y = (vehicles[name].to_numpy() for name in columns)
        near = np.hypot(x, y) < 30
        fast = np.hypot(speed_x, speed_y) > 5
        print(
            f"{path.stem}: {len(vehicles)} boxes of vehicles, {near.sum()} within 30 m,"
            f" {fast.sum()} faster than 5 m/s"
        )


if __name__ == "__main__":
    main()
