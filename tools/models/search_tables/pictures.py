"""Pictures of the page of results: the ends of searches, and the factors with their intervals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from tools.models.search_tables.results import CLAIMED, OTHER_RUNS, PNAS_RUNS
from tools.models.search_tables.runs import Runs
from waymo_kit.detectors.search.comparison import mean_of_best
from waymo_kit.draw.search_plots import COLORS, draw_search_curves
from waymo_kit.draw.style import BACKGROUND, BRIGHT, FAINT, TEXT, new_figure, style_plot

RUN_COLORS = dict(zip(OTHER_RUNS, COLORS, strict=False))
SMALLEST, INFINITE = 0.12, 120
"""The ends of the scale of factors; infinite ones are drawn at the right end."""


def draw_curves(runs: Runs, table: str, folder: Path) -> None:
    """Draws the means of the best 5 in one table of networks, and with what PNAS ends."""
    every = {run: runs.accuracies(table, run) for run in OTHER_RUNS}
    ends = {run: runs.ends(table, run, 5) for run in PNAS_RUNS}
    goals = {
        run: (float(np.median(each.models)), float(np.median(each.means)))
        for run, each in ends.items()
    }
    shown = {run: each for run, each in every.items() if each}
    reached = [goal for _, goal in goals.values()]
    reached += [np.median([mean_of_best(run, 5)[-1] for run in each]) for each in shown.values()]
    draw_search_curves(
        shown,
        folder / f"{table.replace(' ', '-').replace('(', '').replace(')', '')}.png",
        top=5,
        bottom=float(min(reached) - 0.7 * (max(reached) - min(reached))),
        goals=goals,
        title=table,
    )


def draw_factors(comparisons: dict[str, list[dict[str, Any]]], path: Path) -> None:
    """Draws the factors of all strategies in all tables, with their intervals."""
    figure = new_figure(11, 8.6, dpi=130)
    for number, (table, rows) in enumerate(comparisons.items()):
        place = (0.095 + 0.5 * (number % 2), 0.53 - 0.45 * (number // 2), 0.395, 0.38)
        axes = figure.add_axes(place)
        style_plot(axes)
        axes.set_xscale("log")
        axes.set_xlim(SMALLEST, INFINITE * 1.25)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xticks([0.2, 0.5, 1, 2, 5, 10, 20, 50, INFINITE])
        axes.set_xticklabels(["0.2", "0.5", "1", "2", "5", "10", "20", "50", "∞"])
        axes.minorticks_off()
        names = [f"{row['reference'].removeprefix('pnas ')}, M={row['top']}" for row in rows]
        axes.set_yticks(range(len(rows)), names)
        axes.tick_params(labelsize=8)
        axes.grid(axis="x", color=FAINT, linewidth=0.5)
        axes.axvline(1, color=TEXT, linewidth=1, zorder=1)
        axes.axvline(CLAIMED, color=BRIGHT, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
        for line in range(1, len(rows)):
            if rows[line]["reference"] != rows[line - 1]["reference"]:
                axes.axhline(line - 0.5, color=FAINT, linewidth=1)
        axes.set_title(table, color=BRIGHT, fontsize=10, loc="left")
        for line, row in enumerate(rows):
            for order, run in enumerate(OTHER_RUNS):
                if run in row["factors"]:
                    factor = row["factors"][run]
                    low, middle, high = (
                        float(np.clip(factor[name], SMALLEST, INFINITE))
                        for name in ("low", "factor", "high")
                    )
                    height = line + 0.15 * (order - (len(OTHER_RUNS) - 1) / 2)
                    color = RUN_COLORS[run]
                    axes.plot((low, high), (height, height), color=color, linewidth=1.5, zorder=2)
                    axes.plot(middle, height, "o", color=color, markersize=4.5, zorder=3)
    handles = [
        figure.axes[0].plot([], [], "o-", color=RUN_COLORS[run], label=run, linewidth=1.5)[0]
        for run in OTHER_RUNS
    ]
    figure.legend(
        handles=handles,
        loc="upper center",
        bbox_to_anchor=(0.53, 0.995),
        ncols=len(OTHER_RUNS),
        facecolor=BACKGROUND,
        edgecolor=FAINT,
        labelcolor=TEXT,
        fontsize=9,
    )
    figure.text(
        0.53,
        0.018,
        "models needed to reach what PNAS reaches, divided by the models of PNAS; "
        "dashed: 3.2, the smallest factor that Liu et al. 2018 claim",
        color=TEXT,
        fontsize=9,
        ha="center",
    )
    figure.savefig(path)
