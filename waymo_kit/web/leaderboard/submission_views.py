"""Views of submissions for their teams, for hosts and for everybody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from waymo_kit.web.leaderboard import queue, quota
from waymo_kit.web.leaderboard.actor import Principal, sees_privately
from waymo_kit.web.leaderboard.models import MembershipRow, MethodRow, SubmissionRow, TeamRow
from waymo_kit.web.leaderboard.phases import phase_named
from waymo_kit.web.leaderboard.results import (
    FindingView,
    ScoreView,
    current_result,
    findings_of,
    is_listed,
    score_view,
    splits_shown,
)
from waymo_kit.web.leaderboard.site import LeaderboardSite
from waymo_kit.web.leaderboard.splits import PUBLIC
from waymo_kit.web.leaderboard.states import ACTIVE
from waymo_kit.web.leaderboard.uploads import received_bytes


@dataclass(frozen=True)
class SubmissionSummary:
    """A line of a list of submissions.

    Attributes:
        id: Identifier.
        method_id: Identifier of the method.
        method: Name of the method.
        team_id: Identifier of the team.
        team: Name of the team.
        phase: Name of the phase.
        task: Name of the task.
        state: State, one of `STATES`.
        stage: Words for what is happening.
        percent: Progress of the state, None where it is not known.
        queue_position: Place in the queue, None where it does not wait.
        created_at: Time of its creation.
        column: Name of the score that ranks, empty for none.
        value: Score that ranks, on the public split; None for none.
        shown: Text of this score.
        is_hidden: Whether it is off the boards.
        is_own: Whether the actor is in its team.
    """

    id: str
    method_id: str
    method: str
    team_id: str
    team: str
    phase: str
    task: str
    state: str
    stage: str
    percent: float | None
    queue_position: int | None
    created_at: datetime
    column: str
    value: float | None
    shown: str
    is_hidden: bool
    is_own: bool


@dataclass(frozen=True)
class SubmissionView:
    """A submission; fields that only its team may see are empty for others.

    Attributes:
        summary: Summary that lists show.
        reasons: Reasons why it was rejected or failed.
        updated_at: Time of the last change.
        finished_at: Time of its end, None for not yet.
        filename: Name of the file, empty for others than its team.
        size: Size of the file in bytes, 0 for others.
        received: Number of bytes that have arrived at this server.
        sha256: Digest of the file, empty for others or until it is complete.
        upload_url: Path to which the file is sent, empty once it is complete.
        upload_expires_at: Time at which the upload ends if nobody continues it, None once it is
            complete.
        counts_against_quota: Whether it uses a place of the quota.
        scores: Scores of the splits that may be shown.
        findings: Findings about the file.
        has_report: Whether there is a report.
        has_receipt: Whether there is a receipt.
        version: Version of waymo-kit that scored it, empty for not yet.
        may_cancel: Whether the actor may cancel it now.
        may_hide: Whether the actor may hide or show it.
    """

    summary: SubmissionSummary
    reasons: tuple[str, ...]
    updated_at: datetime
    finished_at: datetime | None
    filename: str
    size: int
    received: int
    sha256: str
    upload_url: str
    upload_expires_at: datetime | None
    counts_against_quota: bool
    scores: tuple[ScoreView, ...]
    findings: tuple[FindingView, ...]
    has_report: bool
    has_receipt: bool
    version: str
    may_cancel: bool
    may_hide: bool


def is_visible(session: Session, actor: Principal, row: SubmissionRow) -> bool:
    """Returns whether the actor may see that a submission exists."""
    if sees_privately(session, actor, row.team_id):
        return True
    return is_listed(row, current_result(session, row.id))


def summary_of(
    site: LeaderboardSite, session: Session, actor: Principal, row: SubmissionRow
) -> SubmissionSummary:
    """Returns the summary of a submission that the actor may see."""
    method = session.get(MethodRow, row.method_id)
    team = session.get(TeamRow, row.team_id)
    result = current_result(session, row.id)
    score = None
    is_host = actor.acts_as_host
    if result is not None and row.state == "done":
        phase = phase_named(site, session, row.phase)
        score = score_view(phase, result, PUBLIC, is_host=is_host)
    waits = row.state in ("checking", "queued")
    return SubmissionSummary(
        id=row.id,
        method_id=row.method_id,
        method=method.name if method else "",
        team_id=row.team_id,
        team=team.name if team else "",
        phase=row.phase,
        task=row.task,
        state=row.state,
        stage=row.stage,
        percent=row.percent,
        queue_position=queue.position(session, row.id) if waits else None,
        created_at=row.created_at,
        column=score.column if score else "",
        value=score.value if score else None,
        shown=score.shown if score else "",
        is_hidden=row.is_hidden,
        is_own=session.get(MembershipRow, (row.team_id, actor.account_id)) is not None,
    )


def view_of(
    site: LeaderboardSite, session: Session, actor: Principal, row: SubmissionRow
) -> SubmissionView:
    """Returns the view of a submission for an actor who may see it."""
    is_private = sees_privately(session, actor, row.team_id)
    is_host = actor.acts_as_host
    result = current_result(session, row.id) if row.state == "done" else None
    phase = phase_named(site, session, row.phase)
    is_uploading = row.state == "uploading"
    scores: tuple[ScoreView, ...] = ()
    if result is not None:
        scores = tuple(
            score_view(phase, result, split, is_host=is_host)
            for split in splits_shown(phase, result, is_host=is_host)
        )
    may_act = is_private and "submit" in actor.scopes
    return SubmissionView(
        summary=summary_of(site, session, actor, row),
        reasons=tuple(row.reasons) if is_private else (),
        updated_at=row.updated_at,
        finished_at=row.finished_at,
        filename=row.filename if is_private else "",
        size=row.size if is_private else 0,
        received=received_bytes(site, row) if is_private else 0,
        sha256=row.sha256 if is_private else "",
        upload_url=f"/api/v1/uploads/{row.id}" if is_private and is_uploading else "",
        upload_expires_at=row.upload_expires_at if is_private and is_uploading else None,
        counts_against_quota=(
            is_private and phase.quota is not None and quota.counts(session, row.id)
        ),
        scores=scores,
        findings=findings_of(result) if result is not None and is_private else (),
        has_report=is_private and result is not None and bool(result.report_key),
        has_receipt=result is not None and (result.is_confirmed is not False or is_host),
        version=result.version if result is not None else "",
        may_cancel=may_act and row.state in ACTIVE,
        may_hide=may_act and row.state == "done",
    )
