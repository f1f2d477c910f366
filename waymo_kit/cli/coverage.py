"""`waymo-kit coverage`: the area that a dataset has driven through."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from waymo_kit.cli.progress import progress_bar
from waymo_kit.cli.worker_options import worker_options
from waymo_kit.engine import Engine, run_tasks
from waymo_kit.errors import InvalidInputError
from waymo_kit.io import write_json
from waymo_kit.metrics.coverage import (
    DEFAULT_RADIUS,
    CityOverlap,
    Coverage,
    CoverageSurvey,
    GrowthCurve,
    coverage_overlap,
)
from waymo_kit.scene.vehicle_paths import UNKNOWN_CITY, VehiclePath, VehiclePaths

_PICTURES = (".png", ".svg", ".pdf")
_SHARES = (10, 30, 50, 100)
"""Percent of the segments whose mean coverage the terminal shows."""


@click.command()
@click.argument("path")
@click.option(
    "--radius",
    default=DEFAULT_RADIUS,
    show_default=True,
    type=click.FloatRange(min=0, min_open=True),
    help="Metres around each pose that count as covered.",
)
@worker_options
@click.option("--against", help="A second dataset to compare with, for example the validation set.")
@click.option(
    "--json", "json_path", type=click.Path(path_type=Path), help="Write all figures here."
)
@click.option(
    "--map", "map_path", type=click.Path(path_type=Path), help="Draw a map here (PNG, SVG)."
)
def command(
    path: str,
    radius: float,
    engine: Engine,
    against: str | None,
    json_path: Path | None,
    map_path: Path | None,
) -> None:
    """Measure the area within a radius of the vehicle's poses, per city.

    PATH is a dataset (v1 files, component tables, an official v2 download), or a table of poses:
    CSV or Parquet with the columns segment, city, x, y (metres), or a folder of those. The poses
    of a city must be in one frame of reference.
    """
    if map_path is not None and map_path.suffix not in _PICTURES:
        raise InvalidInputError(f"{map_path}: expected a picture in {', '.join(_PICTURES)}")
    console, notes = Console(soft_wrap=True), Console(stderr=True, soft_wrap=True)
    survey = _survey(path, radius, notes, engine)
    coverage, growth = survey.result(), survey.growth()
    _warn(path, coverage, notes)
    console.print(_city_table(path, coverage))
    console.print(_growth_line(growth), highlight=False)
    report = _report(path, coverage, growth)
    other, shared = None, None
    if against is not None:
        other_survey = _survey(against, radius, notes, engine)
        other = other_survey.result()
        _warn(against, other, notes)
        shared = coverage_overlap(coverage, other)
        console.print(_overlap_table(path, against, shared))
        console.print(
            f"{path} covers {coverage.area_km2 / other.area_km2:.2f} times the area of {against}",
            highlight=False,
            markup=False,
        )
        report["against"] = _report(against, other, other_survey.growth())
        report["overlap"] = _overlap_report(coverage, other, shared)
    if json_path is not None:
        write_json(report, json_path)
    if map_path is not None:
        _draw(map_path, path, coverage, against, other)


def _survey(path: str, radius: float, notes: Console, engine: Engine) -> CoverageSurvey:
    sources = VehiclePaths(path)
    survey = CoverageSurvey(radius)
    with progress_bar(notes, transient=True) as bar:
        shown = bar.add_task("poses", total=len(sources))
        for done in run_tasks(
            engine,
            partial(_read, sources),
            range(len(sources)),
            name=lambda index: f"{path}: segment {index}",
            ordered=True,
        ):
            for one in done.result:
                survey.update(one.segment, one.city, one.positions)
            bar.advance(shown)
    if survey.result().segments == 0:
        raise InvalidInputError(f"{path}: expected segments, got none")
    return survey


def _read(sources: VehiclePaths, index: int, progress: Callable[[int], None]) -> list[VehiclePath]:
    return sources.read(index)


def _warn(path: str, coverage: Coverage, notes: Console) -> None:
    for city in coverage.cities:
        if city.shares_start:
            _note(
                f"{path}: all {city.segments} segments of {city.city} start at one place; positions"
                " relative to each start have no meaningful union",
                notes,
            )
        if city.city == UNKNOWN_CITY:
            _note(
                f"{path}: {city.segments} segments do not say their city (no stats table); they"
                " count as one city in one frame of reference",
                notes,
            )


def _note(text: str, notes: Console) -> None:
    notes.print(f"[yellow]warning:[/] {escape(text)}", highlight=False)


def _city_table(path: str, coverage: Coverage) -> Table:
    table = Table(
        title=f"{escape(path)}: within {coverage.radius:g} m of the poses", title_justify="left"
    )
    table.add_column("city")
    for name in ("segments", "poses", "km²", "times covered"):
        table.add_column(name, justify="right")
    for city in coverage.cities:
        table.add_row(
            escape(city.city),
            f"{city.segments:,}",
            f"{city.poses:,}",
            f"{city.area_km2:,.3f}",
            f"{city.footprint_sum_km2 / city.area_km2:.2f} x",
        )
    table.add_section()
    times = sum(city.footprint_sum_km2 for city in coverage.cities) / coverage.area_km2
    table.add_row(
        "all",
        f"{coverage.segments:,}",
        f"{coverage.poses:,}",
        f"{coverage.area_km2:,.3f}",
        f"{times:.2f} x",
        style="bold",
    )
    return table


def _growth_line(growth: GrowthCurve) -> str:
    total = len(growth.segments) - 1
    counts = sorted({max(round(total * share / 100), 1) for share in _SHARES})
    parts = [f"{count:,}: {growth.area_km2[count]:,.3f}" for count in counts]
    last = float(growth.area_km2[-1] - growth.area_km2[-2]) * 1e6
    return f"mean km² by number of segments: {', '.join(parts)}; the last adds {last:,.0f} m²"


def _overlap_table(path: str, against: str, shared: tuple[CityOverlap, ...]) -> Table:
    table = Table(title="overlap, km²", title_justify="left")
    table.add_column("city")
    for name in (escape(path), escape(against), "both", f"of {escape(against)}"):
        table.add_column(name, justify="right", overflow="fold")
    for row in shared:
        share = row.shared_km2 / row.second_km2 if row.second_km2 else 0.0
        areas = (row.first_km2, row.second_km2, row.shared_km2)
        table.add_row(escape(row.city), *(f"{area:,.3f}" for area in areas), f"{share:.1%}")
    return table


def _report(path: str, coverage: Coverage, growth: GrowthCurve) -> dict[str, Any]:
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
    coverage: Coverage, other: Coverage, shared: tuple[CityOverlap, ...]
) -> dict[str, Any]:
    return {
        "ratio": coverage.area_km2 / other.area_km2,
        "shared_km2": sum(row.shared_km2 for row in shared),
        "cities": {row.city: row.shared_km2 for row in shared},
    }


def _draw(
    map_path: Path, path: str, coverage: Coverage, against: str | None, other: Coverage | None
) -> None:
    from waymo_kit.draw.coverage_map import draw_coverage

    first, second = (
        None if one is None else {city.city: city.geometry for city in one.cities}
        for one in (coverage, other)
    )
    draw_coverage(first or {}, map_path, others=second, names=(path, against or ""))
