"""Download one segment of a dataset, and go on after an interruption.

    python examples/download_segments.py [URI] [--out FOLDER]

URI is a folder of component tables or v1 files in an object store or on a disk. Without it a
simulated dataset is copied from a folder of this machine.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import waymo_kit as wk
from waymo_kit.convert import convert_segment
from waymo_kit.download import download, plan_download
from waymo_kit.engine import make_engine
from waymo_kit.io import locate
from waymo_kit.simulate import simulate_dataset


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("uri", nargs="?", help="dataset in an object store")
    parser.add_argument("--out", help="folder of the copy")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        source = options.uri or f"{scratch}/tables"
        if options.uri is None:
            simulate_dataset(f"{scratch}/v1", segments=2, frames=2, seed=3)
            for path in sorted(Path(f"{scratch}/v1").iterdir()):
                convert_segment(locate(path), locate(source), ["lidar_box", "vehicle_pose"])
        first = plan_download(source)[0]
        out = options.out or f"{scratch}/copy"
        for attempt in ("first", "second"):
            ((name, count),) = download([first], out, make_engine("local", None, 1))
            print(f"{attempt} run: {name}, {count:,} of {first.size:,} bytes copied")
        print(wk.open_dataset(out))


if __name__ == "__main__":
    main()
