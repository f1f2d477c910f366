"""A worker: takes jobs from the queue, checks and scores files in processes of their own.

Workers alone know where the labels are. A worker may be killed at any moment: its lease ends, and
another worker does the job again.
"""

from __future__ import annotations

import logging
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from waymo_kit._version import __version__
from waymo_kit.errors import StorageError
from waymo_kit.io.whole_files import publish
from waymo_kit.web.leaderboard import (
    audit,
    comparing,
    file_jobs,
    queue,
    quota,
    receipts,
    sandbox,
    standings,
)
from waymo_kit.web.leaderboard.actor import Principal
from waymo_kit.web.leaderboard.benchmark import Benchmark
from waymo_kit.web.leaderboard.compiling import KernelCompilation
from waymo_kit.web.leaderboard.errors import (
    ConflictError,
    FaultError,
    TooManyError,
    UnavailableError,
)
from waymo_kit.web.leaderboard.identifiers import new_id
from waymo_kit.web.leaderboard.labeled import LabeledPhase, label_phase, publish_phases
from waymo_kit.web.leaderboard.models import ResultRow, SubmissionRow
from waymo_kit.web.leaderboard.phases import touch
from waymo_kit.web.leaderboard.queue import Lease
from waymo_kit.web.leaderboard.results import rounded
from waymo_kit.web.leaderboard.site import LeaderboardSite
from waymo_kit.web.leaderboard.splits import PUBLIC
from waymo_kit.web.leaderboard.states import move

_LOG = logging.getLogger("waymo_kit.leaderboard.worker")
_IDLE_SECONDS = 0.5
_OUTAGE_SECONDS = 10.0


