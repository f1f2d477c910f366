"""Facts about the labels of a phase for workers, read once on a machine."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyarrow import fs
from sqlalchemy.orm import Session

from waymo_kit._version import __version__
from waymo_kit.errors import WaymoKitError
from waymo_kit.io import locate, read_json, write_json
from waymo_kit.io.lock import file_lock
from waymo_kit.io.storage import stamp_of, translated_errors
from waymo_kit.web.leaderboard import sandbox
from waymo_kit.web.leaderboard.benchmark import Benchmark, PhaseDefinition
from waymo_kit.web.leaderboard.models import PhaseRow, SiteRow
from waymo_kit.web.leaderboard.site import LeaderboardSite

FOLDER = "labels"
"""Folder of the home in which workers keep facts about labels."""


@dataclass(frozen=True)
class LabeledPhase:
    """A phase with facts about its labels, for the worker.

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


def label_phase(
    site: LeaderboardSite, benchmark: Benchmark, definition: PhaseDefinition
) -> LabeledPhase:
    """Reads the labels of a phase, unless a worker of this machine has read the same files.

    Raises:
        WaymoKitError: The labels cannot be read.
    """
    folder = site.home / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stamp = _stamp(definition)
    known = folder / f"{definition.name}-{stamp}.json"
    with file_lock(folder / f"{definition.name}.lock"):
        found = _read_known(known, folder) if stamp else None
        if found is None:
            found = _read_labels(site, definition, folder)
            if stamp:
                write_json(found, known)
    groups = found["groups"]
    return LabeledPhase(
        definition,
        found["digest"],
        folder / found["frames"],
        tuple(sorted(groups)),
        benchmark.private_segments(definition.name, groups),
    )


def publish_phases(
    site: LeaderboardSite,
    benchmark: Benchmark,
    phases: Mapping[str, LabeledPhase],
    receipt_key: str,
) -> None:
    """Publishes the rules of a benchmark and its phases, without the paths of the labels.

    Raises:
        InvalidInputError: A setting of a task is wrong.
    """
    from waymo_kit.web.leaderboard.jobs.tasks import task_view

    views = {
        name: [task_view(task, changed) for task, changed in phase.definition.tasks.items()]
        for name, phase in phases.items()
    }
    value = {
        "title": benchmark.title,
        "description": benchmark.description,
        "receipt_key": receipt_key,
        "version": __version__,
    }
    with site.database.write() as session:
        row = session.get(SiteRow, "benchmark", with_for_update=True)
        if row is None:
            session.add(SiteRow(name="benchmark", value=value))
        elif row.value != value:
            row.value = value
        for position, (name, phase) in enumerate(phases.items()):
            _publish_phase(session, position, phase, views[name])


def _publish_phase(
    session: Session, position: int, phase: LabeledPhase, views: list[dict[str, Any]]
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


def _read_labels(
    site: LeaderboardSite, definition: PhaseDefinition, folder: Path
) -> dict[str, Any]:
    """Reads labels in a process of its own; returns their digest, groups and file of frames."""
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        staged = Path(scratch) / "frames.parquet"
        outcome = sandbox.run(
            site,
            "describe_labels",
            {
                "labels": definition.labels,
                "tasks": list(definition.tasks),
                "frames": str(staged),
            },
            seconds=site.settings.sandbox.score_seconds,
            is_trusted=True,
        )
        if outcome.kind != sandbox.DONE:
            raise WaymoKitError(f"phase {definition.name}: {outcome.message}")
        found: dict[str, Any] = outcome.value()
        frames = folder / f"{definition.name}-{found['digest'][:16]}.parquet"
        staged.replace(frames)
    return {**found, "frames": frames.name}


def _read_known(path: Path, folder: Path) -> dict[str, Any] | None:
    """Returns the kept facts about labels, None if they are not there or not whole."""
    try:
        found = read_json(path)
        is_whole = (folder / found["frames"]).is_file() and found["digest"] and found["groups"]
    except (WaymoKitError, OSError, KeyError, TypeError):
        return None
    return found if is_whole else None


def _stamp(definition: PhaseDefinition) -> str:
    """Returns a digest that changes when labels do; empty where names and times do not tell."""
    location = locate(definition.labels)
    with translated_errors(definition.labels):
        if not location.is_dir():
            return ""
        selector = fs.FileSelector(location.path, recursive=True)
        found = location.filesystem.get_file_info(selector)
    files = sorted((info for info in found if info.is_file), key=lambda info: info.path)
    known = json.dumps([__version__, definition.labels, sorted(definition.tasks)])
    text = known + "".join(info.path + "\n" for info in files) + stamp_of(files)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
