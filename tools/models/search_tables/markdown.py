"""The tables of the page of results, as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tools.models.search_tables.controllers import GRIDS
from tools.models.search_tables.protocol import TOPS
from tools.models.search_tables.results import OTHER_RUNS, PNAS_RUNS


def study_text(values: dict[str, Any]) -> str:
    """Returns all tables, each below a heading."""
    parts = ["### Verdicts", verdict_table(values["verdicts"])]
    for table, rows in values["comparisons"].items():
        parts += [f"### {table}", factor_table(rows)]
    for table, surrogates in values["spearman"].items():
        parts += [f"### Surrogates, {table}", spearman_table(surrogates)]
    parts += ["### Variants of PNAS with K = 32", variant_table(values["variants"])]
    parts += ["### Tuning", tuning_table(values["tuning"])]
    return "\n\n".join(parts) + "\n"


def verdict_table(verdicts: dict[str, Any]) -> str:
    """Returns the verdict on the claim for each table, strategy and beam width."""
    beams = [reference.removeprefix("pnas ") for reference in PNAS_RUNS]
    cells = [
        [table, run, *(by_beam.get(reference, "-") for reference in PNAS_RUNS)]
        for table, by_run in verdicts.items()
        for run, by_beam in by_run.items()
    ]
    return markdown_table(["table", "against", *beams], cells, words=5)


def factor_table(rows: list[dict[str, Any]]) -> str:
    """Returns the factors in one table of networks."""
    seeds = {run: one["seeds"] for run, one in rows[0]["factors"].items()}
    titles = [f"{run}, {seeds[run]} seeds" if run in seeds else run for run in OTHER_RUNS]
    cells = []
    for row in rows:
        first = next(iter(row["factors"].values()))
        cells.append(
            [
                row["reference"].removeprefix("pnas "),
                str(row["top"]),
                f"{first['target']:.4f}",
                f"{first['reference_models']:g}",
                *(factor_text(row["factors"].get(run)) for run in OTHER_RUNS),
            ]
        )
    return markdown_table(["PNAS", "M", "target", "models", *titles], cells)


def factor_text(factor: dict[str, Any] | None) -> str:
    """Returns a factor with its interval; infinity where fewer than half of the seeds reach it."""
    if factor is None:
        return "-"
    ends = [
        f"{factor[name]:.1f}" if np.isfinite(factor[name]) else "∞"
        for name in ("factor", "low", "high")
    ]
    return f"{ends[0]} ({ends[1]} to {ends[2]})"


def spearman_table(surrogates: dict[str, Any]) -> str:
    """Returns the rank correlations in one table of networks."""
    levels = len(next(iter(surrogates.values()))["mean"])
    cells = [
        [
            name,
            str(one["seeds"]),
            *(f"{m:.2f} ± {d:.2f}" for m, d in zip(one["mean"], one["deviation"], strict=True)),
            f"{one['seconds']:.1f}",
        ]
        for name, one in surrogates.items()
    ]
    titles = [f"level {k + 2}" for k in range(levels)]
    return markdown_table(["surrogate", "seeds", *titles, "seconds"], cells)


def variant_table(variants: dict[str, Any]) -> str:
    """Returns the accuracies of the variants of PNAS, as medians with quartiles."""
    cells = [
        [
            name,
            str(one["seeds"]),
            f"{one['models']:g}",
            *("{1:.4f} ({0:.4f} to {2:.4f})".format(*one["best"][top]) for top in TOPS),
        ]
        for name, one in variants.items()
    ]
    titles = [f"M = {top}" for top in TOPS]
    return markdown_table(["variant", "seeds", "models", *titles], cells)


def tuning_table(tuning: dict[str, Any]) -> str:
    """Returns the mean scores of the settings of the grids."""
    cells = [
        [
            run.removeprefix("tuning "),
            *(f"{np.mean(scores[name]):.5f}" if name in scores else "-" for name in GRIDS),
        ]
        for run, scores in tuning.items()
    ]
    titles = [f"{name}, {len(seeds)} seeds" for name, (_, seeds) in GRIDS.items()]
    return markdown_table(["setting", *titles], cells)


def markdown_table(titles: Sequence[str], rows: list[list[str]], words: int = 1) -> str:
    """Returns a table of Markdown, whose first columns hold words and the others numbers."""
    rule = "|" + "---|" * words + "---:|" * (len(titles) - words)
    head, *body = (f"| {' | '.join(cells)} |" for cells in (list(titles), *rows))
    return "\n".join([head, rule, *body])
