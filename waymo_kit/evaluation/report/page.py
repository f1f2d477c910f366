"""The report: one HTML page without scripts that needs no other file."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import jinja2

from waymo_kit._version import __version__
from waymo_kit.evaluation.layout import Line, Section, columns_of
from waymo_kit.evaluation.profile import ErrorProfile
from waymo_kit.evaluation.report.cases import CaseCard, case_card
from waymo_kit.evaluation.result import Evaluation
from waymo_kit.evaluation.rows import Rows

_TEMPLATE = "report.html.jinja"


@dataclass(frozen=True)
class HeadlineCard:
    """A metric in large digits.

    Attributes:
        color: Name of the color: an `ObjectType`, or `ALL`.
        label: Name of the row.
        heading: Name of the column.
        value: The metric.
    """

    color: str
    label: str
    heading: str
    value: str


@dataclass(frozen=True)
class CaseGroup:
    """The worst cases of a kind.

    Attributes:
        title: Heading.
        hint: Order of the cases.
        view: How to read the pictures.
        cards: The cases.
    """

    title: str
    hint: str
    view: str
    cards: tuple[CaseCard, ...]


def render(result: Evaluation) -> str:
    """Returns the page of a result."""
    loader = jinja2.PackageLoader("waymo_kit.evaluation.report", "")
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined
    )
    checks, task = result.checks, result.task
    return environment.get_template(_TEMPLATE).render(
        result=result,
        task=task,
        version=__version__,
        facts=[
            ("predictions", f"{checks.predictions:,}"),
            ("labels", f"{checks.scored_labels:,}"),
            ("frames", f"{checks.frames:,}"),
            ("segments", f"{checks.segments:,}"),
        ],
        cards=list(_headline_cards(result)),
        leaderboard=_leaderboard(result),
        blocks=list(task.plots(result)),
        cases=list(_case_groups(result.profile)) if result.profile is not None else [],
        all_rows=_all_rows(result.rows),
    )


def _headline_cards(result: Evaluation) -> Iterator[HeadlineCard]:
    if result.task.headline is None:
        return
    row, heading = result.task.headline
    column, _, level = heading.partition("/L")
    rows = result.rows_with_labels()
    if row in rows:
        value = result.task.shown(heading, rows[row][column])
        yield HeadlineCard("ALL", "ALL_NS", heading, value)
    for kind in result.types:
        name = f"OBJECT_TYPE_TYPE_{kind.name}_LEVEL_{level}"
        if name in rows:
            value = result.task.shown(heading, rows[name][column])
            yield HeadlineCard(kind.name, kind.name, heading, value)


def _leaderboard(result: Evaluation) -> list[Section]:
    """Returns the tables of the first breakdown, for tasks that have a leaderboard."""
    if not result.task.has_levels:
        return []
    found = result.task.sections(result.rows_with_labels())
    return [section for section in found if section.title == found[0].title]


def _all_rows(rows: Rows) -> Section:
    """Returns all rows under their own names."""
    columns = columns_of(rows)
    lines = tuple(
        Line(name, tuple(row.get(column, math.nan) for column in columns), is_mean=False)
        for name, row in rows.items()
    )
    return Section("Row", tuple(columns), lines)


def _case_groups(profile: ErrorProfile) -> Iterator[CaseGroup]:
    is_3d = all(len(case.box) == 7 for case in (*profile.false_positives, *profile.misses))
    view = "From above, the vehicle's forward direction is up." if is_3d else "As in the image."
    order = "The easiest and nearest first." if is_3d else "The easiest first."
    for title, hint, name, cases in (
        ("Worst false positives", "By falling score.", "false-positive", profile.false_positives),
        ("Worst misses", order, "miss", profile.misses),
    ):
        cards = tuple(case_card(case, f"{name}-{k}") for k, case in enumerate(cases))
        yield CaseGroup(title, hint, view, cards)
