"""Kernels are compiled in the background when a worker starts, a task at a time.

The processes that read submissions may not keep what they compile, so scoring waits for this.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable

from waymo_kit.errors import WaymoKitError
from waymo_kit.io.lock import file_lock
from waymo_kit.web.leaderboard import sandbox
from waymo_kit.web.leaderboard.labeled import FOLDER, LabeledPhase
from waymo_kit.web.leaderboard.site import LeaderboardSite

_LOG = logging.getLogger("waymo_kit.leaderboard.worker")
_TICK_SECONDS = 0.5


class KernelCompilation:
    """Compiles the kernels of all tasks of a benchmark, those of the first task first.

    Workers of one machine compile each task once, as they keep compiled kernels in one place.
    """

    def __init__(self, site: LeaderboardSite, phases: Iterable[LabeledPhase]) -> None:
        """Begins at once.

        Args:
            site: The site.
            phases: Phases whose tasks are scored.
        """
        self._site = site
        self._left: dict[tuple[str, str], threading.Event] = {}
        wanted = [(phase, task) for phase in phases for task in phase.definition.tasks]
        for phase, task in wanted:
            self._left[phase.definition.name, task] = threading.Event()
        # A task at a time, but the first ones of all phases first.
        wanted.sort(key=lambda pair: list(pair[0].definition.tasks).index(pair[1]))
        threading.Thread(target=self._compile, args=(wanted,), daemon=True).start()

    def wait(self, phase: LabeledPhase, task: str, on_tick: sandbox.OnTick) -> bool:
        """Waits until a task can be scored.

        Args:
            phase: Phase with the task.
            task: Name of the task.
            on_tick: Function called about twice a second; returns whether to go on.

        Returns:
            False if `on_tick` wanted no more.
        """
        event = self._left[phase.definition.name, task]
        while not event.wait(_TICK_SECONDS):
            if not on_tick("compiling kernels, once", None):
                return False
        return True

    def _compile(self, wanted: list[tuple[LabeledPhase, str]]) -> None:
        for phase, task in wanted:
            began = time.monotonic()
            try:
                with file_lock(self._site.home / FOLDER / f"{task}.lock"):
                    outcome = self._compile_task(phase, task)
                detail = outcome.message
            except (WaymoKitError, OSError) as error:
                detail = str(error)
            seconds = round(time.monotonic() - began, 1)
            # Without them a submission compiles its own, which takes longer and is right, too.
            level = logging.WARNING if detail else logging.INFO
            extra = {"kind": task, "phase": phase.definition.name, "seconds": seconds}
            _LOG.log(level, "kernels compiled", extra={**extra, "detail": detail})
            self._left[phase.definition.name, task].set()

    def _compile_task(self, phase: LabeledPhase, task: str) -> sandbox.Outcome:
        definition = phase.definition
        return sandbox.run(
            self._site,
            "compile_kernels",
            {
                "labels": definition.labels,
                "task": task,
                "settings": definition.tasks[task],
                "segment": phase.segments[0],
                "with_profile": definition.has_diagnostics,
            },
            seconds=self._site.settings.sandbox.score_seconds,
            is_trusted=True,
        )
