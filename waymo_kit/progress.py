"""How far a job is: the one thing that every progress callback takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias


class Progress(NamedTuple):
    """How far a job is.

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
"""Takes how far a job is, now and then."""


def ignore_progress(progress: Progress) -> None:
    """Does nothing: the callback of those who do not look."""
