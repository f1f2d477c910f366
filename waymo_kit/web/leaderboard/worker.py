"""A worker: takes jobs from the queue, checks and scores files in processes of their own.

Workers alone know where the labels are. A worker may be killed at any moment: its lease ends, and
another worker does the job again.
"""

from __future__ import annotations

import itertools
import logging
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from waymo_kit._version import __version__
from waymo_kit.errors import StorageError, WaymoKitError
from waymo_kit.io.storage import publish
from waymo_kit.web.leaderboard import audit, comparing, queue, quota, receipts, sandbox
from waymo_kit.web.leaderboard.actor import Principal
from waymo_kit.web.leaderboard.benchmark import Benchmark, PhaseDefinition
from waymo_kit.web.leaderboard.boards import best_of_methods
from waymo_kit.web.leaderboard.errors import (
    ConflictError,
    FaultError,
    TooManyError,
    UnavailableError,
)
from waymo_kit.web.leaderboard.identifiers import new_id
from waymo_kit.web.leaderboard.models import (
    ComparisonRow,
    PhaseRow,
    ResultRow,
    SiteRow,
    SubmissionRow,
)
from waymo_kit.web.leaderboard.phases import PUBLIC, phase_named, touch
from waymo_kit.web.leaderboard.queue import Lease
from waymo_kit.web.leaderboard.results import rounded
from waymo_kit.web.leaderboard.site import LeaderboardSite
from waymo_kit.web.leaderboard.states import move

_LOG = logging.getLogger("waymo_kit.leaderboard.worker")
_IDLE_SECONDS = 0.5
_OUTAGE_SECONDS = 10.0
_MOST_PAIRS = 60


