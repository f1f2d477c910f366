"""Curves of the report, as SVG."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from waymo_kit.detectors.generative.evaluation import GanEvaluation
from waymo_kit.detectors.generative.measures import Measures
from waymo_kit.evaluation.plots.block import Plot
from waymo_kit.evaluation.plots.svg import Axes, bar, curve, dot, line, number, picture, text

_WIDTH, _HEIGHT = 340, 260
_LEFT, _TOP, _INNER_WIDTH, _INNER_HEIGHT = 50, 12, 276, 200
_QUARTERS = (0, 0.25, 0.5, 0.75, 1)


def training_plots(result: GanEvaluation) -> tuple[Plot, ...]:
    """Returns the three measures over the training, beside real images and random weights."""
    return (
        _over_training(result, "Accuracy of the judge", [m.mean_accuracy for m in result.steps],
                       result.real.mean_accuracy, result.random.mean_accuracy, 1.0),
        _over_training(result, "MS-SSIM, mean over classes",
                       [m.mean_similarity for m in result.steps],
                       result.real.mean_similarity, result.random.mean_similarity, 1.0),
        _over_training(result, "Frechet distance", [m.frechet for m in result.steps],
                       result.real.frechet, result.random.frechet, None),
    )  # fmt: skip


def resolution_plot(result: GanEvaluation) -> Plot:
    """Returns the judge's accuracy by resolution, of samples, real images and random weights."""
    sides = list(result.real.accuracy)
    axes = Axes(_LEFT, _TOP, _INNER_WIDTH, _INNER_HEIGHT, (0.0, max(len(sides) - 1.0, 1.0)))
    parts = [axes.frame((), _QUARTERS, "resolution in pixels", "accuracy")]
    bottom = _TOP + _INNER_HEIGHT
    parts += [
        text(float(axes.x(k)), bottom + 17, number(side), "tick middle")
        for k, side in enumerate(sides)
    ]
    for measures, name, css in (
        (result.last, "samples", "curve"),
        (result.real, "real", "curve easy"),
        (result.random, "random weights", "ideal"),
    ):
        values = [measures.accuracy[side] for side in sides]
        parts.append(curve(axes.x(np.arange(len(sides))), axes.y(values), css))
        for k, (side, value) in enumerate(zip(sides, values, strict=True)):
            tip = f"{name} at {side} px: {value:.3f}"
            parts.append(dot(float(axes.x(k)), float(axes.y(value)), "", tip))
    said = ", ".join(f"{side} px {share:.3f}" for side, share in result.last.accuracy.items())
    return Plot(
        "Accuracy of the judge by resolution: solid samples, dashed real, dotted random weights",
        picture("resolution", f"Accuracy of samples: {said}", _WIDTH, _HEIGHT, parts),
    )


def class_plot(result: GanEvaluation) -> Plot:
    """Returns MS-SSIM of samples against that of real images, a dot for each class."""
    names = list(result.real.similarity)
    values = [m.similarity[name] for m in (result.last, result.real) for name in names]
    top = max(0.1, min(1.0, 1.15 * max(values)))
    ticks = np.round(np.linspace(0, top, 5), 3)
    axes = Axes(_LEFT, _TOP, _INNER_WIDTH, _INNER_HEIGHT, (0.0, top), (0.0, top))
    limit = max(result.real.similarity.values())
    parts = [
        axes.frame(ticks, ticks, "real images", "samples"),
        line(float(axes.x(0)), float(axes.y(0)), float(axes.x(top)), float(axes.y(top)), "ideal"),
        line(float(axes.x(0)), float(axes.y(limit)), float(axes.x(top)), float(axes.y(limit)),
             "gap"),
    ]  # fmt: skip
    for name in names:
        one, other = result.real.similarity[name], result.last.similarity[name]
        tip = f"{name}: samples {other:.3f}, real {one:.3f}"
        parts.append(dot(float(axes.x(one)), float(axes.y(other)), "", tip))
    title = "MS-SSIM of pairs by class; above the line is the largest of real images"
    return Plot(
        "MS-SSIM by class; dots above the red line are collapsed classes",
        picture("classes", title, _WIDTH, _HEIGHT, parts),
    )


def accuracy_bars(measures: Measures) -> Plot:
    """Returns the judge's accuracy by class as bars."""
    shares = list(measures.class_accuracy.items())
    step = _INNER_HEIGHT / max(len(shares), 1)
    left = 110.0
    axes = Axes(left, _TOP, _WIDTH - left - 14, _INNER_HEIGHT)
    parts = [axes.frame(_QUARTERS, (), "accuracy", "")]
    for k, (name, share) in enumerate(shares):
        y = _TOP + k * step
        width = axes.width * share
        parts.append(bar(left, y + 2, width, step - 4, "bar", f"{name}: {share:.3f}"))
        parts.append(text(left - 6, y + step / 2 + 4, name, "tick end"))
    title = "Accuracy of the judge on samples by class"
    return Plot(title, picture("class-accuracy", title, _WIDTH, _HEIGHT, parts))


def _over_training(
    result: GanEvaluation,
    name: str,
    values: Sequence[float],
    real: float,
    random: float,
    top: float | None,
) -> Plot:
    steps = [measures.step or 0 for measures in result.steps]
    highest = top if top is not None else 1.05 * max(*values, real, random, 1e-9)
    last = float(max(*steps, 1))
    axes = Axes(_LEFT, _TOP, _INNER_WIDTH, _INNER_HEIGHT, (0.0, last), (0.0, highest))
    ticks = [float(f"{highest * share:.3g}") for share in _QUARTERS]
    parts = [
        axes.frame([0, round(last / 2), last], ticks, "steps", ""),
        line(_LEFT, float(axes.y(real)), _LEFT + _INNER_WIDTH, float(axes.y(real)), "axis"),
        line(_LEFT, float(axes.y(random)), _LEFT + _INNER_WIDTH, float(axes.y(random)), "ideal"),
        curve(axes.x(steps), axes.y(values), "curve"),
    ]
    for step, value in zip(steps, values, strict=True):
        tip = f"step {step:,}: {value:.4g}"
        parts.append(dot(float(axes.x(step)), float(axes.y(value)), "", tip))
    title = f"{name}: {values[-1]:.4g} at the end, real images {real:.4g}, random {random:.4g}"
    return Plot(title, picture(name.replace(" ", "-"), title, _WIDTH, _HEIGHT, parts))
