"""Draws SVG elements: axes, lines, bars and boxes, whose CSS classes the page styles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Axes:
    """Maps values to pixels in the drawing area of a plot.

    Attributes:
        left: Distance in pixels from the left edge of the picture to the area.
        top: Distance in pixels from the upper edge of the picture to the area.
        width: Width of the area in pixels.
        height: Height of the area in pixels.
        x_range: Values at the left and the right edge. Defaults to 0 and 1.
        y_range: Values at the lower and the upper edge. Defaults to 0 and 1.
    """

    left: float
    top: float
    width: float
    height: float
    x_range: tuple[float, float] = (0.0, 1.0)
    y_range: tuple[float, float] = (0.0, 1.0)

    def x(self, value: ArrayLike) -> NDArray[np.float64]:
        """Returns the x coordinate of a value in pixels."""
        low, high = self.x_range
        return self.left + self.width * (np.asarray(value, np.float64) - low) / (high - low)

    def y(self, value: ArrayLike) -> NDArray[np.float64]:
        """Returns the y coordinate of a value in pixels, which grows downwards."""
        low, high = self.y_range
        share = (np.asarray(value, np.float64) - low) / (high - low)
        return self.top + self.height * (1 - share)

    def frame(
        self, x_ticks: Iterable[float], y_ticks: Iterable[float], x_label: str, y_label: str
    ) -> str:
        """Draws the grid, the tick labels and the axis labels.

        Args:
            x_ticks: Values with a tick on the x axis.
            y_ticks: Values with a tick and a grid line on the y axis.
            x_label: Label of the x axis.
            y_label: Label of the y axis.
        """
        right, bottom = self.left + self.width, self.top + self.height
        parts = []
        for tick in y_ticks:
            y = float(self.y(tick))
            parts.append(line(self.left, y, right, y, "grid"))
            parts.append(text(self.left - 6, y + 4, number(tick), "tick end"))
        for tick in x_ticks:
            x = float(self.x(tick))
            parts.append(line(x, bottom, x, bottom + 4, "axis"))
            parts.append(text(x, bottom + 17, number(tick), "tick middle"))
        parts.append(line(self.left, bottom, right, bottom, "axis"))
        parts.append(text(self.left + self.width / 2, bottom + 34, x_label, "label middle"))
        x, y = self.left - 38, self.top + self.height / 2
        parts.append(
            f'<text class="label middle" transform="translate({x:.1f} {y:.1f}) rotate(-90)">'
            f"{escape(y_label)}</text>"
        )
        return "".join(parts)


def picture(name: str, title: str, width: float, height: float, parts: Iterable[str]) -> str:
    """Returns an SVG picture that scales with the page.

    Args:
        name: Identifier of the picture on the page.
        title: Text for screen readers, with the values that matter most.
        width: Width of the picture in its own pixels.
        height: Height of the picture in its own pixels.
        parts: SVG elements of the picture.
    """
    return (
        f'<svg class="plot" data-plot="{escape(name)}" role="img" aria-label="{escape(title)}" '
        f'viewBox="0 0 {width:g} {height:g}">{"".join(parts)}</svg>'
    )


def number(value: float) -> str:
    """Returns a number without trailing zeros."""
    return f"{value:g}"


def line(x1: float, y1: float, x2: float, y2: float, css: str) -> str:
    """Returns a straight line between two points in pixels."""
    return f'<line class="{css}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def text(x: float, y: float, content: str, css: str) -> str:
    """Returns a text that starts at x, or is centered or ends there by class `middle` or `end`."""
    return f'<text class="{css}" x="{x:.1f}" y="{y:.1f}">{escape(content)}</text>'


def curve(x: NDArray[np.float64], y: NDArray[np.float64], css: str) -> str:
    """Returns a line through points in pixels."""
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))
    return f'<polyline class="{css}" points="{points}"/>'


def dot(x: float, y: float, css: str, tip: str) -> str:
    """Returns a dot that shows a tooltip."""
    return f'<circle class="{css}" cx="{x:.1f}" cy="{y:.1f}" r="3">{_tip(tip)}</circle>'


def bar(x: float, y: float, width: float, height: float, css: str, tip: str = "") -> str:
    """Returns a rectangle that shows a tooltip, if there is one."""
    size = f'width="{max(width, 0):.1f}" height="{max(height, 0):.1f}"'
    return f'<rect class="{css}" x="{x:.1f}" y="{y:.1f}" {size}>{_tip(tip)}</rect>'


def polygon(corners: Sequence[Sequence[float]] | NDArray[np.float64], css: str) -> str:
    """Returns a polygon with the given corners in pixels."""
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
    return f'<polygon class="{css}" points="{points}"/>'


def _tip(content: str) -> str:
    return f"<title>{escape(content)}</title>" if content else ""
