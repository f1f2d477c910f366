"""The queue of jobs: leases with heartbeats, so that a job of a worker that died goes to another.

A job is finished by the holder of its lease only, in the transaction that stores its outcome. So a
job that two workers ran, because one of them was silent for too long, has one outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, and_, case, func, or_, select, update
from sqlalchemy.orm import Session

from waymo_kit._version import __version__
from waymo_kit.web.leaderboard import quota
from waymo_kit.web.leaderboard.errors import ConflictError
from waymo_kit.web.leaderboard.identifiers import new_secret
from waymo_kit.web.leaderboard.models import JobRow, SubmissionRow, WorkerRow
from waymo_kit.web.leaderboard.site import LeaderboardSite
from waymo_kit.web.leaderboard.states import ACTIVE, move

CHECK, SCORE, RESCORE, RANK = "check", "score", "rescore", "rank"
WAITING, RUNNING, FINISHED, DEAD = "waiting", "running", "finished", "dead"

_ORDER = {CHECK: 0, SCORE: 1, RANK: 2, RESCORE: 3}
"""Order of the kinds of jobs; checks come first, so that a wrong file is reported soon."""


@dataclass(frozen=True)
class Lease:
    """The right of a worker to finish a job.

    Attributes:
        job_id: Identifier of the job.
        kind: Kind of the job.
        submission_id: Submission that it is about.
        secret: Secret of the claim.
        attempt: Number of times that the job was begun, this time included.
    """

    job_id: int
    kind: str
    submission_id: str
    secret: str
    attempt: int


def enqueue(site: LeaderboardSite, session: Session, submission_id: str, kind: str) -> None:
    """Adds a job in the transaction that makes it needed."""
    session.add(
        JobRow(
            submission_id=submission_id,
            kind=kind,
            state=WAITING,
            attempts=0,
            lease="",
            worker_id="",
            created_at=site.clock.now(),
        )
    )


def enqueue_ranking(site: LeaderboardSite, session: Session, row: SubmissionRow) -> None:
    """Adds a job that compares neighbors on a submission's board, if none waits already."""
    waiting = (
        select(JobRow.id)
        .join(SubmissionRow, SubmissionRow.id == JobRow.submission_id)
        .where(
            JobRow.kind == RANK,
            JobRow.state == WAITING,
            SubmissionRow.phase == row.phase,
            SubmissionRow.task == row.task,
        )
    )
    if session.scalar(waiting.limit(1)) is None:
        enqueue(site, session, row.id, RANK)


