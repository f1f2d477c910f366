"""The jobs that read a submitted file, each in a process of its own: checking and scoring it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from waymo_kit.web.leaderboard import sandbox
from waymo_kit.web.leaderboard.labeled import LabeledPhase
from waymo_kit.web.leaderboard.models import SubmissionRow
from waymo_kit.web.leaderboard.site import LeaderboardSite

RESULT, REPORT = "result.json", "report.html"
"""Names of the files that `score` writes; there is a report where the phase has diagnostics."""


def check(
    site: LeaderboardSite,
    row: SubmissionRow,
    phase: LabeledPhase,
    folder: Path,
    on_tick: sandbox.OnTick,
) -> sandbox.Outcome:
    """Reads a submitted file and writes what it holds as a file of our own, below `folder`."""
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
        on_tick=on_tick,
    )


def score(
    site: LeaderboardSite,
    row: SubmissionRow,
    phase: LabeledPhase,
    path: str,
    output: Path,
    *,
    engine: str,
    engine_workers: int | None,
    on_tick: sandbox.OnTick,
) -> sandbox.Outcome:
    """Scores the files that `check` wrote.

    Args:
        site: The site.
        row: The submission.
        phase: Phase of the submission, with the labels.
        path: Path of what `check` wrote.
        output: Folder for `RESULT` and `REPORT`.
        engine: Engine that scores segments: `local` in the process of the job, which gives up its
            rights, or `ray`, which reads what `check` wrote with the rights of the cluster.
        engine_workers: Number of segments to score at once. None for the default of the engine.
        on_tick: Function called about once a second; returns whether to go on.
    """
    definition = phase.definition
    return sandbox.run(
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
            "result": str(output / RESULT),
            "report": str(output / REPORT),
            "engine": engine,
            "workers": engine_workers,
        },
        seconds=site.settings.sandbox.score_seconds,
        readable=(_root_of(definition.labels),),
        writable=(str(output),),
        with_network="://" in definition.labels,
        is_trusted=engine != "local",
        on_tick=on_tick,
    )


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
