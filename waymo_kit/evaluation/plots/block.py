"""A block of plots in the report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Plot:
    """A plot with its caption.

    Attributes:
        caption: Words above the plot.
        svg: The drawing.
        color: Name of the color: an `ObjectType`, or `ALL`.
    """

    caption: str
    svg: str
    color: str = "ALL"


@dataclass(frozen=True)
class PlotBlock:
    """Plots under one heading.

    Attributes:
        title: Heading.
        hint: How to read the plots, empty for nothing.
        plots: The plots.
        is_uneven: Whether the plots differ in height.
    """

    title: str
    hint: str
    plots: tuple[Plot, ...]
    is_uneven: bool = False
