"""Pictures of architecture searches: cells as graphs, and accuracy against models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.draw.style import BRIGHT, FAINT, LEGEND, TEXT, new_figure, style_plot
from waymo_kit.errors import InvalidInputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLORS = ("#56b4e9", "#ff9d2e", "#5fd38d", "#e58dbb", "#f5e663", "#b8c0c8", "#d7604b", "#9d86e9")
"""Colors of lines, which also differ in lightness."""

_OPERATION_COLORS = {"s": "#2f5d7c", "c": "#2f5d7c", "d": "#2f5d7c", "a": "#6b5327", "m": "#6b5327"}
"""First letter of an operation -> color: blue for convolutions, brown for pools, else gray."""

_BLOCK_WIDTH = 2.3
_BLOCK_HEIGHT = 1.9
_INPUT_HEIGHT = -0.5
"""Inputs have edges to many blocks, which need more room."""

Path = tuple[str, int]


def draw_cell(
    pairs: Sequence[tuple[Path, Path]],
    output: Sequence[int],
    combinations: Sequence[str] = (),
    path: str | PathLike[str] | None = None,
    *,
    title: str = "",
) -> Figure:
    """Draws a cell as a graph: inputs at the bottom, blocks above, the output on top.

    Args:
        pairs: Two paths for each block: an operation and the number of the state that it is
            applied to. States 0 and 1 are the inputs, the others the blocks in their order.
        output: Numbers of the states whose concatenation is the output.
        combinations: "add" or "concat" for each block. Defaults to sums.
        path: Path of the picture to write, in the format of its suffix. Defaults to None, which
            writes nothing.
        title: Line above the graph.

    Returns:
        The figure; it belongs to no window, so it needs no closing.

    Raises:
        MissingDependencyError: matplotlib is not installed.
    """
    combinations = combinations or ("add",) * len(pairs)
    places = _state_places(pairs)
    left = min(x for x, _ in places) - 1.3
    right = max(x for x, _ in places) + 1.3
    top = max(y for _, y in places) + 1.3
    figure = new_figure(max(4.0, 0.85 * (right - left)), 0.72 * (top + 1.4), dpi=150)
    axes = figure.add_axes((0.01, 0.01, 0.98, 0.98 if not title else 0.92))
    axes.set(xlim=(left, right), ylim=(-0.9, top + 0.5))
    axes.set_axis_off()
    for number, ((x, y), combination) in enumerate(zip(places[2:], combinations, strict=True)):
        for side, (operation, source) in zip((-0.56, 0.56), pairs[number], strict=True):
            spot = (x + side, y - 0.85)
            start = (places[source][0], places[source][1] + 0.15)
            _arrow(axes, start, (spot[0], spot[1] - 0.2), _bend(start, spot))
            _arrow(axes, (spot[0], spot[1] + 0.15), (x + 0.3 * np.sign(side), y - 0.15), 0.0)
            color = _OPERATION_COLORS.get(operation[0], "#4a5560")
            _label(axes, spot, operation, color, size=8)
        sign = "+" if combination == "add" else "concat"
        _label(axes, (x, y), f"{number + 2}: {sign}", "#1d6b4f", size=8.5)
    for number, name in ((0, "previous"), (1, "before previous")):
        _label(axes, places[number], f"{number}: {name}", "#57406f", size=8.5)
    middle = ((left + right) / 2, top)
    for state in output:
        _arrow(axes, (places[state][0], places[state][1] + 0.2), (middle[0], top - 0.2), 0.0)
    joined = "output" if len(output) == 1 else f"output: concat {', '.join(map(str, output))}"
    _label(axes, middle, joined, "#57406f", size=8.5)
    if title:
        figure.text(0.5, 0.955, title, color=BRIGHT, ha="center", va="center", fontsize=10)
    if path is not None:
        figure.savefig(path)
    return figure


def draw_search_curves(
    runs: Mapping[str, Sequence[Sequence[float]]],
    path: str | PathLike[str] | None = None,
    *,
    top: int = 1,
    examples_per_child: int | None = None,
    bottom: float | None = None,
    goals: Mapping[str, tuple[float, float]] | None = None,
    title: str = "",
) -> Figure:
    """Draws the mean accuracy of the best models found against the number of models.

    A strategy with several runs has the line of their median, and a band from the 10th to the 90th
    percentile. A run that has ended keeps its last value as long as others of its strategy go on.
    A dot marks where the longest run ends.

    Args:
        runs: Strategy -> accuracies of each run, in the order of evaluation.
        path: Path of the picture to write, in the format of its suffix. Defaults to None, which
            writes nothing.
        top: Number of best models whose mean counts.
        examples_per_child: Number of training examples per model, for a second scale. Defaults to
            no such scale.
        bottom: Lowest accuracy shown, to show the end of searches; the plot begins where a median
            reaches it. Defaults to where strategies are after a fiftieth of their models.
        goals: Name -> number of models and mean accuracy with which other searches end; drawn as
            diamonds with lines at their accuracies. Defaults to none.
        title: Line above the plot.

    Returns:
        The figure; it belongs to no window, so it needs no closing.

    Raises:
        MissingDependencyError: matplotlib is not installed.
        InvalidInputError: There is no strategy, a strategy has no run, or a run no model.
    """
    if not runs:
        raise InvalidInputError("expected a strategy to draw, got none")
    for label, each in runs.items():
        if not each or not all(each):
            raise InvalidInputError(f"{label}: expected runs of one or more models")
    goals = goals or {}
    colors = _cycle(len(runs) + len(goals))
    figure = new_figure(6.4, 4.4, dpi=150)
    is_full = bottom is None and not examples_per_child
    axes = figure.add_axes((0.12, 0.13, 0.84, 0.79 if is_full else 0.72))
    lows, highs, starts = [], [], []
    for color, (label, each) in zip(colors, runs.items(), strict=False):
        curves = _curves(each, top)
        models = np.arange(top, top + curves.shape[1])
        low, middle, high = np.quantile(curves, (0.1, 0.5, 0.9), axis=0)
        axes.plot(models, middle, color=color, linewidth=1.7, label=label, zorder=3)
        axes.plot(models[-1], middle[-1], "o", color=color, markersize=5, zorder=4)
        if len(each) > 1:
            axes.fill_between(models, low, high, color=color, alpha=0.13, linewidth=0)
        lows.append(middle[min(len(middle) - 1, max(2, len(middle) // 50))])
        highs.append(high[-1])
        if bottom is not None and middle[-1] >= bottom:
            starts.append(models[np.argmax(middle >= bottom)])
    for color, (label, (count, accuracy)) in zip(colors[len(runs) :], goals.items(), strict=True):
        axes.axhline(accuracy, color=color, linewidth=0.8, linestyle=(0, (5, 4)), zorder=2)
        axes.plot(count, accuracy, "D", color=color, markersize=7, label=label, zorder=5)
        lows.append(accuracy)
        highs.append(accuracy)
        starts.append(count)
    style_plot(axes)
    longest = max(max(map(len, each)) for each in runs.values())
    if longest > 500:
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter("{x:,.0f}")
    if bottom is None:
        axes.set_ylim(bottom=min(lows) - 0.002)
    else:
        axes.set_ylim(bottom, max(highs) + 0.06 * (max(highs) - bottom))
        axes.set_xlim(left=0.8 * min(starts, default=top))
    name = "best accuracy" if top == 1 else f"mean accuracy of the best {top}"
    axes.set(xlabel="models", ylabel=name)
    axes.grid(color=FAINT, linewidth=0.6)
    if bottom is None:
        axes.legend(loc="best", **LEGEND)
    else:  # lines may be anywhere, so the legend stands above them
        axes.legend(
            labelcolor=TEXT,
            fontsize=8,
            loc="lower right",
            bbox_to_anchor=(1.01, 1),
            ncols=4,
            frameon=False,
        )
    if examples_per_child:
        scale = float(examples_per_child)

        def to_examples(models: ArrayLike) -> ArrayLike:
            return np.asarray(models, np.float64) * scale

        def to_models(examples: ArrayLike) -> ArrayLike:
            return np.asarray(examples, np.float64) / scale

        second = axes.secondary_xaxis("top", functions=(to_examples, to_models))
        second.set_xlabel("training examples", color=TEXT)
        second.tick_params(colors=TEXT, labelsize=9, which="both")
    if title:
        figure.text(0.12, 0.955, title, color=BRIGHT, fontsize=10)
    if path is not None:
        figure.savefig(path)
    return figure


def _curves(runs: Sequence[Sequence[float]], top: int) -> NDArray[np.float64]:
    """Returns (R, L) means of the best, from the model on at which there are `top`."""
    length = max(max(map(len, runs)), top)
    curves = np.empty((len(runs), length - top + 1))
    for curve, run in zip(curves, runs, strict=True):
        best = sorted(run[:top], reverse=True)
        best += best[-1:] * (top - len(best))
        curve[:] = np.nan
        curve[0] = np.mean(best)
        for place, accuracy in enumerate(run[top:], 1):
            if accuracy > best[-1]:
                best[-1] = accuracy
                best.sort(reverse=True)
            curve[place] = np.mean(best)
        curve[np.isnan(curve)] = np.mean(best)
    return curves


def _cycle(count: int) -> list[str]:
    return [COLORS[number % len(COLORS)] for number in range(count)]


def _state_places(pairs: Sequence[tuple[Path, Path]]) -> list[tuple[float, float]]:
    """Returns the places of all states: a block stands above all that it uses."""
    depths = [0, 0]
    for pair in pairs:
        depths.append(1 + max(depths[source] for _, source in pair))
    rows: dict[int, list[int]] = {}
    for state, depth in enumerate(depths):
        rows.setdefault(depth, []).append(state)
    widest = max(map(len, rows.values()))
    places = [(0.0, 0.0)] * len(depths)
    for depth, states in rows.items():
        spread = widest * _BLOCK_WIDTH / len(states)
        for order, state in enumerate(states):
            shift = 0.35 * (depth % 2) if len(states) == 1 else 0.0
            height = depth * _BLOCK_HEIGHT if depth else _INPUT_HEIGHT
            places[state] = ((order + 0.5) * spread + shift, height)
    return places


def _bend(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Returns the curvature of an edge, which leads around the blocks between its ends."""
    if end[1] - start[1] < _BLOCK_HEIGHT:
        return 0.0
    return 0.15 * (1 if start[0] <= end[0] else -1)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], bend: float) -> None:
    axes.annotate(
        "",
        end,
        start,
        arrowprops={
            "arrowstyle": "-|>",
            "color": TEXT,
            "linewidth": 0.9,
            "connectionstyle": f"arc3,rad={bend}",
            "shrinkA": 0,
            "shrinkB": 0,
        },
        zorder=1,
    )


def _label(axes: Axes, place: tuple[float, float], text: str, color: str, size: float) -> None:
    axes.text(
        *place,
        text,
        color=BRIGHT,
        fontsize=size,
        ha="center",
        va="center",
        zorder=3,
        bbox={"boxstyle": "round,pad=0.35", "facecolor": color, "edgecolor": FAINT},
    )
