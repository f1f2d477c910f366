"""`waymo-kit compare`: models side by side."""

from __future__ import annotations

import math
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.comparison import (
    CONFIDENCE,
    FEW_SEGMENTS,
    RESAMPLES,
    Comparison,
    compare_results,
)
from waymo_kit.evaluation.layout import Section, headline_column, sections
from waymo_kit.evaluation.result import read_result
from waymo_kit.io import write_json

_PIPED_WIDTH = 160


@click.command()
@click.argument("results", nargs=-1, required=True)
@click.option(
    "--columns",
    help="Columns to show, such as AP/L1,APH/L2; default: the one that ranks models.",
)
@click.option(
    "--resamples",
    default=RESAMPLES,
    show_default=True,
    type=click.IntRange(min=0),
    help="Bootstrap resamples of the segments; 0 for no intervals.",
)
@click.option(
    "--confidence",
    default=CONFIDENCE,
    show_default=True,
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
)
@click.option("--seed", default=0, show_default=True, type=int, help="Of the resamples.")
@click.option("--json", "json_path", help="Write all metrics and intervals to this file.")
def command(
    results: tuple[str, ...],
    columns: str | None,
    resamples: int,
    confidence: float,
    seed: int,
    json_path: str | None,
) -> None:
    """Compare models by what `waymo-kit eval --json` wrote for each.

    The first of the RESULTS is what the others are compared to. Each difference has a confidence
    interval from resampled segments; a star marks those that exclude 0.
    """
    compared = compare_results(
        [read_result(path) for path in results],
        resamples=resamples,
        confidence=confidence,
        seed=seed,
    )
    out, notes = Console(soft_wrap=True), Console(stderr=True, soft_wrap=True)
    print_comparison(
        out if out.is_terminal else Console(soft_wrap=True, width=_PIPED_WIDTH), compared, columns
    )
    _print_notes(notes, compared, resamples)
    if json_path is not None:
        write_json({**compared.to_json(), "seed": seed}, json_path)


def print_comparison(console: Console, compared: Comparison, columns: str | None) -> None:
    """Prints a table for each breakdown and chosen column.

    Raises:
        InvalidInputError: there is no column of such a name.
    """
    low, high = compared.difference_interval
    parts = [
        _sections(compared, array)
        for array in (*compared.values, *compared.difference[1:], *low[1:], *high[1:])
    ]
    known = list(dict.fromkeys(name for section in parts[0] for name in section.columns))
    chosen = _chosen(columns, known, headline_column(compared.settings))
    names = _short_names(compared.models)
    for number, section in enumerate(parts[0]):
        for column in chosen:
            if column in section.columns:
                place = section.columns.index(column)
                lines = [
                    [line.values[place] for line in part[number].lines] for part in parts
                ]  # models, then differences, lower and upper ends
                console.print(_table(section, column, names, np.array(lines), compared.resamples))


def _sections(compared: Comparison, values: NDArray[np.float64]) -> list[Section]:
    """The layout of one figure of each row and column, all of which are kept."""
    rows = {
        row: dict(zip(compared.columns, values[r].tolist(), strict=True))
        for r, row in enumerate(compared.rows)
    }
    return sections(rows, compared.settings)


def _chosen(columns: str | None, known: list[str], headline: str | None) -> list[str]:
    if columns is None:
        return [headline if headline in known else known[0]]
    wanted = [name.strip() for name in columns.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in known]
    if unknown or not wanted:
        raise InvalidInputError(
            f"--columns: expected some of {', '.join(known)}, got {', '.join(unknown) or 'none'}"
        )
    return wanted


def _table(
    section: Section, column: str, names: list[str], values: NDArray[np.float64], resamples: int
) -> Table:
    """A table of one column.

    Args:
        section: where the lines come from.
        column: its heading.
        names: of M models.
        values: (M + 3 (M - 1), lines): models, differences, their lower and upper ends.
        resamples: whether there are intervals.
    """
    models, others = len(names), len(names) - 1
    table = Table(
        title=f"{section.title}: {column}",
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
    )
    table.pad_edge = False
    table.add_column(no_wrap=True)
    table.add_column(escape(names[0]), justify="right", no_wrap=True)
    for name in names[1:]:
        table.add_column(escape(name), justify="right", no_wrap=True)
        table.add_column("difference", justify="right", no_wrap=True)
        if resamples:
            table.add_column("interval", justify="right", no_wrap=True)
    for number, line in enumerate(section.lines):
        cells = [_number(values[0, number])]
        for other in range(others):
            cells.append(_number(values[1 + other, number]))
            apart, low, high = values[models + other :: others, number]
            cells.append(_number(apart, sign="+"))
            if resamples:
                cells.append(_interval(low, high))
        table.add_row(escape(line.label), *cells, style="bold" if line.is_mean else None)
    return table


def _number(value: float, sign: str = "") -> str:
    if math.isnan(value):
        return "-"
    return f"{value:{sign},.0f}" if abs(value) >= 10 else f"{value:{sign}.4f}"


def _interval(low: float, high: float) -> str:
    if math.isnan(low):
        return "-"
    star = "* " if low > 0 or high < 0 else ""
    return f"{star}{_number(low, '+')} to {_number(high, '+')}"


def _short_names(paths: tuple[str, ...]) -> list[str]:
    """File names without ending where they tell the models apart, else the paths."""
    stems = [Path(path).stem for path in paths]
    return stems if len(set(stems)) == len(stems) else list(paths)


def _print_notes(console: Console, compared: Comparison, asked: int) -> None:
    if asked and not compared.resamples:
        reason = "one segment" if compared.segments == 1 else "no state by segment in the results"
        console.print(f"note: no intervals: {reason}", highlight=False)
    elif compared.resamples:
        console.print(
            f"intervals: {compared.confidence:.0%}, {compared.resamples:,} resamples of "
            f"{compared.segments:,} segments; * excludes 0",
            highlight=False,
        )
        if compared.segments < FEW_SEGMENTS:
            console.print(
                f"[yellow]warning[/]: with {compared.segments} segments the intervals are rough",
                highlight=False,
            )