@dataclass(frozen=True)
class LabelledPhase:
    """A phase with what the worker knows of its labels.

    Attributes:
        definition: The phase.
        digest: Digest of the labels.
        frames: File with the names of the segments and the times of their frames.
        segments: Names of the segments.
        private: Names of the private segments.
    """

    definition: PhaseDefinition
    digest: str
    frames: Path
    segments: tuple[str, ...]
    private: frozenset[str]


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
            engine: Where segments are scored: `local` in the process of the job, or `ray`.
            engine_workers: Number of segments to score at once. Defaults to 1 locally.
            stop: Set to stop after the present job.
            worker_id: Identifier. Defaults to a new one.
        """
        self.id = worker_id or new_id()
        self.phases: dict[str, LabelledPhase] = {}
        self._site, self._benchmark = site, benchmark
        self._engine, self._engine_workers = engine, engine_workers
        self._stop = stop or Event()
        self._host, self._pid = socket.gethostname(), os.getpid()
        self._key = receipts.load_signing_key(site.home)
        sandbox.prepare()

    def publish(self) -> None:
        """Reads the labels of all phases and publishes the rules.

        Raises:
            WaymoKitError: Labels cannot be read, or a setting of a task is wrong.
        """
        for definition in self._benchmark.phases:
            self.phases[definition.name] = self._labelled(definition)
        site = self._site
        views = {name: self._task_views(phase) for name, phase in self.phases.items()}
        with site.database.write() as session:
            value = {
                "title": self._benchmark.title,
                "description": self._benchmark.description,
                "receipt_key": receipts.public_text(self._key),
                "version": __version__,
            }
            row = session.get(SiteRow, "benchmark", with_for_update=True)
            if row is None:
                session.add(SiteRow(name="benchmark", value=value))
            elif row.value != value:
                row.value = value
            for position, (name, phase) in enumerate(self.phases.items()):
                self._publish_phase(session, position, phase, views[name])

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
        with self._site.database.read() as session:
            row = session.get(SubmissionRow, lease.submission_id)
        if row is None or row.phase not in self.phases:
            raise FaultError(f"this worker does not know the phase of {lease.submission_id}")
        phase = self.phases[row.phase]
        checked = self._check(lease, row, phase, folder)
        if checked.kind == sandbox.REFUSED:
            self._finish(lease, lambda session, found: self._reject(found, checked.message))
        elif checked.kind != sandbox.DONE:
            self._stop_job(lease, checked)
        elif lease.kind == queue.CHECK:
            self._finish(lease, self._accept)
        else:
            self._score(lease, row, phase, folder, checked.value()["path"])

    def _check(
        self, lease: Lease, row: SubmissionRow, phase: LabelledPhase, folder: Path
    ) -> sandbox.Outcome:
        site = self._site
        suffix = Path(row.filename).suffix.lower()
        path = folder / f"input{suffix}"
        _fetch(site, row.file_key, path)
        clean = folder / "clean"
        clean.mkdir()
        limits = site.settings.sandbox
        return sandbox.run(
            site,
            "check",
            {
                "path": str(path),
                "filename": row.filename,
                "task": row.task,
                "settings": phase.definition.tasks[row.task],
                "frames": str(phase.frames),
                "max_rows": limits.max_rows,
                "max_expansion": limits.max_expansion,
                "min_coverage": phase.definition.min_coverage,
                "output": str(clean),
            },
            seconds=limits.check_seconds,
            writable=(str(clean),),
            on_tick=self._heartbeat(lease, "checking"),
        )

    def _score(
        self, lease: Lease, row: SubmissionRow, phase: LabelledPhase, folder: Path, path: str
    ) -> None:
        site, definition = self._site, phase.definition
        limits = site.settings.sandbox
        output = folder / "output"
        output.mkdir()
        result, report = output / "result.json", output / "report.html"
        outcome = sandbox.run(
            site,
            "score",
            {
                "path": path,
                "filename": row.filename,
                "phase": row.phase,
                "labels": definition.labels,
                "task": row.task,
                "settings": definition.tasks[row.task],
                "segments": list(phase.segments),
                "private": sorted(phase.private),
                "min_labels": definition.min_labels,
                "has_diagnostics": definition.has_diagnostics,
                "result": str(result),
                "report": str(report),
                "engine": self._engine,
                "workers": self._engine_workers,
            },
            seconds=limits.score_seconds,
            readable=(_root_of(definition.labels),),
            writable=(str(output),),
            with_network=self._engine != "local" or "://" in definition.labels,
            on_tick=self._heartbeat(lease, "scoring"),
        )
        if outcome.kind == sandbox.REFUSED:
            self._finish(lease, lambda session, found: self._reject(found, outcome.message))
        elif outcome.kind != sandbox.DONE:
            self._stop_job(lease, outcome)
        else:
            self._store(lease, row, phase, outcome.value(), result, report)

    def _store(
        self,
        lease: Lease,
        row: SubmissionRow,
        phase: LabelledPhase,
        values: dict[str, Any],
        result: Path,
        report: Path,
    ) -> None:
        """Keeps a result: its files first, then one transaction that makes it count."""
        site = self._site
        result_id = new_id()
        key = f"results/{result_id}.json"
        publish(result, site.files / key)
        report_key = ""
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
            receipt=self._receipt(row, phase, values),
            is_confirmed=None,
            created_at=site.clock.now(),
        )
        while True:
            best = self._best_before(row)
            made.is_confirmed = self._is_confirmed(phase, row, made, best)

            def keep(session: Session, found: SubmissionRow, best: str | None = best) -> bool:
                if made.is_confirmed is not None and self._best_id(session, row) != best:
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
                queue.enqueue(site, session, row.id, queue.RANK)
                return True

            if self._finish(lease, keep):
                return

    def _receipt(
        self, row: SubmissionRow, phase: LabelledPhase, values: dict[str, Any]
    ) -> dict[str, Any]:
        """Returns the signed receipt, which says no more than the phase shows."""
        decimals = phase.definition.decimals
        score = values["splits"][PUBLIC]
        return receipts.signed(
            self._key,
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

    def _is_confirmed(
        self, phase: LabelledPhase, row: SubmissionRow, made: ResultRow, best: str | None
    ) -> bool | None:
        """Whether the bootstrap says that a result is better than the team's best before it."""
        site = self._site
        with site.database.read() as session:
            rules = phase_named(site, session, row.phase)
            known = session.get(ResultRow, best) if best is not None else None
        if not rules.confirms_new_best or rules.has_diagnostics:
            return None
        if known is None:
            return True
        ranked_by = rules.task(row.task).ranked_by
        payload = comparing.computed(site, known, made, PUBLIC, ranked_by)
        return bool(payload["verdict"] == comparing.BETTER)

    def _best_before(self, row: SubmissionRow) -> str | None:
        with self._site.database.read() as session:
            return self._best_id(session, row)

    def _best_id(self, session: Session, row: SubmissionRow) -> str | None:
        """Returns the best confirmed result of the team on the board, this submission aside."""
        found = session.scalars(
            select(ResultRow)
            .join(SubmissionRow, SubmissionRow.id == ResultRow.submission_id)
            .where(
                SubmissionRow.team_id == row.team_id,
                SubmissionRow.phase == row.phase,
                SubmissionRow.task == row.task,
                SubmissionRow.state == "done",
                SubmissionRow.id != row.id,
                ResultRow.is_current,
                ResultRow.is_confirmed.is_not(False),
            )
        )
        rules = phase_named(self._site, session, row.phase)
        sign = -1.0 if rules.task(row.task).lower_is_better else 1.0
        ranked = [
            (sign * value, result.id)
            for result in found
            if (value := result.splits[PUBLIC]["value"]) is not None
        ]
        return max(ranked)[1] if ranked else None

    def _rank(self, lease: Lease) -> None:
        """Compares neighbours on the board that were not compared yet."""
        site = self._site
        with site.database.read() as session:
            row = session.get(SubmissionRow, lease.submission_id)
            if row is None:
                raise FaultError("the submission is gone")
            rules = phase_named(site, session, row.phase)
            task = rules.task(row.task)
            entries = best_of_methods(session, rules, task)
            splits = [PUBLIC, *(name for name in ("private",) if rules.has_private_split)]
            wanted = []
            for split in splits:
                ranked = [entry for entry in entries if split in entry.result.splits]
                for above, below in itertools.pairwise(ranked):
                    pair = (below.result, above.result, split)
                    if session.get(ComparisonRow, (pair[0].id, pair[1].id, split)) is None:
                        wanted.append(pair)
        tick = self._heartbeat(lease, "comparing")
        payloads = []
        for number, (below_result, above_result, split) in enumerate(wanted[:_MOST_PAIRS]):
            payload = comparing.computed(site, below_result, above_result, split, task.ranked_by)
            payloads.append((below_result, above_result, split, payload))
            if not tick("comparing", 100 * number / len(wanted)):
                return

        def keep(session: Session, found: SubmissionRow) -> bool:
            for below_result, above_result, split, payload in payloads:
                comparing.store(site, session, below_result, above_result, split, payload)
            touch(session, found.phase)
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
        """Returns what renews the lease while a process works."""
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

    def _labelled(self, definition: PhaseDefinition) -> LabelledPhase:
        """Reads the labels of a phase."""
        site = self._site
        folder = site.home / "labels"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            staged = Path(scratch) / "frames.parquet"
            outcome = sandbox.run(
                site,
                "describe_labels",
                {
                    "labels": definition.labels,
                    "tasks": definition.tasks,
                    "frames": str(staged),
                },
                seconds=site.settings.sandbox.score_seconds,
                is_trusted=True,
            )
            if outcome.kind != sandbox.DONE:
                raise WaymoKitError(f"phase {definition.name}: {outcome.message}")
            frames = folder / f"{definition.name}-{outcome.value()['digest'][:16]}.parquet"
            staged.replace(frames)
        groups = outcome.value()["groups"]
        return LabelledPhase(
            definition,
            outcome.value()["digest"],
            frames,
            tuple(sorted(groups)),
            self._benchmark.private_segments(definition.name, groups),
        )

    def _task_views(self, phase: LabelledPhase) -> list[dict[str, Any]]:
        from waymo_kit.web.leaderboard.scoring import task_view

        return [task_view(name, settings) for name, settings in phase.definition.tasks.items()]

    def _publish_phase(
        self, session: Session, position: int, phase: LabelledPhase, views: list[dict[str, Any]]
    ) -> None:
        definition = {**phase.definition.published, "task_views": views}
        row = session.get(PhaseRow, phase.definition.name, with_for_update=True)
        if row is None:
            row = PhaseRow(
                name=phase.definition.name,
                position=position,
                definition=definition,
                adjusted={},
                labels_digest=phase.digest,
                segments=len(phase.segments),
                is_private_revealed=False,
                revision=0,
            )
            session.add(row)
            return
        if row.definition != definition or row.labels_digest != phase.digest:
            row.definition, row.position = definition, position
            row.labels_digest, row.segments = phase.digest, len(phase.segments)
            row.revision += 1


def _fetch(site: LeaderboardSite, key: str, path: Path) -> None:
    """Brings a file of the storage to this machine."""
    location = site.files / key
    if location.is_local:
        try:
            os.link(location.path, path)
        except OSError:
            shutil.copyfile(location.path, path)
        return
    with location.open_input() as source, path.open("wb") as file:
        while data := source.read(8 << 20):
            file.write(data)


def _root_of(labels: str) -> str:
    """Returns the folder below which the labels of a path or pattern are; empty for a URI."""
    if "://" in labels:
        return ""
    path = Path(labels).absolute()
    while not path.exists() and path != path.parent:
        path = path.parent
    return str(path)
