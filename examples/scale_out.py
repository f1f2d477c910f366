"""Do something of your own to each segment, on one machine or on a cluster.

    python examples/scale_out.py TABLES --workers 2
    python examples/scale_out.py s3://bucket/tables --engine ray --address host:6379

TABLES is any dataset: v1 files or component tables, a folder or a URI. Prints the labeled boxes of
each type. The task is a function of one segment that returns little; a worker that is lost is made
up for, because the task may as well be done twice.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pyarrow.compute as pc

from waymo_kit.engine import ENGINES, make_engine, run_tasks
from waymo_kit.scene import Dataset, open_dataset
from waymo_kit.schema import ObjectType, component_of


@dataclass(frozen=True)
class BoxCount:
    """Counts the boxes of a segment by type; it is sent to each worker once."""

    dataset: Dataset

    def __call__(self, segment: str, progress: Callable[[int], None]) -> Counter[str]:
        """Reads one column of one table."""
        types = self.dataset[segment].table("lidar_box")[component_of("lidar_box").column("type")]
        counts = pc.value_counts(types).to_pylist()
        return Counter({ObjectType(one["values"]).name: one["counts"] for one in counts})


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", help="v1 files or component tables, a folder or a URI")
    parser.add_argument("--engine", default="local", choices=ENGINES)
    parser.add_argument("--address", help="of a cluster")
    parser.add_argument("--workers", type=int)
    options = parser.parse_args(arguments)

    dataset = open_dataset(options.dataset)
    engine = make_engine(options.engine, options.address, options.workers)
    total: Counter[str] = Counter()
    for done in run_tasks(engine, BoxCount(dataset), dataset.segments):
        print(f"{done.item}: {done.cost.core_seconds:.2f} s, {done.cost.retries} retries")
        total += done.result
    for name, count in sorted(total.items()):
        print(f"{name:12} {count:8,}")


if __name__ == "__main__":
    main()
