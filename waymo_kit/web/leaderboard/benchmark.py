"""The file that describes a benchmark: its phases, their labels, tasks and rules.

Only workers read it. They publish all of it but the paths of the labels and the seed of the split,
so that the web server cannot give away what it does not know.
"""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from waymo_kit.configuration import change, read_mapping
from waymo_kit.errors import InvalidInputError, OutputError
from waymo_kit.schema.task_names import TASK_NAMES
from waymo_kit.web.leaderboard.clock import parsed_time

FILENAME = "benchmark.yaml"
BREAKDOWNS = ("type", "range", "time_of_day", "weather")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
_SECRET = ("labels",)
_TASKS_3D = ("detection", "let", "tracking")


@dataclass(frozen=True)
class PhaseDefinition:
    """The rules of a phase.

    Attributes:
        name: Name in URLs and commands, such as `test`.
        labels: Path or URI of the labels; workers alone know it.
        title: Title of its pages.
        description: A paragraph about the phase.
        tasks: Settings of each task by its name, as `waymo-kit eval --config` takes them.
        quota: Number of submissions of a team in a window of time, None for no limit.
        window_days: Length of the window in days, which rolls.
        has_diagnostics: Whether teams see findings, the report and the full result: for public
            labels only.
        private_share: Share of the segments whose scores stay private until a host reveals them.
        confirms_new_best: Whether a new score is shown only if a paired bootstrap confirms that it
            is better than the team's best. Tasks without intervals show each score.
        decimals: Number of decimals of the scores that are shown.
        min_coverage: Minimum share of the frames in which a submission must have predictions.
        min_labels: Minimum number of labels of a row that is shown; smaller rows tell too much.
        max_bytes: Maximum size of a file in bytes.
        is_open: Whether submissions are taken.
        opens_at: Time from which they are taken, ISO 8601. Empty for always.
        closes_at: Time until which they are taken, ISO 8601. Empty for always.
    """

    name: str = ""
    labels: str = ""
    title: str = ""
    description: str = ""
    tasks: dict[str, Any] = field(default_factory=dict)
    quota: int | None = None
    window_days: float = 30.0
    has_diagnostics: bool = False
    private_share: float = 0.0
    confirms_new_best: bool = False
    decimals: int = 4
    min_coverage: float = 0.9
    min_labels: int = 20
    max_bytes: int = 2 << 30
    is_open: bool = True
    opens_at: str = ""
    closes_at: str = ""

    def __post_init__(self) -> None:
        """Checks the values."""
        where = f"phase {self.name}"
        if self.name and not _NAME.fullmatch(self.name):
            raise InvalidInputError(
                f"{where}: expected a name of lower case letters, digits and dashes"
            )
        unknown = [name for name in self.tasks if name not in TASK_NAMES]
        if unknown:
            raise InvalidInputError(
                f"{where}: tasks: expected some of {', '.join(TASK_NAMES)}, got {unknown[0]!r}"
            )
        if not 0 <= self.private_share < 1 or not 0 <= self.min_coverage <= 1:
            raise InvalidInputError(
                f"{where}: expected private_share and min_coverage between 0 and 1"
            )
        if not 1 <= self.decimals <= 8:
            raise InvalidInputError(f"{where}: expected 1 to 8 decimals, got {self.decimals}")
        if (self.quota is not None and self.quota < 0) or not 0 < self.window_days <= 36500:
            raise InvalidInputError(
                f"{where}: expected a quota of at least 0 and window_days above 0, at most 36500"
            )
        if self.max_bytes < 1:
            raise InvalidInputError(f"{where}: expected max_bytes above 0")
        for name in ("opens_at", "closes_at"):
            try:
                parsed_time(getattr(self, name))
            except InvalidInputError as error:
                raise InvalidInputError(f"{where}: {name}: {error}") from None

    @property
    def published(self) -> dict[str, Any]:
        """Values for the database: all but the path of the labels."""
        values = dataclasses.asdict(self)
        return {name: value for name, value in values.items() if name not in _SECRET}


@dataclass(frozen=True)
class Benchmark:
    """A benchmark.

    Attributes:
        title: Title of its pages.
        description: A paragraph about it.
        seed: Secret that decides which segments are private.
        phases: Phases of the benchmark, in the order of the pages.
    """

    title: str
    description: str
    seed: str
    phases: tuple[PhaseDefinition, ...]

    def phase(self, name: str) -> PhaseDefinition:
        """Returns a phase.

        Raises:
            InvalidInputError: The benchmark has no phase of that name.
        """
        for phase in self.phases:
            if phase.name == name:
                return phase
        raise InvalidInputError(f"the benchmark has no phase {name}")

    def private_segments(self, phase: str, groups: Mapping[str, str]) -> frozenset[str]:
        """Returns the private segments of a phase: the same share of each group.

        Args:
            phase: Name of the phase.
            groups: Place and time of day of each segment, in words.
        """
        share = self.phase(phase).private_share
        if share == 0:
            return frozenset()

        def rank(segment: str) -> bytes:
            return hmac.digest(self.seed.encode(), f"{phase}/{segment}".encode(), hashlib.sha256)

        ordered = sorted(groups, key=lambda segment: (groups[segment], rank(segment)))
        return frozenset(
            segment
            for number, segment in enumerate(ordered)
            if int((number + 1) * share + 0.5) > int(number * share + 0.5)
        )


