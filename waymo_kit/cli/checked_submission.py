"""Output of `waymo-kit submission` and `waymo-kit e2e` about a checked submission."""

from __future__ import annotations

import sys

from waymo_kit.cli import output
from waymo_kit.evaluation.submission.shards import CheckedShards

PROBLEMS_EXIT_CODE = 1


def print_checked(checked: CheckedShards, contents: list[str], task: str | None = None) -> None:
    """Prints each problem on a line, and what the submission has.

    Args:
        checked: Result of the checks.
        contents: Counts of what the shards hold, such as "3 frames".
        task: Name of the task; None for a challenge that has one task only.
    """
    for problem in checked.problems:
        output.line(str(problem))
    counts = [
        *contents,
        output.count(checked.shards, "shard"),
        output.count(len(checked.errors), "error"),
        output.count(len(checked.problems) - len(checked.errors), "warning"),
    ]
    output.line(", ".join(counts) if task is None else f"{task or 'no task'}: {', '.join(counts)}")


def exit_on_errors(checked: CheckedShards, out: str | None = None) -> None:
    """Ends the program with `PROBLEMS_EXIT_CODE` if the server would refuse the submission.

    Args:
        checked: Result of the checks.
        out: File that is not written then; None if none was to be written.
    """
    if checked.errors:
        if out is not None:
            output.line(f"{out} is not written")
        sys.exit(PROBLEMS_EXIT_CODE)
