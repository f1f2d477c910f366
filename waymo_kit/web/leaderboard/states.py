"""The states of a submission and the moves between them."""

from __future__ import annotations

from waymo_kit.web.leaderboard.errors import ConflictError
from waymo_kit.web.leaderboard.models import SubmissionRow
from waymo_kit.web.leaderboard.site import LeaderboardSite

STATES = (
    "uploading",
    "checking",
    "queued",
    "scoring",
    "done",
    "rejected",
    "failed",
    "cancelled",
)
ACTIVE = ("uploading", "checking", "queued", "scoring")
"""States that change by themselves."""

_MOVES = {
    "uploading": {"checking", "cancelled", "failed"},
    "checking": {"queued", "rejected", "failed", "cancelled"},
    "queued": {"scoring", "failed", "cancelled"},
    "scoring": {"queued", "done", "rejected", "failed", "cancelled"},
    "failed": {"checking"},
}
"""State -> the states that may follow; a host retries what failed."""


def move(site: LeaderboardSite, row: SubmissionRow, state: str, stage: str = "") -> None:
    """Moves a submission to another state.

    Raises:
        ConflictError: The state cannot follow the present one.
    """
    if state not in _MOVES.get(row.state, set()):
        raise ConflictError(f"a submission that is {row.state} cannot become {state}")
    now = site.clock.now()
    row.state, row.stage, row.percent, row.updated_at = state, stage, None, now
    row.finished_at = None if state in ACTIVE else now
