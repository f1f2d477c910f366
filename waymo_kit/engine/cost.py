"""Cost of work: time, processors and traffic."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Cost:
    """Cost of a task, in the attempt that completed it.

    Attributes:
        seconds: Wall-clock time in seconds.
        core_seconds: CPU time of the worker process in seconds.
        bytes_in: Number of bytes read from files and object stores.
        bytes_out: Number of bytes written to them.
        retries: Number of attempts before, each of which lost its worker.
    """

    seconds: float = 0.0
    core_seconds: float = 0.0
    bytes_in: int = 0
    bytes_out: int = 0
    retries: int = 0

    def to_json(self) -> dict[str, Any]:
        """Returns the values as JSON has them, times to the millisecond."""
        times = {"seconds": round(self.seconds, 3), "core_seconds": round(self.core_seconds, 3)}
        return asdict(self) | times
