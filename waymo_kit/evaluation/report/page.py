"""Renders the report: one HTML page without scripts that needs no other file."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jinja2

from waymo_kit._version import __version__
from waymo_kit.evaluation.layout import Line, Section, columns_of
from waymo_kit.evaluation.report.cases import CaseCard, case_card
from waymo_kit.evaluation.report.surroundings import read_surroundings
from waymo_kit.evaluation.result import Evaluation
from waymo_kit.evaluation.rows import MEAN_TYPES, Rows
from waymo_kit.evaluation.settings import settings_values
from waymo_kit.schema import ObjectType

_TEMPLATE = "report.html.jinja"
_MAX_LISTED = 10
"""Maximum length of a list of settings that is shown whole; of longer ones only the ends are."""


@dataclass(frozen=True)
class HeadlineCard:
    """Holds a metric that the page shows in large digits.

    Attributes:
        color: Name of the color: an `ObjectType`, or `ALL`.
        label: Name of the row.
        heading: Name of the column.
        value: Metric as text, or words if there is none.
        is_number: Whether the value is a metric.
    """

    color: str
    label: str
    heading: str
    value: str
    is_number: bool


@dataclass(frozen=True)
class CaseGroup:
    """Holds the worst cases of a kind.

    Attributes:
        title: Heading of the group.
        hint: Order of the cases, in words.
        view: Explanation of the pictures.
        cards: Cards of the cases.
    """

    title: str
    hint: str
    view: str
    cards: tuple[CaseCard, ...]


def render(result: Evaluation, command: str = "") -> str:
    """Returns the HTML page of a result.

    Args:
        result: Result of an evaluation.
        command: Command line that made the result, empty for none.
    """
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("waymo_kit.evaluation.report", ""),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    checks, task = result.checks, result.task
    return environment.get_template(_TEMPLATE).render(
        result=result,
        task=task,
        version=__version__,
        date=datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z"),
        command=command,
        facts=[
            ("predictions", f"{checks.predictions:,}"),
            ("labels", f"{checks.labels:,}"),
            ("scored labels", f"{checks.scored_labels:,}"),
            ("frames", f"{checks.frames:,}"),
            ("segments", f"{checks.segments:,}"),
        ],
        types=_type_counts(result),
        settings=_settings(result),
        unlabeled=_unlabeled_means(result),
        cards=list(_headline_cards(result)),
        leaderboard=_leaderboard(result),
        blocks=list(task.plots(result)),
        cases=list(_case_groups(result)),
        all_rows=_all_rows(result.rows),
    )


def _type_counts(result: Evaluation) -> list[tuple[str, str, str]]:
    """Returns name, number of labels and number of predictions of each type that occurs."""
    labels, found = result.checks.labels_of_type, result.checks.predictions_of_type
    return [
        (kind.name, f"{labels[kind]:,}" if labels[kind] else "no labels", f"{found[kind]:,}")
        for kind in result.types
    ]


def _settings(result: Evaluation) -> list[tuple[str, str]]:
    """Returns the settings as words."""
    return [(name, _words(value)) for name, value in settings_values(result.task).items()]


def _words(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_words(item)}" for name, item in value.items())
    if isinstance(value, list) and len(value) > _MAX_LISTED:
        return f"{_words(value[0])}, {_words(value[1])} ... {_words(value[-1])} ({len(value)})"
    if isinstance(value, list):
        return ", ".join(map(_words, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _unlabeled_means(result: Evaluation) -> str:
    """Returns the types that lower ALL_NS because they have no labels."""
    if result.task.headline is None:
        return ""
    counts = result.checks.labels_of_type
    return ", ".join(name for name in MEAN_TYPES if counts[ObjectType[name]] == 0)


def _headline_cards(result: Evaluation) -> Iterator[HeadlineCard]:
    if result.task.headline is None:
        return
    row, heading = result.task.headline
    column, _, level = heading.partition("/L")
    rows = result.rows_with_labels()
    names = {kind: f"OBJECT_TYPE_TYPE_{kind.name}_LEVEL_{level}" for kind in result.types}
    for color, label, name in (
        ("ALL", "ALL_NS", row),
        *((kind.name, kind.name, name) for kind, name in names.items()),
    ):
        if name in rows:
            value = rows[name][column]
            shown = result.task.shown(heading, value) if math.isfinite(value) else "no labels"
            heading_shown = result.task.with_arrow(heading)
            yield HeadlineCard(color, label, heading_shown, shown, math.isfinite(value))


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


def _case_groups(result: Evaluation) -> Iterator[CaseGroup]:
    if result.profile is None:
        return
    false, misses = result.profile.false_positives, result.profile.misses
    around = read_surroundings(result.ground_truth, (*false, *misses))
    is_3d = all(len(case.box) == 7 for case in (*false, *misses))
    view = "Seen from above, the vehicle faces up." if is_3d else "Boxes are drawn as in the image."
    if any(len(each.points) for each in around):
        view += " Dots are lidar points."
    order = "Easiest and nearest first." if is_3d else "Easiest first."
    for title, hint, name, cases, seen in (
        (
            "Worst false positives",
            "Sorted by score, highest first.",
            "false-positive",
            false,
            around,
        ),
        ("Worst misses", order, "miss", misses, around[len(false) :]),
    ):
        cards = tuple(
            case_card(case, each, f"{name}-{k}")
            for k, (case, each) in enumerate(zip(cases, seen, strict=False))
        )
        yield CaseGroup(
            title, f"{hint} Each object is shown once, in its worst frame.", view, cards
        )
