"""Progress of a job, the one argument of every progress callback."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias


class Progress(NamedTuple):
    """Progress of a job.

    Attributes:
        done: Number of segments, or other items, that are complete.
        total: Number of all of them.
        work: Amount of work done in complete and incomplete items, in the unit of the job: frames,
            bytes or objects.
    """

    done: int
    total: int
    work: int = 0


OnProgress: TypeAlias = Callable[[Progress], None]
"""Function called with the progress of a job from time to time."""


def ignore_progress(progress: Progress) -> None:
    """Does nothing: the callback of those who do not look."""
