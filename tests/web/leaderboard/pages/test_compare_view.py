"""Which rows of a comparison its page shows, and how it draws their intervals."""

from types import SimpleNamespace

import pytest

from waymo_kit.web.leaderboard.comparing import ComparedMetric
from waymo_kit.web.leaderboard.pages.compare_view import INTERVAL_WIDTH, CompareView

FIRST = SimpleNamespace(id="one", method="Pillars", column="APH/L2")
SECOND = SimpleNamespace(id="two", method="Points", column="APH/L2")


def metric(section, label, column, difference, spread, verdict):
    low, high = (None, None) if spread is None else (difference - spread, difference + spread)
    return ComparedMetric(
        section, label, column, 0.5, 0.5 + difference, difference, low, high, verdict
    )


ROWS = (
    metric("Object type", "ALL_NS", "AP/L2", 0.0, 0.01, "same"),
    metric("Object type", "ALL_NS", "APH/L2", 0.04, 0.01, "better"),
    metric("Object type", "VEHICLE", "APH/L2", -0.03, 0.01, "worse"),
    metric("Object type", "CYCLIST", "APH/L2", 0.02, None, "unknown"),
    metric("Weather", "sunny", "APH/L2", 0.1, 0.02, "better"),
)


def view(section="", column="", rows=ROWS):
    comparison = SimpleNamespace(first=FIRST, second=SECOND, confidence=0.95, rows=rows)
    return CompareView(comparison, section, column, 3)


def test_begins_with_the_first_breakdown_and_the_metric_that_ranks():
    shown = view("no such", "nor such")
    assert (shown.section, shown.column) == ("Object type", "APH/L2")
    assert [row.label for row in shown.rows] == ["ALL_NS", "VEHICLE", "CYCLIST"]
    assert shown.columns == ["AP/L2", "APH/L2"]


def test_shows_what_the_reader_chose():
    assert [row.label for row in view("Weather").rows] == ["sunny"]
    assert [row.verdict for row in view("Object type", "AP/L2").rows] == ["same"]


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (view(), "Points is significantly better in 1 and significantly worse in 1 of 2 rows."),
        (view("Weather"), "Points is significantly better in 1 of 1 rows."),
        (view(column="AP/L2"), "No row of 1 differs significantly."),
        (view(rows=ROWS[3:4]), "There are too few segments to tell the methods apart."),
    ],
)
def test_says_how_often_the_second_is_better(shown, words):
    assert shown.summary == words


def test_links_keep_the_other_choices():
    assert view("Weather").link(column="APH/L2") == (
        "/compare?first=one&second=two&section=Weather&column=APH%2FL2"
    )
    assert view().swapped.startswith("/compare?first=two&second=one&")


def test_intervals_share_a_rail_around_zero():
    shown = view()
    better, worse, unknown = (shown.interval(row) for row in shown.rows)
    middle = INTERVAL_WIDTH / 2
    assert worse.low + worse.width < middle < better.low
    assert better.low + better.width == pytest.approx(INTERVAL_WIDTH - 3, abs=0.1)
    assert better.text == "95 % interval +0.030 to +0.050"
    assert unknown is None
