"""HTML tables of boxes, scenes and frames for notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

SHOWN_ROWS = 10
"""Number of rows that a table of a notebook shows; it says how many more there are."""


def html_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], total: int | None = None
) -> str:
    """Returns a small HTML table with a title; everything in it is escaped.

    Args:
        title: Text above the table.
        columns: Names of the columns; none leave out the header.
        rows: Rows to show; floats are printed with two decimals.
        total: Number of rows that there are. Defaults to None, which means those that are shown.
    """
    shown = [[_text(value) for value in row] for row in rows]
    parts = [f"<p><b>{escape(title)}</b></p>"]
    if shown:
        head = "".join(f"<th>{escape(name)}</th>" for name in columns)
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in shown
        )
        parts.append(f"<table>{f'<thead><tr>{head}</tr></thead>' if head else ''}{body}</table>")
    more = 0 if total is None else total - len(shown)
    if more:
        parts.append(f"<p>and {more:,} more</p>")
    return f"<div>{''.join(parts)}</div>"


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}"
    return f"{value:,}" if type(value) is int else str(value)
