"""Compares the lidar data of datasets, such as simulated drives with real ones.

    python -m tools.models.sim_to_real --data real=frames.tfrecord --data made=drives/ --every 10

Prints a Markdown table with a column for each dataset. Figures of the TOP lidar: share of the
pulses with a return, of all beams and of the lowest, middle and highest third; share of the returns
with a second one; quantiles of range, intensity and elongation of the first returns. Figures of the
labels: median number of points in the boxes of a type within a range of distances, and their
number.
"""

from __future__ import annotations

import argparse

import numpy as np
from numpy.typing import NDArray

from waymo_kit.scene import Dataset, Frame, open_dataset
from waymo_kit.schema import ObjectType

_QUANTILES = (0.1, 0.5, 0.9)
_DISTANCES = ((0, 10), (10, 20), (20, 30), (30, 50), (50, 80))
_BEAMS = ("all beams", "lowest third", "middle third", "highest third")
_TYPES = (ObjectType.VEHICLE, ObjectType.PEDESTRIAN, ObjectType.CYCLIST)


class FrameFigures:
    """Collects the values behind the figures of a dataset, frame by frame."""

    def __init__(self) -> None:
        self.has_return: dict[str, list[float]] = {name: [] for name in _BEAMS}
        self.has_second: list[float] = []
        self.measured: list[NDArray[np.float32]] = []
        self.labels: list[NDArray[np.float64]] = []

    def add(self, frame: Frame) -> None:
        """Adds the range images of TOP and the labels of a frame."""
        first, second = (frame.range_image("TOP", number) for number in (1, 2))
        has_return = first[..., 0] > 0
        third = len(first) // 3  # row 0 is the highest beam
        parts = (slice(None), slice(2 * third, None), slice(third, 2 * third), slice(third))
        for name, rows in zip(_BEAMS, parts, strict=True):
            self.has_return[name].append(has_return[rows].mean())
        self.has_second.append((second[..., 0] > 0)[has_return].mean())
        self.measured.append(first[has_return][:, :3])
        boxes = frame.boxes
        distance = np.hypot(*boxes.array[:, :2].T)
        self.labels.append(np.column_stack([boxes.types, distance, boxes.require("num_points")]))

    def rows(self) -> dict[str, str]:
        """Returns the figures as text, by name."""
        rows = {"frames": str(len(self.measured))}
        for name, shares in self.has_return.items():
            rows[f"pulses with a return, {name}"] = f"{np.mean(shares):.2f}"
        rows["second returns, share of the first"] = f"{np.mean(self.has_second):.3f}"
        measured = np.concatenate(self.measured)
        for column, name in enumerate(("range, m", "intensity", "elongation, m")):
            values = np.quantile(measured[:, column], _QUANTILES)
            shown = " / ".join(f"{value:.3g}" for value in values)
            rows[f"{name}: quantiles 0.1 / 0.5 / 0.9"] = shown
        types, distances, counts = np.concatenate(self.labels).T
        for kind in _TYPES:
            for low, high in _DISTANCES:
                inside = (types == kind) & (distances >= low) & (distances < high)
                median = f"{np.median(counts[inside]):.0f} of" if inside.any() else ""
                name = f"points in a {kind.name.lower()}, {low} to {high} m: median of boxes"
                rows[name] = f"{median} {inside.sum()}".strip()
        return rows


def compare(dataset: Dataset, every: int = 1) -> dict[str, str]:
    """Returns the figures of a dataset as text, by name.

    Args:
        dataset: Dataset with lidar and boxes.
        every: Use every N-th frame of each segment.
    """
    figures = FrameFigures()
    for scene in dataset:
        for index in range(0, len(scene), every):
            figures.add(scene[index])
    return figures.rows()


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", action="append", required=True, metavar="NAME=PATH")
    parser.add_argument("--every", type=int, default=1)
    args = parser.parse_args()
    columns = {}
    for item in args.data:
        name, path = item.split("=", 1)
        columns[name] = compare(open_dataset(path), args.every)
    print(f"| | {' | '.join(columns)} |")
    print(f"|---|{'---:|' * len(columns)}")
    for figure in next(iter(columns.values())):
        print(f"| {figure} | {' | '.join(column[figure] for column in columns.values())} |")


if __name__ == "__main__":
    main()
