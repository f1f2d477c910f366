"""Blocks of plots, the sections of the report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Plot:
    """Holds a plot and its caption.

    Attributes:
        caption: Text above the plot.
        svg: The plot as an SVG element.
        color: Name of the color: an `ObjectType`, or `ALL`.
    """

    caption: str
    svg: str
    color: str = "ALL"


@dataclass(frozen=True)
class PlotBlock:
    """Groups plots under one heading.

    Attributes:
        title: Heading of the block.
        hint: Explanation of the plots below the heading, empty for none.
        plots: The plots, in order.
        is_uneven: Whether the plots differ in height.
    """

    title: str
    hint: str
    plots: tuple[Plot, ...]
    is_uneven: bool = False
