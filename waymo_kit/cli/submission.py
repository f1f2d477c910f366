"""`waymo-kit submission`: the files of a leaderboard submission."""

from __future__ import annotations

import sys

import click

from waymo_kit.evaluation.submission import (
    CheckedSubmission,
    build_submission,
    check_submission,
    read_details,
)
from waymo_kit.evaluation.submission.build import LEAST_SCORE
from waymo_kit.evaluation.submission.frames import read_frames

PROBLEMS_EXIT_CODE = 1

_FRAMES_HELP = (
    "The split: a dataset in any form, or a text file with lines segment,time. Without it only the "
    "form of segment names and times is checked."
)


@click.group()
def command() -> None:
    """Build and check the files of a leaderboard submission."""


@command.command()
@click.option("--preds", "-p", required=True, help="Predictions: a file or folder.")
@click.option(
    "--details", required=True, help="Text file with task, account, method (docs/submission.md)."
)
@click.option("--out", "-o", required=True, help="File to write, ending with .tar.gz.")
@click.option("--frames", help=_FRAMES_HELP)
@click.option(
    "--min-score",
    default=LEAST_SCORE,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="Leave out boxes with a lower score.",
)
def build(preds: str, details: str, out: str, frames: str | None, min_score: float) -> None:
    """Build the file to upload, check it, and write it if nothing is wrong.

    Exits with 1 if something is; problems are printed one a line.
    """
    built = build_submission(
        preds,
        read_details(details),
        out,
        frames=read_frames(frames) if frames is not None else None,
        min_score=min_score,
    )
    if built.left_out:
        click.echo(f"{built.left_out:,} boxes with scores below {min_score:g} are left out")
    _report(built.checked)
    if built.checked.errors:
        click.echo(f"{out} is not written")
        sys.exit(PROBLEMS_EXIT_CODE)
    click.echo(f"wrote {out}, {built.size:,} bytes")


@command.command()
@click.argument("path")
@click.option("--frames", help=_FRAMES_HELP)
def validate(path: str, frames: str | None) -> None:
    """Check a submission before it is uploaded.

    PATH is the .tar.gz file, a folder of shards, or one shard. Exits with 0 if nothing is wrong but
    for warnings, 1 if there are errors, 2 if nothing could be checked.
    """
    checked = check_submission(path, read_frames(frames) if frames is not None else None)
    _report(checked)
    if checked.errors:
        sys.exit(PROBLEMS_EXIT_CODE)


def _report(checked: CheckedSubmission) -> None:
    for problem in checked.problems:
        click.echo(str(problem))
    warnings = len(checked.problems) - len(checked.errors)
    click.echo(
        f"{checked.task or 'no task'}: {checked.objects:,} boxes in {checked.frames:,} frames of "
        f"{checked.segments:,} segments, {checked.shards:,} shards; {len(checked.errors):,} "
        f"errors, {warnings:,} warnings"
    )
