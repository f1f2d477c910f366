"""Problems of a submission."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Problem:
    """A problem of a submission.

    Attributes:
        severity: `error` if the server refuses the file or scores it wrongly, else `warning`.
        where: File, or file and member of the archive.
        message: Text of one line, with what was expected and what came.
    """

    severity: Literal["error", "warning"]
    where: str
    message: str

    def __str__(self) -> str:
        """The problem as a line."""
        return f"{self.severity}: {self.where}: {self.message}"


def error(where: str, message: str) -> Problem:
    """Returns a problem for which the server refuses the file or scores it wrongly."""
    return Problem("error", where, message)


def warning(where: str, message: str) -> Problem:
    """Returns a problem that may be intended."""
    return Problem("warning", where, message)
