"""`waymo-kit coverage`: the area that a dataset has driven through."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from waymo_kit.cli import options, output
from waymo_kit.engine import Engine, run_tasks
from waymo_kit.errors import InvalidInputError
from waymo_kit.metrics.coverage import (
    DEFAULT_RADIUS,
    CityOverlap,
    CoverageMetric,
    CoverageResult,
    GrowthCurve,
    coverage_overlap,
)
from waymo_kit.scene.vehicle_paths import UNKNOWN_CITY, VehiclePath, VehiclePaths

_PICTURES = (".png", ".svg", ".pdf")
_SHARES = (10, 30, 50, 100)
"""Percentages of the segments whose mean coverage the terminal shows."""


@click.command(
    epilog=options.example(
        "waymo-kit coverage training/ --against validation/ --map map.png",
        "waymo-kit coverage poses.csv --radius 50",
    )
)
@click.argument("path")
@options.subset("path")
@click.option(
    "--radius",
    default=DEFAULT_RADIUS,
    show_default=True,
    type=click.FloatRange(min=0, min_open=True),
    help="Distance in meters around each pose that counts as covered.",
)
@options.engine
@click.option(
    "--against",
    metavar="PATH",
    help="Second dataset to compare with, for example the validation set.",
)
@options.json_path()
@click.option(
    "--map",
    "map_path",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Draw a map to FILE (.png, .svg or .pdf).",
)
def command(
    path: str,
    radius: float,
    engine: Engine,
    against: str | None,
    json_path: str | None,
    map_path: Path | None,
) -> None:
    """Measure the area within a radius of the vehicle's poses, per city.

    PATH is a dataset (v1 files, component tables, an official v2 download), or a table of poses:
    CSV or Parquet with the columns segment, city, x, y (meters), or a folder of those. The poses
    of a city must be in one frame of reference.
    """
    if map_path is not None and map_path.suffix not in _PICTURES:
        raise InvalidInputError(f"{map_path}: expected a picture in {', '.join(_PICTURES)}")
    as_text = json_path != options.STDOUT
    survey = _survey(path, radius, engine)
    coverage, growth = survey.result(), survey.growth()
    _warn(path, coverage)
    if as_text:
        _print_cities(path, coverage)
        output.line(_growth_line(growth))
    report = _report(path, coverage, growth)
    other_survey = None
    if against is not None:
        other_survey = _survey(against, radius, engine)
        other = other_survey.result()
        _warn(against, other)
        shared = coverage_overlap(coverage, other)
        if as_text:
            _print_overlap(path, against, shared)
            ratio = coverage.area_km2 / other.area_km2
            output.line(f"{path} covers {ratio:.2f} times the area of {against}")
        report["against"] = _report(against, other, other_survey.growth())
        report["overlap"] = _overlap_report(coverage, other, shared)
    output.write_json(report, json_path)
    if map_path is not None:
        from waymo_kit.draw.coverage_map import draw_coverage

        draw_coverage(survey, map_path, other=other_survey, names=(path, against or ""))


def _survey(path: str, radius: float, engine: Engine) -> CoverageMetric:
    sources = VehiclePaths(path)
    survey = CoverageMetric(radius)
    with output.progress("coverage") as bar:
        for done in run_tasks(
            engine,
            partial(_read, sources),
            range(len(sources)),
            name=lambda index: f"{path}: segment {index}",
            ordered=True,
            on_progress=bar.update,
        ):
            for one in done.result:
                survey.update(one.segment, one.city, one.positions)
    if survey.num_segments == 0:
        raise InvalidInputError(f"{path}: expected segments, got none")
    return survey


def _read(sources: VehiclePaths, index: int, progress: Callable[[int], None]) -> list[VehiclePath]:
    return sources.read(index)


def _warn(path: str, coverage: CoverageResult) -> None:
    for city in coverage.cities:
        segments = output.count(city.segments, "segment")
        if city.shares_start:
            output.note(
                f"{path}: all {segments} of {city.city} start at one place; positions relative to "
                "each start have no meaningful union",
                "warning",
            )
        if city.city == UNKNOWN_CITY:
            output.note(
                f"{path}: city unknown (no stats table) for {segments}, which count as one city in "
                "one frame of reference",
                "warning",
            )


def _print_cities(path: str, coverage: CoverageResult) -> None:
    rows = [
        output.Row(
            city.city,
            [
                f"{city.segments:,}",
                f"{city.poses:,}",
                f"{city.area_km2:,.3f}",
                f"{city.footprint_sum_km2 / city.area_km2:.2f} x",
            ],
        )
        for city in coverage.cities
    ]
    times = sum(city.footprint_sum_km2 for city in coverage.cities) / coverage.area_km2
    sums = [f"{coverage.segments:,}", f"{coverage.poses:,}", f"{coverage.area_km2:,.3f}"]
    rows.append(output.Row("all", [*sums, f"{times:.2f} x"], strong=True))
    output.table(
        ["segments", "poses", "km²", "times covered"],
        rows,
        title=f"{path}: within {coverage.radius:g} m of the poses",
        corner="city",
    )


def _growth_line(growth: GrowthCurve) -> str:
    total = len(growth.segments) - 1
    counts = sorted({max(round(total * share / 100), 1) for share in _SHARES})
    parts = [f"{count:,}: {growth.area_km2[count]:,.3f}" for count in counts]
    last = float(growth.area_km2[-1] - growth.area_km2[-2]) * 1e6
    return f"mean km² by number of segments: {', '.join(parts)}; the last adds {last:,.0f} m²"


def _print_overlap(path: str, against: str, shared: tuple[CityOverlap, ...]) -> None:
    rows = []
    for row in shared:
        share = row.shared_km2 / row.second_km2 if row.second_km2 else 0.0
        areas = (row.first_km2, row.second_km2, row.shared_km2)
        rows.append(output.Row(row.city, [*(f"{area:,.3f}" for area in areas), f"{share:.1%}"]))
    headings = [path, against, "both", f"of {against}"]
    output.table(headings, rows, title="overlap, km²", corner="city")


def _report(path: str, coverage: CoverageResult, growth: GrowthCurve) -> dict[str, Any]:
    return {
        "path": path,
        "radius_m": coverage.radius,
        "segments": coverage.segments,
        "poses": coverage.poses,
        "area_km2": coverage.area_km2,
        "bounds_km2": coverage.bounds_km2,
        "cities": {
            city.city: {
                "segments": city.segments,
                "poses": city.poses,
                "area_km2": city.area_km2,
                "footprint_sum_km2": city.footprint_sum_km2,
            }
            for city in coverage.cities
        },
        "growth_km2": growth.area_km2.tolist(),
    }


def _overlap_report(
    coverage: CoverageResult, other: CoverageResult, shared: tuple[CityOverlap, ...]
) -> dict[str, Any]:
    return {
        "ratio": coverage.area_km2 / other.area_km2,
        "shared_km2": sum(row.shared_km2 for row in shared),
        "cities": {row.city: row.shared_km2 for row in shared},
    }
