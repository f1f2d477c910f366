"""Phases as pages and services see them: published by workers, adjusted by hosts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from waymo_kit.errors import NotFoundError
from waymo_kit.web.leaderboard.actor import Principal
from waymo_kit.web.leaderboard.clock import parsed_time
from waymo_kit.web.leaderboard.models import PhaseRow, SiteRow
from waymo_kit.web.leaderboard.site import LeaderboardSite


@dataclass(frozen=True)
class TaskView:
    """A task of a phase.

    Attributes:
        name: Name, such as `detection`.
        title: Title.
        ranked_by: Column that ranks, such as `APH/L2`.
        lower_is_better: Whether lower values of it are better.
        takes_tables: Whether a submission is a .zip of component tables rather than one file of
            predictions.
    """

    name: str
    title: str
    ranked_by: str
    lower_is_better: bool
    takes_tables: bool


@dataclass(frozen=True)
class PhaseView:
    """A phase and its rules.

    Attributes:
        name: Name in URLs, such as `test`.
        title: Title.
        description: A paragraph about the phase.
        tasks: Tasks of the phase.
        quota: Number of submissions of a team in a window, None for no limit.
        window_days: Length of the rolling window in days.
        has_diagnostics: Whether teams see findings, report and full result.
        has_private_split: Whether some segments are private.
        is_private_revealed: Whether their scores are shown to all.
        confirms_new_best: Whether a new score is shown only if the bootstrap confirms it.
        decimals: Number of decimals of the scores.
        min_coverage: Minimum share of the frames that must have predictions.
        max_bytes: Maximum size of a file in bytes.
        is_open: Whether submissions are taken now.
        is_enabled: Whether a host lets it take submissions, apart from its times.
        opens_at: Time from which it takes submissions, None for always.
        closes_at: Time until which it takes submissions, None for always.
        segments: Number of segments of the labels, 0 until a worker has read them.
        labels_digest: Digest of the labels.
        revision: Number that grows when results change.
    """

    name: str
    title: str
    description: str
    tasks: tuple[TaskView, ...]
    quota: int | None
    window_days: float
    has_diagnostics: bool
    has_private_split: bool
    is_private_revealed: bool
    confirms_new_best: bool
    decimals: int
    min_coverage: float
    max_bytes: int
    is_open: bool
    is_enabled: bool
    opens_at: datetime | None
    closes_at: datetime | None
    segments: int
    labels_digest: str
    revision: int

    def task(self, name: str) -> TaskView:
        """Returns a task of the phase.

        Raises:
            NotFoundError: The phase has no such task.
        """
        for task in self.tasks:
            if task.name == name:
                return task
        raise NotFoundError(f"the phase {self.name} has no task {name[:40]}")


@dataclass(frozen=True)
class BenchmarkView:
    """The benchmark of a site.

    Attributes:
        title: Title.
        description: A paragraph about it.
        phases: Phases of the benchmark, in order.
        receipt_key: Public key of the receipts, in hexadecimal; empty until a worker has run.
        version: Version of waymo-kit that scores.
    """

    title: str
    description: str
    phases: tuple[PhaseView, ...]
    receipt_key: str
    version: str


def benchmark(site: LeaderboardSite) -> BenchmarkView:
    """Returns the benchmark, without phases until a worker has published it."""
    with site.database.read() as session:
        row = session.get(SiteRow, "benchmark")
        values: Mapping[str, Any] = row.value if row else {}
        return BenchmarkView(
            title=values.get("title") or site.settings.title,
            description=values.get("description", ""),
            phases=tuple(all_phases(site, session)),
            receipt_key=values.get("receipt_key", ""),
            version=values.get("version", ""),
        )


def all_phases(site: LeaderboardSite, session: Session) -> list[PhaseView]:
    """Returns all phases in their order."""
    rows = session.scalars(select(PhaseRow).order_by(PhaseRow.position, PhaseRow.name))
    return [view_of(site, row) for row in rows]


def phase_named(site: LeaderboardSite, session: Session, name: str) -> PhaseView:
    """Returns a phase.

    Raises:
        NotFoundError: The benchmark has no phase of that name.
    """
    row = session.get(PhaseRow, name)
    if row is None:
        raise NotFoundError("no such phase")
    return view_of(site, row)


def view_of(site: LeaderboardSite, row: PhaseRow) -> PhaseView:
    """Returns the view of a row."""
    values = {**row.definition, **row.adjusted}
    opens_at, closes_at = parsed_time(values["opens_at"]), parsed_time(values["closes_at"])
    now = site.clock.now()
    is_between = (opens_at is None or opens_at <= now) and (closes_at is None or now < closes_at)
    return PhaseView(
        name=row.name,
        title=values["title"],
        description=values["description"],
        tasks=tuple(TaskView(**task) for task in values["task_views"]),
        quota=values["quota"],
        window_days=values["window_days"],
        has_diagnostics=values["has_diagnostics"],
        has_private_split=values["private_share"] > 0,
        is_private_revealed=row.is_private_revealed,
        confirms_new_best=values["confirms_new_best"],
        decimals=values["decimals"],
        min_coverage=values["min_coverage"],
        max_bytes=values["max_bytes"],
        is_open=values["is_open"] and is_between and bool(row.labels_digest),
        is_enabled=values["is_open"],
        opens_at=opens_at,
        closes_at=closes_at,
        segments=row.segments,
        labels_digest=row.labels_digest,
        revision=row.revision,
    )


def touch(session: Session, phase: str) -> None:
    """Notes that results of a phase changed."""
    row = session.get(PhaseRow, phase, with_for_update=True)
    if row is not None:
        row.revision += 1


def may_view(site: LeaderboardSite, actor: Principal, phase: PhaseView) -> bool:
    """Returns whether somebody may look at the drives of a phase."""
    if phase.name not in site.settings.views:
        return False
    return phase.has_diagnostics or actor.acts_as_host
