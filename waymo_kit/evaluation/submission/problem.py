"""A thing that is wrong with a submission."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Problem:
    """A thing that is wrong with a submission, or may be.

    Attributes:
        severity: `error` if the server refuses the file or scores it wrongly, else `warning`.
        where: file, or file and member of the archive.
        message: one line: what was expected and what came.
    """

    severity: Literal["error", "warning"]
    where: str
    message: str

    def __str__(self) -> str:
        """The problem as a line."""
        return f"{self.severity}: {self.where}: {self.message}"


def error(where: str, message: str) -> Problem:
    """A problem for which the server refuses the file or scores it wrongly."""
    return Problem("error", where, message)


def warning(where: str, message: str) -> Problem:
    """A problem that may be meant so."""
    return Problem("warning", where, message)