def claim(site: LeaderboardSite, worker_id: str) -> Lease | None:
    """Takes the next job, or one whose worker fell silent; None if there is none."""
    now = site.clock.now()
    with site.database.write() as session:
        while True:
            order = case(_ORDER, value=JobRow.kind, else_=9)
            row = session.scalar(
                select(JobRow)
                .where(
                    or_(
                        JobRow.state == WAITING,
                        and_(JobRow.state == RUNNING, JobRow.lease_until < now),
                    )
                )
                .order_by(order, JobRow.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            if row is None:
                return None
            if row.attempts < site.settings.attempts:
                break
            _give_up(site, session, row)
            session.flush()
        row.state = RUNNING
        row.attempts += 1
        row.lease = new_secret()
        row.worker_id = worker_id
        row.lease_until = now + timedelta(seconds=site.settings.lease_seconds)
        submission = session.get(SubmissionRow, row.submission_id, with_for_update=True)
        if submission is not None and row.kind == SCORE and submission.state == "queued":
            move(site, submission, "scoring", "starting")
        return Lease(row.id, row.kind, row.submission_id, row.lease, row.attempts)


def renew(site: LeaderboardSite, lease: Lease, stage: str, percent: float | None) -> bool:
    """Renews a lease and notes how far the job is.

    Returns:
        Whether the lease still holds; if not, the work is in vain and should stop.
    """
    now = site.clock.now()
    with site.database.write() as session:
        done = session.execute(
            update(JobRow)
            .where(JobRow.id == lease.job_id, JobRow.lease == lease.secret, JobRow.state == RUNNING)
            .values(lease_until=now + timedelta(seconds=site.settings.lease_seconds))
        )
        if cast("CursorResult[Any]", done).rowcount == 0:
            return False
        submission = session.get(SubmissionRow, lease.submission_id, with_for_update=True)
        if submission is None or (lease.kind in (CHECK, SCORE) and submission.state not in ACTIVE):
            return False
        if lease.kind in (CHECK, SCORE):
            submission.stage, submission.percent, submission.updated_at = stage, percent, now
        return True


def finish(site: LeaderboardSite, session: Session, lease: Lease) -> SubmissionRow:
    """Finishes a job in the transaction that stores its outcome; returns its submission, locked.

    Raises:
        ConflictError: The lease was lost, and with it the right to store anything.
    """
    row = session.get(JobRow, lease.job_id, with_for_update=True)
    if row is None or row.state != RUNNING or row.lease != lease.secret:
        raise ConflictError("the lease of this job was lost")
    row.state, row.lease, row.lease_until = FINISHED, "", None
    submission = session.get(SubmissionRow, lease.submission_id, with_for_update=True)
    if submission is None:
        raise ConflictError("the submission is gone")
    return submission


def give_back(site: LeaderboardSite, lease: Lease, *, counts: bool = True) -> None:
    """Puts a job back into the queue after a fault, or gives up after too many attempts.

    Args:
        site: The site.
        lease: The lease.
        counts: Whether the attempt counts; where the storage is out of reach it does not.
    """
    with site.database.write() as session:
        row = session.get(JobRow, lease.job_id, with_for_update=True)
        if row is None or row.state != RUNNING or row.lease != lease.secret:
            return
        if not counts:
            row.attempts -= 1
        if row.attempts >= site.settings.attempts:
            _give_up(site, session, row)
        else:
            _requeue(session, row)


def release_worker(site: LeaderboardSite, worker_id: str) -> int:
    """Puts the jobs of a worker that died back into the queue; returns their number."""
    with site.database.write() as session:
        rows = session.scalars(
            select(JobRow)
            .where(JobRow.state == RUNNING, JobRow.worker_id == worker_id)
            .with_for_update()
        ).all()
        for row in rows:
            if row.attempts >= site.settings.attempts:
                _give_up(site, session, row)
            else:
                _requeue(session, row)
        worker = session.get(WorkerRow, worker_id)
        if worker is not None:
            session.delete(worker)
        return len(rows)


def position(session: Session, submission_id: str) -> int | None:
    """Returns the place of a submission in the queue, 1 for the next; None if it does not wait."""
    row = session.scalar(
        select(JobRow).where(JobRow.submission_id == submission_id, JobRow.state == WAITING)
    )
    if row is None:
        return None
    order = case(_ORDER, value=JobRow.kind, else_=9)
    rank = _ORDER.get(row.kind, 9)
    before = (
        select(func.count())
        .select_from(JobRow)
        .where(
            JobRow.state == WAITING,
            or_(order < rank, and_(order == rank, JobRow.id < row.id)),
        )
    )
    return (session.scalar(before) or 0) + 1


def cancel_jobs(session: Session, submission_id: str) -> None:
    """Makes the jobs of a submission end without an outcome."""
    session.execute(
        update(JobRow)
        .where(JobRow.submission_id == submission_id, JobRow.state.in_((WAITING, RUNNING)))
        .values(state=DEAD, lease="")
    )


def note_worker(
    site: LeaderboardSite,
    worker_id: str,
    host: str,
    pid: int,
    submission_id: str = "",
    stage: str = "",
) -> None:
    """Notes that a worker is alive, and what it does."""
    now = site.clock.now()
    with site.database.write() as session:
        row = session.get(WorkerRow, worker_id)
        if row is None:
            row = WorkerRow(
                id=worker_id,
                host=host,
                pid=pid,
                version=__version__,
                started_at=now,
                last_seen_at=now,
                submission_id="",
                stage="",
            )
            session.add(row)
        row.last_seen_at, row.submission_id, row.stage = now, submission_id, stage


def _requeue(session: Session, row: JobRow) -> None:
    row.state, row.lease, row.worker_id, row.lease_until = WAITING, "", "", None
    if row.kind == SCORE:
        submission = session.get(SubmissionRow, row.submission_id, with_for_update=True)
        if submission is not None and submission.state == "scoring":
            submission.state, submission.stage, submission.percent = "queued", "", None


def _give_up(site: LeaderboardSite, session: Session, row: JobRow) -> None:
    """Ends a job that failed too often: our fault, so its place is given back."""
    row.state, row.lease, row.lease_until = DEAD, "", None
    submission = session.get(SubmissionRow, row.submission_id, with_for_update=True)
    if submission is not None and row.kind in (CHECK, SCORE) and submission.state in ACTIVE:
        move(site, submission, "failed", "")
        submission.reasons = [
            f"the server could not {row.kind} this file in {row.attempts} attempts; this is our "
            "fault, and does not count"
        ]
        quota.refund(site, session, submission.id)
