"""Measure how much ground two datasets cover, how much of it they share, and draw both.

    python examples/dataset_coverage.py TRAINING VALIDATION --map coverage.png

Each is a dataset (v1 files, tables, a folder, a URI) or a table of poses: CSV or Parquet with the
columns segment, city, x and y.
"""

from __future__ import annotations

import argparse

from waymo_kit.draw.coverage_map import draw_coverage
from waymo_kit.metrics import CoverageMetric, coverage_overlap
from waymo_kit.scene.vehicle_paths import VehiclePaths


def measure(path: str, radius: float) -> CoverageMetric:
    """Collects the footprints of all segments under a path."""
    metric = CoverageMetric(radius)
    for found in VehiclePaths(path):
        for one in found:
            metric.update(one.segment, one.city, one.positions)
    return metric


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("training")
    parser.add_argument("validation")
    parser.add_argument("--radius", type=float, default=75.0, help="meters around each pose")
    parser.add_argument("--map", default="coverage.png", help="where to save the picture")
    options = parser.parse_args(arguments)

    metrics = [measure(path, options.radius) for path in (options.training, options.validation)]
    training, validation = (metric.result() for metric in metrics)
    for row in coverage_overlap(training, validation):
        print(
            f"{row.city:16s} km2: training {row.first_km2:.3f}, validation {row.second_km2:.3f},"
            f" both {row.shared_km2:.3f}"
        )
    growth = metrics[0].growth()
    half = len(growth.segments) // 2
    print(f"half of the training segments cover {growth.area_km2[half] / training.area_km2:.0%}")
    print(f"the ratio of the two areas is {training.area_km2 / validation.area_km2:.2f}")
    draw_coverage(metrics[0], options.map, other=metrics[1], names=("training", "validation"))
    print(f"drew {options.map}")


if __name__ == "__main__":
    main()