def read_benchmark(path: Path) -> Benchmark:
    """Reads the file of a benchmark.

    Raises:
        NotFoundError: The file does not exist.
        InvalidInputError: A key or value is wrong.
    """
    values = read_mapping(path)
    known = {"title", "description", "seed", "phases"}
    unknown = [key for key in values if key not in known]
    phases = values.get("phases")
    if unknown or not isinstance(phases, list) or not phases:
        raise InvalidInputError(
            f"{path}: expected title, description, seed and a list of phases"
            + (f", got {unknown[0]!r}" if unknown else "")
        )
    seed = values.get("seed", "")
    if not isinstance(seed, str) or len(seed) < 16:
        raise InvalidInputError(f"{path}: seed: expected a text of at least 16 random characters")
    definitions = tuple(_phase(entry, number, path) for number, entry in enumerate(phases))
    names = [phase.name for phase in definitions]
    if len(set(names)) < len(names):
        raise InvalidInputError(f"{path}: two phases have the same name")
    return Benchmark(
        str(values.get("title", "Leaderboard")),
        str(values.get("description", "")),
        seed,
        definitions,
    )


def _phase(entry: Any, number: int, path: Path) -> PhaseDefinition:
    where = f"{path}: phase {number + 1}"
    if not isinstance(entry, Mapping):
        raise InvalidInputError(f"{where}: expected a mapping")
    values = dict(entry)
    tasks = values.pop("tasks", ["detection"])
    if isinstance(tasks, list):
        tasks = {name: default_settings(name) for name in tasks if isinstance(name, str)}
    if not isinstance(tasks, Mapping) or not tasks:
        raise InvalidInputError(f"{where}: tasks: expected a list of names, or settings by name")
    settings = {str(name): dict(changed or {}) for name, changed in tasks.items()}
    phase = dataclasses.replace(change(PhaseDefinition(), values, where), tasks=settings)
    if not phase.name or not phase.labels:
        raise InvalidInputError(f"{where}: expected a name and the path of the labels")
    if not phase.title:
        phase = dataclasses.replace(phase, title=phase.name.capitalize())
    return phase


def default_settings(task: str) -> dict[str, Any]:
    """Returns the settings of a task whose phase gives none: the breakdowns of its board."""
    return {"breakdowns": list(BREAKDOWNS)} if task in _TASKS_3D else {}


def write_benchmark(
    path: Path,
    *,
    labels: str,
    check_labels: str = "",
    validation_labels: str = "",
    title: str = "Leaderboard",
    tasks: tuple[str, ...] = ("detection", "tracking"),
) -> Benchmark:
    """Writes the file of a benchmark with the usual phases, readable by its owner alone.

    Args:
        path: Path of the file.
        labels: Hidden labels of the phase `test`: 3 submissions in 30 days, aggregates only, and
            the score of a team's next submission only if it is confirmed to be a new best.
        check_labels: Public labels of the phase `check`: no limit, full diagnostics. Empty for no
            such phase.
        validation_labels: Labels of the phase `validation`: 20 submissions in a day. Empty for no
            such phase.
        title: Title of the benchmark.
        tasks: Names of the tasks of each phase.

    Raises:
        OutputError: The file cannot be written.
    """
    phases: list[dict[str, Any]] = []
    if check_labels:
        phases.append(
            {
                "name": "check",
                "labels": check_labels,
                "description": "Public labels, to see that files are right. Any number of "
                "submissions, with all diagnostics.",
                "has_diagnostics": True,
            }
        )
    if validation_labels:
        phases.append(
            {
                "name": "validation",
                "labels": validation_labels,
                "description": "20 submissions a day; scores only.",
                "quota": 20,
                "window_days": 1.0,
            }
        )
    phases.append(
        {
            "name": "test",
            "labels": labels,
            "description": "Hidden labels. 3 submissions in 30 days; aggregated scores only.",
            "quota": 3,
            "window_days": 30.0,
            "confirms_new_best": True,
        }
    )
    for phase in phases:
        phase["tasks"] = list(tasks)
    values = {
        "title": title,
        "description": "",
        "seed": secrets.token_urlsafe(24),
        "phases": phases,
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            yaml.safe_dump(values, file, sort_keys=False, allow_unicode=True)
    except OSError as error:
        raise OutputError(f"{path}: {error.strerror}") from error
    return read_benchmark(path)
