"""Convert v1 segments into component tables, and say what became of each file.

    python examples/convert_segments.py SEGMENTS TABLES --workers 2

SEGMENTS is a file, pattern, folder or URI. `waymo-kit convert` does the same with more options.
"""

from __future__ import annotations

import argparse

from waymo_kit.convert import plan_conversions, run_conversions
from waymo_kit.io import find_files, locate
from waymo_kit.schema import CONVERTED_TAGS


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("segments", help="v1 files: a file, pattern, folder or URI")
    parser.add_argument("tables", help="folder or URI of the dataset to write")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args(arguments)

    files = find_files([options.segments], ".tfrecord")
    root = locate(options.tables)
    conversions = plan_conversions(files, root, CONVERTED_TAGS, skip_errors=True)
    for outcome in run_conversions(conversions, root, workers=options.workers, skip_errors=True):
        if outcome.status == "failed":
            print(f"{outcome.source} was left out: {outcome.error}")
        else:
            print(
                f"{outcome.segment} {outcome.status}: {outcome.source_bytes / 1e6:.1f} MB"
                f" -> {outcome.table_bytes / 1e6:.1f} MB"
            )


if __name__ == "__main__":
    main()
