"""Views as the services return them, made up for tests of the pages."""

from datetime import datetime, timedelta, timezone

from waymo_kit.web.leaderboard.boards import Board, BoardColumn, BoardRow
from waymo_kit.web.leaderboard.phases import PhaseView, TaskView

START = datetime(2026, 1, 1, tzinfo=timezone.utc)
DETECTION = TaskView("detection", "3D detection", "APH/L2", False, False)


def made_phase(**changes):
    values = {
        "name": "test",
        "title": "Test",
        "description": "Hidden labels.",
        "tasks": (DETECTION,),
        "quota": 3,
        "window_days": 30.0,
        "has_diagnostics": False,
        "has_private_split": False,
        "is_private_revealed": False,
        "confirms_new_best": False,
        "decimals": 4,
        "min_coverage": 0.9,
        "max_bytes": 1 << 30,
        "is_open": True,
        "is_enabled": True,
        "opens_at": None,
        "closes_at": None,
        "segments": 10,
        "labels_digest": "0" * 64,
        "revision": 1,
    }
    return PhaseView(**(values | changes))


def made_row(method, team, score, *, day=0, vehicle=0.5, sensors="", latency=None):
    values = (score + 0.05, score, vehicle)
    return BoardRow(
        rank=1,
        submission_id=f"s-{method}",
        method_id=f"m-{method}",
        method=method,
        team_id=f"t-{team}",
        team=team,
        date=START + timedelta(days=day),
        values=values,
        shown=tuple(f"{value:.4f}" for value in values),
        interval=(score - 0.01, score + 0.01),
        is_better_than_next=None,
        sensors=sensors,
        past_frames=0,
        future_frames=0,
        latency_ms=latency,
        paper_url="",
        code_url="",
        is_own=False,
        is_hidden=False,
    )


def made_board():
    return Board(
        phase=made_phase(),
        task=DETECTION,
        split="public",
        splits=("public",),
        breakdown="",
        breakdowns=("Object type", "Range, meters"),
        columns=(
            BoardColumn("Object type|ALL_NS|AP/L2", "AP/L2", False),
            BoardColumn("Object type|ALL_NS|APH/L2", "APH/L2", True),
            BoardColumn("Object type|VEHICLE|APH/L2", "VEHICLE APH/L2", False),
        ),
        rows=(
            made_row("Pillars", "Team A", 0.7, vehicle=0.4, sensors="LiDAR", latency=50.0),
            made_row("Points", "Team B", 0.6, day=1, vehicle=0.5, sensors="LiDAR + cameras"),
            made_row("Voxels", "Team C", 0.5, day=2, vehicle=0.6, sensors="LiDAR", latency=20.0),
        ),
        revision="1",
    )
