"""How the page of a board sorts, filters, shades and draws its rows."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from tests.web.leaderboard.pages.made_views import made_board, made_row
from waymo_kit.web.leaderboard.boards import ProgressPoint
from waymo_kit.web.leaderboard.pages.board_view import (
    WHISKER_WIDTH,
    BoardView,
    Choices,
    progress_plot,
)

PATH = "/boards/test/detection"
START = datetime(2026, 1, 1, tzinfo=timezone.utc)


def view(board=None, **choices):
    return BoardView(PATH, board or made_board(), Choices(**choices))


def names(shown):
    return [row.method for row in shown.rows]


def test_rows_keep_their_ranks_unless_the_reader_sorts():
    assert names(view()) == ["Pillars", "Points", "Voxels"]
    assert view().sort == "Object type|ALL_NS|APH/L2"
    assert view().direction == "descending"


@pytest.mark.parametrize(
    ("sort", "order", "expected"),
    [
        ("method", "", ["Pillars", "Points", "Voxels"]),
        ("method", "descending", ["Voxels", "Points", "Pillars"]),
        ("latency", "", ["Voxels", "Pillars", "Points"]),
        ("latency", "descending", ["Pillars", "Voxels", "Points"]),
        ("date", "", ["Voxels", "Points", "Pillars"]),
        ("Object type|VEHICLE|APH/L2", "", ["Voxels", "Points", "Pillars"]),
        ("no such column", "ascending", ["Voxels", "Points", "Pillars"]),
    ],
)
def test_sorts(sort, order, expected):
    assert names(view(sort=sort, order=order)) == expected


def test_lower_values_come_first_where_they_are_better():
    board = made_board()
    board = replace(board, task=replace(board.task, lower_is_better=True))
    shown = view(board, sort="Object type|VEHICLE|APH/L2")
    assert shown.direction == "ascending"
    assert names(shown) == ["Pillars", "Points", "Voxels"]


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"q": "PO"}, ["Points"]),
        ({"q": " team b "}, ["Points"]),
        ({"sensors": "LiDAR"}, ["Pillars", "Voxels"]),
        ({"sensors": "LiDAR", "q": "vox"}, ["Voxels"]),
        ({"q": "nobody"}, []),
    ],
)
def test_filters(choices, expected):
    shown = view(**choices)
    assert names(shown) == expected
    assert shown.is_filtered
    assert shown.count == f"{len(expected)} of 3 methods"


def test_the_ranking_column_comes_first_then_its_types():
    columns = view().columns
    assert [(c.name, c.metric, c.css, c.is_wide) for c in columns] == [
        ("APH/L2", "", "", False),
        ("Vehicle", "APH/L2", "VEHICLE", False),
    ]
    assert [c.at for c in columns] == [1, 2]


def test_all_metrics_are_shown_in_breakdowns_and_where_there_are_no_types():
    assert [c.at for c in view(breakdown="Object type").columns] == [1, 2, 0]
    board = made_board()
    board = replace(board, columns=board.columns[:2])
    assert [(c.name, c.is_wide) for c in view(board).columns] == [
        ("APH/L2", False),
        ("AP/L2", True),
    ]


def test_rows_of_a_breakdown_are_not_sorted_by_a_column_that_it_does_not_show():
    by_rank = [row.method for row in view().rows]
    assert [row.method for row in view(sort="latency").rows] != by_rank
    assert [row.method for row in view(breakdown="Object type", sort="latency").rows] == by_rank


def test_links_hold_the_choices_and_leave_out_what_is_the_default():
    assert view().link() == PATH
    shown = view(q="a & b", split="public", breakdown="Range, meters")
    assert shown.link(sort="date") == f"{PATH}?q=a+%26+b&breakdown=Range%2C+meters&sort=date"
    assert shown.link(revision="7").endswith("&revision=7")


def test_a_second_click_turns_the_order_round():
    assert "order=ascending" in view().sort_link("Object type|ALL_NS|APH/L2")
    assert "order=descending" in view().sort_link("date")
    assert "order=ascending" in view(sort="date", order="descending").sort_link("date")


def test_whiskers_of_all_rows_share_a_rail():
    shown = view()
    first, last = (shown.whisker(row) for row in (shown.rows[0], shown.rows[2]))
    assert first.low + first.width == pytest.approx(WHISKER_WIDTH - 2, abs=0.2)
    assert last.low == pytest.approx(2, abs=0.1)
    assert first.text == "95 % interval 0.6900 to 0.7100"
    assert first.low < first.at + 1.5 < first.low + first.width


def test_a_row_without_interval_has_no_whisker():
    row = replace(made_row("Alone", "Team", 0.5), interval=None)
    board = replace(made_board(), rows=(row,))
    assert view(board).whisker(row) is None


def test_one_row_with_an_interval_of_no_width_is_drawn():
    row = replace(made_row("Alone", "Team", 0.5), interval=(0.5, 0.5))
    whisker = view(replace(made_board(), rows=(row,))).whisker(row)
    assert whisker.width == 2
    assert whisker.low == pytest.approx(WHISKER_WIDTH / 2)


def test_breakdowns_are_shaded_from_the_worst_to_the_best_value():
    shown = view(breakdown="Object type")
    vehicle = shown.columns[1]
    assert [shown.shade(row, vehicle) for row in shown.rows] == [" h1", " h3", " h5 best"]
    assert view().shade(shown.rows[0], vehicle) == ""


def test_equal_and_missing_values_have_no_shade():
    rows = tuple(replace(row, values=(None, 0.5, None)) for row in made_board().rows)
    shown = view(replace(made_board(), rows=rows), breakdown="Object type")
    assert {shown.shade(row, column) for row in shown.rows for column in shown.columns} == {""}


def test_progress_has_a_point_for_each_result():
    points = tuple(
        ProgressPoint(START + timedelta(days=k), value, best, f"M{k}", "T", "")
        for k, (value, best) in enumerate([(0.2, 0.2), (0.1, 0.2), (0.5, 0.5)])
    )
    plot = progress_plot(points, "APH/L2")
    assert plot["values"] == [0.2, 0.1, 0.5]
    assert plot["best"] == [0.2, 0.2, 0.5]
    assert plot["times"][1] - plot["times"][0] == 86400
    assert plot["names"][2] == "M2, T"
    assert progress_plot(points[:1], "APH/L2") is None
