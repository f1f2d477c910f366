"""Submissions: making, finding, cancelling and hiding them."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.web.leaderboard import audit, queue, quota
from waymo_kit.web.leaderboard.actor import (
    Principal,
    require_member,
    require_submission,
)
from waymo_kit.web.leaderboard.errors import ConflictError, NotAllowedError, TooManyError
from waymo_kit.web.leaderboard.identifiers import is_id, new_id
from waymo_kit.web.leaderboard.methods import find_or_add
from waymo_kit.web.leaderboard.models import (
    MembershipRow,
    ResultRow,
    SubmissionRow,
    TeamRow,
)
from waymo_kit.web.leaderboard.phases import PhaseView, phase_named, touch
from waymo_kit.web.leaderboard.results import current_result
from waymo_kit.web.leaderboard.site import LeaderboardSite
from waymo_kit.web.leaderboard.states import ACTIVE, STATES, move
from waymo_kit.web.leaderboard.submission_views import (
    SubmissionSummary,
    SubmissionView,
    is_visible,
    summary_of,
    view_of,
)

BOX_SUFFIXES = (".parquet", ".arrow", ".feather", ".ipc", ".bin")
TABLE_SUFFIXES = (".zip",)
_FILENAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._()+@=-]{0,119}")
MAX_LISTED = 200


def create(
    site: LeaderboardSite,
    actor: Principal,
    *,
    team_id: str,
    method: str,
    phase: str,
    task: str,
    filename: str,
    size: int,
) -> SubmissionView:
    """Makes a submission whose file is uploaded next.

    Args:
        site: The site.
        actor: Account that submits.
        team_id: Team that submits.
        method: Name of the method; a new one is added to the team.
        phase: Name of the phase.
        task: Name of the task.
        filename: Name of the file, whose ending tells its format.
        size: Size of the file in bytes.

    Raises:
        InvalidInputError: A value is wrong.
        NotFoundError: There is no such phase or task, or no such team of the account.
        NotAllowedError: The phase is closed or the team is blocked.
        TooManyError: The quota is used up, or too many submissions are under way.
    """
    with site.database.write() as session:
        team = require_member(session, actor, team_id, "submit")
        session.get(TeamRow, team_id, with_for_update=True)
        rules = phase_named(site, session, phase)
        chosen = rules.task(task)
        _check_file(filename, size, rules, chosen.takes_tables)
        if team.is_blocked:
            raise NotAllowedError("a host keeps this team from submitting")
        if not rules.is_open:
            raise NotAllowedError(f"the phase {phase} takes no submissions now")
        quota.require_place(site, session, team_id, rules)
        _require_few_active(site, session, team_id)
        now = site.clock.now()
        row = SubmissionRow(
            id=new_id(),
            team_id=team_id,
            method_id=find_or_add(site, session, team_id, method).id,
            account_id=actor.account_id,
            phase=phase,
            task=task,
            filename=filename,
            size=size,
            sha256="",
            file_key="",
            state="uploading",
            stage="",
            percent=None,
            reasons=[],
            is_hidden=False,
            created_at=now,
            updated_at=now,
            upload_expires_at=now + timedelta(days=site.settings.limits.upload_days),
        )
        session.add(row)
        audit.record(site, session, actor, "submission.make", row.id, f"{phase}/{task}")
        session.flush()
        return view_of(site, session, actor, row)


def view(site: LeaderboardSite, actor: Principal, submission_id: str) -> SubmissionView:
    """Returns a submission.

    Raises:
        NotFoundError: There is no such submission, or the actor may not see it.
    """
    if not is_id(submission_id):
        raise NotFoundError("no such submission")
    with site.database.read() as session:
        row = session.get(SubmissionRow, submission_id)
        if row is None or not is_visible(session, actor, row):
            raise NotFoundError("no such submission")
        return view_of(site, session, actor, row)


def recent(
    site: LeaderboardSite,
    actor: Principal,
    *,
    phase: str | None = None,
    task: str | None = None,
    team_id: str | None = None,
    state: str | None = None,
    method_id: str | None = None,
    own: bool = False,
    limit: int = 50,
) -> list[SubmissionSummary]:
    """Returns the submissions that the actor may see, the newest first.

    Args:
        site: The site.
        actor: Account that asks, or nobody.
        phase: Name of a phase. None for all.
        task: Name of a task. None for all.
        team_id: Identifier of a team. None for all.
        state: A state. None for all.
        method_id: Identifier of a method. None for all.
        own: Whether to return those of the actor's teams only.
        limit: Maximum number of submissions.

    Raises:
        InvalidInputError: The state or the limit is wrong.
    """
    if state is not None and state not in STATES:
        raise InvalidInputError(f"state: expected one of {', '.join(STATES)}")
    if not 1 <= limit <= MAX_LISTED:
        raise InvalidInputError(f"limit: expected 1 to {MAX_LISTED}, got {limit}")
    query = select(SubmissionRow).order_by(SubmissionRow.created_at.desc(), SubmissionRow.id)
    for column, wanted in (
        (SubmissionRow.phase, phase),
        (SubmissionRow.task, task),
        (SubmissionRow.team_id, team_id),
        (SubmissionRow.state, state),
        (SubmissionRow.method_id, method_id),
    ):
        if wanted is not None:
            query = query.where(column == wanted)
    mine = select(MembershipRow.team_id).where(MembershipRow.account_id == actor.account_id)
    if own:
        actor.require("read")
        query = query.where(SubmissionRow.team_id.in_(mine))
    elif not actor.acts_as_host:
        listed = select(ResultRow.submission_id).where(
            ResultRow.is_current, ResultRow.is_confirmed.is_not(False)
        )
        is_public = (
            (SubmissionRow.state == "done")
            & ~SubmissionRow.is_hidden
            & SubmissionRow.id.in_(listed)
        )
        if "read" in actor.scopes:
            query = query.where(or_(is_public, SubmissionRow.team_id.in_(mine)))
        else:
            query = query.where(is_public)
    with site.database.read() as session:
        rows = session.scalars(query.limit(limit)).all()
        return [summary_of(site, session, actor, row) for row in rows]


def cancel(site: LeaderboardSite, actor: Principal, submission_id: str) -> SubmissionView:
    """Ends a submission before it is scored, and gives its place of the quota back.

    Raises:
        NotFoundError: The account has no such submission.
        ConflictError: The submission has ended already.
    """
    with site.database.write() as session:
        row = require_submission(session, actor, submission_id, "submit", lock=True)
        move(site, row, "cancelled")
        queue.cancel_jobs(session, submission_id)
        quota.refund(site, session, submission_id)
        audit.record(site, session, actor, "submission.cancel", submission_id)
        return view_of(site, session, actor, row)


def retry(site: LeaderboardSite, actor: Principal, submission_id: str) -> SubmissionView:
    """Puts a submission that failed through our fault into the queue again; for hosts.

    Raises:
        NotFoundError: There is no such submission.
        ConflictError: The submission has not failed, or its file is not complete.
    """
    actor.require_host()
    with site.database.write() as session:
        row = require_submission(session, actor, submission_id, "host", lock=True)
        if not row.file_key:
            raise ConflictError("the file of this submission is not complete")
        move(site, row, "checking")
        row.reasons = []
        charge_is_back = quota.restore(site, session, submission_id)
        queue.enqueue(site, session, submission_id, queue.CHECK)
        audit.record(
            site, session, actor, "submission.retry", submission_id, f"charged={charge_is_back}"
        )
        return view_of(site, session, actor, row)


def set_hidden(
    site: LeaderboardSite, actor: Principal, submission_id: str, is_hidden: bool
) -> SubmissionView:
    """Takes a submission off the boards, or puts it back.

    Raises:
        NotFoundError: The account has no such submission.
    """
    with site.database.write() as session:
        row = require_submission(session, actor, submission_id, "submit", lock=True)
        row.is_hidden, row.updated_at = is_hidden, site.clock.now()
        touch(session, row.phase)
        audit.record(site, session, actor, "submission.hide", submission_id, str(is_hidden))
        return view_of(site, session, actor, row)


def report(site: LeaderboardSite, actor: Principal, submission_id: str) -> bytes:
    """Returns the HTML report of a submission, which phases with diagnostics have.

    Raises:
        NotFoundError: There is no report, or the actor may not see it.
    """
    with site.database.read() as session:
        row = require_submission(session, actor, submission_id, "read")
        result = current_result(session, row.id)
        phase = phase_named(site, session, row.phase)
        if result is None or not result.report_key or not phase.has_diagnostics:
            raise NotFoundError("this submission has no report")
        key = result.report_key
    return (site.files / key).read_bytes()


def receipt(site: LeaderboardSite, actor: Principal, submission_id: str) -> dict[str, object]:
    """Returns the signed receipt of a result.

    Raises:
        NotFoundError: There is no receipt, or the actor may not see it.
    """
    with site.database.read() as session:
        row = session.get(SubmissionRow, submission_id)
        result = current_result(session, submission_id) if row is not None else None
        if row is None or result is None or not is_visible(session, actor, row):
            raise NotFoundError("no such receipt")
        if result.is_confirmed is False and not actor.acts_as_host:
            raise NotFoundError("no such receipt")
        return dict(result.receipt)


def _check_file(filename: str, size: int, phase: PhaseView, takes_tables: bool) -> None:
    suffixes = TABLE_SUFFIXES if takes_tables else BOX_SUFFIXES
    if not _FILENAME.fullmatch(filename) or ".." in filename:
        raise InvalidInputError("filename: expected letters, digits, spaces and ._()+@=- only")
    if not filename.lower().endswith(suffixes):
        raise InvalidInputError(f"filename: expected a name that ends with {', '.join(suffixes)}")
    if not 1 <= size <= phase.max_bytes:
        raise InvalidInputError(
            f"size: expected 1 to {phase.max_bytes:,} bytes for this phase, got {size:,}"
        )


def _require_few_active(site: LeaderboardSite, session: Session, team_id: str) -> None:
    count = session.scalar(
        select(func.count())
        .select_from(SubmissionRow)
        .where(SubmissionRow.team_id == team_id, SubmissionRow.state.in_(ACTIVE))
    )
    limit = site.settings.limits.active_submissions
    if (count or 0) >= limit:
        raise TooManyError(
            f"{limit} submissions of this team are under way; wait for one or cancel one", 60
        )
