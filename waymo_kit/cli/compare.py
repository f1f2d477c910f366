"""`waymo-kit compare`: models side by side."""

from __future__ import annotations

import math
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from waymo_kit.cli import options, output
from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.comparison import (
    CONFIDENCE,
    FEW_SEGMENTS,
    RESAMPLES,
    Comparison,
    compare_results,
)
from waymo_kit.evaluation.layout import Section
from waymo_kit.evaluation.result import read_result


@click.command(
    epilog=options.example("waymo-kit compare base.json wider.json --columns AP/L1,APH/L2")
)
@click.argument("results", nargs=-1, required=True)
@click.option(
    "--columns",
    help="Columns to show, separated by commas, such as AP/L1,APH/L2. [default: the one that "
    "ranks models]",
)
@click.option(
    "--resamples",
    default=RESAMPLES,
    show_default=True,
    type=click.IntRange(min=0),
    help="Number of bootstrap resamples of the segments; 0 gives no intervals.",
)
@click.option(
    "--confidence",
    default=CONFIDENCE,
    show_default=True,
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Probability with which an interval holds the difference.",
)
@options.seed(default=0)
@options.json_path()
def command(
    results: tuple[str, ...],
    columns: str | None,
    resamples: int,
    confidence: float,
    seed: int,
    json_path: str | None,
) -> None:
    """Compare models by the results that `waymo-kit eval --json` wrote for them.

    Each of the RESULTS is compared to the first. The intervals of differences come from resampled
    segments; a star marks those that exclude 0.
    """
    compared = compare_results(
        [read_result(path) for path in results],
        resamples=resamples,
        confidence=confidence,
        seed=seed,
    )
    if json_path != options.STDOUT:
        print_comparison(compared, columns)
    _print_notes(compared, resamples)
    output.write_json({**compared.to_json(), "seed": seed}, json_path)


def print_comparison(compared: Comparison, columns: str | None) -> None:
    """Prints a table for each breakdown and chosen column.

    Raises:
        InvalidInputError: There is no column of such a name.
    """
    low, high = compared.difference_interval
    parts = [
        _sections(compared, array)
        for array in (*compared.values, *compared.difference[1:], *low[1:], *high[1:])
    ]
    known = list(dict.fromkeys(name for section in parts[0] for name in section.columns))
    headline = compared.task.headline
    chosen = _chosen(columns, known, headline[1] if headline is not None else None)
    names = _short_names(compared.models)
    for number, section in enumerate(parts[0]):
        for column in chosen:
            if column in section.columns:
                place = section.columns.index(column)
                lines = [
                    [line.values[place] for line in part[number].lines] for part in parts
                ]  # models, then differences, lower and upper ends
                _print_table(section, column, names, np.array(lines), bool(compared.resamples))


def _sections(compared: Comparison, values: NDArray[np.float64]) -> list[Section]:
    """Returns the tables with one value for each row and column of the comparison."""
    rows = {
        row: dict(zip(compared.columns, values[r].tolist(), strict=True))
        for r, row in enumerate(compared.rows)
    }
    return compared.task.sections(rows)


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


def _print_table(
    section: Section,
    column: str,
    names: list[str],
    values: NDArray[np.float64],
    with_intervals: bool,
) -> None:
    """Prints a table of one column.

    Args:
        section: Labels of the lines.
        column: Heading of the column.
        names: Names of the M models.
        values: (M + 3 (M - 1), lines): models, differences, their lower and upper ends.
        with_intervals: Whether differences have intervals.
    """
    models, others = len(names), len(names) - 1
    headings = [names[0]]
    for name in names[1:]:
        headings += [name, "difference", *(["interval"] if with_intervals else [])]
    rows = []
    for number, line in enumerate(section.lines):
        cells = [_number(values[0, number])]
        for other in range(others):
            difference, low, high = values[models + other :: others, number]
            cells += [_number(values[1 + other, number]), _number(difference, sign="+")]
            if with_intervals:
                cells.append(_interval(low, high))
        rows.append(output.Row(line.label, cells, strong=line.is_mean))
    output.table(headings, rows, title=f"{section.title}: {column}")


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


def _print_notes(compared: Comparison, asked: int) -> None:
    if asked and not compared.resamples:
        reason = "one segment" if compared.segments == 1 else "no state by segment in the results"
        output.note(f"no intervals: {reason}")
    elif compared.resamples:
        output.note(
            f"intervals: {compared.confidence:.0%}, {compared.resamples:,} resamples of "
            f"{output.count(compared.segments, 'segment')}; * excludes 0"
        )
        if compared.segments < FEW_SEGMENTS:
            output.note(f"with {compared.segments} segments the intervals are rough", "warning")