class Worker:
    """Does jobs until it is told to stop.

    Attributes:
        id: Identifier of the worker.
        phases: Phases that it scores, by name.
    """

    def __init__(
        self,
        site: LeaderboardSite,
        benchmark: Benchmark,
        *,
        engine: str = "local",
        engine_workers: int | None = None,
        stop: Event | None = None,
        worker_id: str | None = None,
    ) -> None:
        """Prepares a worker; `publish` must be called before it takes jobs.

        Args:
            site: The site.
            benchmark: The benchmark with the paths of the labels.
            engine: Engine that scores segments: `local` in the process of the job, or `ray`.
            engine_workers: Number of segments to score at once. Defaults to 1 locally.
            stop: Set to stop after the present job.
            worker_id: Identifier. Defaults to a new one.
        """
        self.id = worker_id or new_id()
        self.phases: dict[str, LabeledPhase] = {}
        self._site, self._benchmark = site, benchmark
        self._engine, self._engine_workers = engine, engine_workers
        self._stop = stop or Event()
        self._host, self._pid = socket.gethostname(), os.getpid()
        self._key = receipts.load_signing_key(site.home)
        self._kernels: KernelCompilation | None = None
        sandbox.prepare()

    def publish(self) -> None:
        """Reads the labels of all phases, publishes the rules, and begins to compile kernels.

        Raises:
            WaymoKitError: Labels cannot be read, or a setting of a task is wrong.
        """
        site, benchmark = self._site, self._benchmark
        for definition in benchmark.phases:
            self.phases[definition.name] = label_phase(site, benchmark, definition)
        publish_phases(site, benchmark, self.phases, receipts.public_text(self._key))
        self._kernels = KernelCompilation(site, self.phases.values())

    def run(self) -> None:
        """Does jobs until it is told to stop."""
        while not self._stop.is_set():
            try:
                if not self.run_once():
                    self._stop.wait(_IDLE_SECONDS)
            except UnavailableError as error:
                _LOG.warning("outage", extra={"detail": str(error)})
                self._stop.wait(2.0)
            except ConflictError as error:
                _LOG.info("lease lost", extra={"detail": str(error)})

    def run_once(self) -> bool:
        """Does one job; returns whether there was one."""
        site = self._site
        queue.note_worker(site, self.id, self._host, self._pid)
        lease = queue.claim(site, self.id)
        if lease is None:
            return False
        _LOG.info("job", extra={"kind": lease.kind, "submission": lease.submission_id})
        site.scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with tempfile.TemporaryDirectory(prefix=f"job-{self.id}-", dir=site.scratch) as folder:
                self._do(lease, Path(folder))
        except (ConflictError, UnavailableError):
            raise
        except (StorageError, OSError) as error:
            _LOG.warning("outage", extra={"detail": str(error)})
            site.database.persist(lambda: queue.give_back(site, lease, counts=False))
            self._stop.wait(_OUTAGE_SECONDS)
        except Exception:
            _LOG.exception("fault", extra={"submission": lease.submission_id})
            site.database.persist(lambda: queue.give_back(site, lease))
        return True

    def remove_leftovers(self) -> None:
        """Removes folders of jobs that workers of this machine left when they were killed."""
        if not self._site.scratch.is_dir():
            return
        for folder in self._site.scratch.glob("job-*"):
            try:
                is_old = time.time() - folder.stat().st_mtime > 24 * 3600
            except OSError:
                continue
            if is_old:
                shutil.rmtree(folder, ignore_errors=True)

    def _do(self, lease: Lease, folder: Path) -> None:
        if lease.kind == queue.RANK:
            self._rank(lease)
            return
        site = self._site
        with site.database.read() as session:
            row = session.get(SubmissionRow, lease.submission_id)
        if row is None or row.phase not in self.phases:
            raise FaultError(f"this worker does not know the phase of {lease.submission_id}")
        phase = self.phases[row.phase]
        checked = file_jobs.check(site, row, phase, folder, self._heartbeat(lease, "checking"))
        if checked.kind == sandbox.REFUSED:
            self._finish(lease, lambda session, found: self._reject(found, checked.message))
        elif checked.kind != sandbox.DONE:
            self._stop_job(lease, checked)
        elif lease.kind == queue.CHECK:
            self._finish(lease, self._accept)
        else:
            self._score(lease, row, phase, folder, checked.value()["path"])

    def _score(
        self, lease: Lease, row: SubmissionRow, phase: LabeledPhase, folder: Path, path: str
    ) -> None:
        tick = self._heartbeat(lease, "scoring")
        if self._kernels is not None and not self._kernels.wait(phase, row.task, tick):
            return
        output = folder / "output"
        output.mkdir()
        outcome = file_jobs.score(
            self._site,
            row,
            phase,
            path,
            output,
            engine=self._engine,
            engine_workers=self._engine_workers,
            on_tick=tick,
        )
        if outcome.kind == sandbox.REFUSED:
            self._finish(lease, lambda session, found: self._reject(found, outcome.message))
        elif outcome.kind != sandbox.DONE:
            self._stop_job(lease, outcome)
        else:
            self._store(lease, row, phase, outcome.value(), output)

    def _store(
        self,
        lease: Lease,
        row: SubmissionRow,
        phase: LabeledPhase,
        values: dict[str, Any],
        output: Path,
    ) -> None:
        """Keeps a result: its files first, then one transaction that makes it count."""
        site = self._site
        result_id = new_id()
        key = f"results/{result_id}.json"
        publish(output / file_jobs.RESULT, site.files / key)
        report, report_key = output / file_jobs.REPORT, ""
        if report.exists():
            report_key = f"results/{result_id}.html"
            publish(report, site.files / report_key)
        made = ResultRow(
            id=result_id,
            submission_id=row.id,
            is_current=True,
            version=__version__,
            splits=values["splits"],
            findings={"findings": values["findings"]},
            result_key=key,
            report_key=report_key,
            receipt=_receipt(self._key, row, phase, values),
            is_confirmed=None,
            created_at=site.clock.now(),
        )
        while True:
            with site.database.read() as session:
                best = standings.best_result(site, session, row)
            made.is_confirmed = standings.is_confirmed(site, row, made, best)

            def keep(session: Session, found: SubmissionRow, best: str | None = best) -> bool:
                if (
                    made.is_confirmed is not None
                    and standings.best_result(site, session, row) != best
                ):
                    return False  # another result of the team came between; compare again
                for old in session.scalars(
                    select(ResultRow).where(ResultRow.submission_id == row.id, ResultRow.is_current)
                ):
                    old.is_current = False
                session.flush()
                session.merge(made)
                if lease.kind == queue.SCORE:
                    move(site, found, "done")
                touch(session, row.phase)
                queue.enqueue_ranking(site, session, found)
                return True

            if self._finish(lease, keep):
                return

    def _rank(self, lease: Lease) -> None:
        """Compares neighbors on the board that were not compared yet."""
        site = self._site
        with site.database.read() as session:
            row = session.get(SubmissionRow, lease.submission_id)
        if row is None:
            raise FaultError("the submission is gone")
        pairs = standings.compare_neighbors(site, row, self._heartbeat(lease, "comparing"))
        if pairs is None:
            return

        def keep(session: Session, found: SubmissionRow) -> bool:
            for pair in pairs:
                comparing.store(site, session, pair.below, pair.above, pair.split, pair.payload)
            touch(session, found.phase)
            if len(pairs) == standings.MAX_PAIRS:  # more may wait
                queue.enqueue_ranking(site, session, found)
            return True

        self._finish(lease, keep)

    def _accept(self, session: Session, found: SubmissionRow) -> bool:
        """Takes a place of the quota for a valid file, and queues it."""
        site = self._site
        try:
            quota.take(site, session, found)
        except TooManyError as error:
            return self._reject(found, str(error))
        move(site, found, "queued")
        queue.enqueue(site, session, found.id, queue.SCORE)
        actor = Principal(name="worker")
        audit.record(site, session, actor, "submission.accept", found.id, found.phase)
        return True

    def _reject(self, found: SubmissionRow, reason: str) -> bool:
        if found.state in ("checking", "scoring"):
            move(self._site, found, "rejected")
            found.reasons = [reason]
        return True

    def _finish(self, lease: Lease, outcome: Callable[[Session, SubmissionRow], bool]) -> bool:
        """Stores the outcome of a job in the transaction that ends it, once."""
        site = self._site

        def finish() -> bool:
            with site.database.write() as session:
                found = queue.finish(site, session, lease)
                if not outcome(session, found):
                    session.rollback()
                    return False
                if found.state == "rejected":
                    quota.refund(site, session, found.id)
                return True

        return site.database.persist(finish, seconds=site.settings.lease_seconds)

    def _stop_job(self, lease: Lease, outcome: sandbox.Outcome) -> None:
        if outcome.kind == sandbox.STOPPED:
            return
        if outcome.kind == sandbox.OUTAGE:
            raise StorageError(outcome.message)
        raise FaultError(outcome.message)

    def _heartbeat(self, lease: Lease, what: str) -> sandbox.OnTick:
        """Returns a function that renews the lease while a process works."""
        site = self._site
        every = min(5.0, site.settings.lease_seconds / 4)
        last = 0.0
        renewed = time.monotonic()

        def tick(stage: str, percent: float | None) -> bool:
            nonlocal last, renewed
            now = time.monotonic()
            if now - last < every:
                return True
            last = now
            words = f"{what}: {stage}" if stage else what
            try:
                queue.note_worker(site, self.id, self._host, self._pid, lease.submission_id, words)
                if not queue.renew(site, lease, words, percent):
                    return False
                renewed = now
            except UnavailableError:
                return now - renewed < site.settings.lease_seconds
            return True

        return tick


def _receipt(
    key: Ed25519PrivateKey, row: SubmissionRow, phase: LabeledPhase, values: dict[str, Any]
) -> dict[str, Any]:
    """Returns the signed receipt, which says no more than the phase shows."""
    decimals = phase.definition.decimals
    score = values["splits"][PUBLIC]
    return receipts.signed(
        key,
        {
            "submission": row.id,
            "phase": row.phase,
            "task": row.task,
            "file_sha256": row.sha256,
            "labels_sha256": phase.digest,
            "settings_sha256": receipts.digest_of(phase.definition.tasks[row.task]),
            "version": __version__,
            "score": {"column": score["column"], "value": rounded(score["value"], decimals)},
            "tables": [
                {
                    "title": section["title"],
                    "columns": section["columns"],
                    "lines": {
                        line["label"]: [rounded(value, decimals) for value in line["values"]]
                        for line in section["lines"]
                    },
                }
                for section in score["sections"]
            ],
            "result_sha256": values["digest"],
        },
    )
