"""Export a dataset for OpenPCDet and for 2D detectors, and look a name up.

    python examples/export_dataset.py DATASET --out exported/

DATASET is anything that `open_dataset` takes. The index of an export leads from each name in it
back to the segment, the time and the camera.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from waymo_kit.exchange import ExportOptions, export_dataset, read_index


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", help="path of the dataset")
    parser.add_argument("--out", type=Path, required=True, help="folder of the exports")
    options = parser.parse_args(arguments)

    for to in ("openpcdet", "coco"):
        folder = options.out / to
        summary = export_dataset(options.dataset, to, folder, ExportOptions(every=2))
        index = read_index(folder, to)
        name = next(iter(index))
        place = index.place(name, str(folder))
        print(f"{to}: {summary.frames} frames in {summary.files} files")
        print(f"  {name} is {place.segment} at {place.timestamp_micros}, camera {place.camera}")


if __name__ == "__main__":
    main()
