"""`waymo-kit submission`: the files of a leaderboard submission."""

from __future__ import annotations

import click

from waymo_kit.cli import SuggestingGroup, options, output
from waymo_kit.cli.checked_submission import exit_on_errors, print_checked
from waymo_kit.evaluation.submission import (
    CheckedSubmission,
    build_submission,
    check_submission,
    read_details,
)
from waymo_kit.evaluation.submission.build import MIN_SCORE
from waymo_kit.evaluation.submission.frames import FrameList, read_frames


@click.group(
    cls=SuggestingGroup,
    epilog=options.example("waymo-kit submission validate my_model.tar.gz --data testing/"),
)
def command() -> None:
    """Build and check the files of a leaderboard submission.

    With --data, the frames are checked against those of the split: a dataset in any form, or a
    text file with lines "segment,time". With --subset too, they are those of that part of the
    dataset. Without --data, only the form of names and times is checked.
    """


@command.command(
    short_help="Build the file to upload, and check it.",
    epilog=options.example(
        "waymo-kit submission build --preds preds.parquet --details details.txtpb --data testing/ "
        "--out my_model.tar.gz"
    ),
)
@options.preds(required=True)
@options.details(required=True)
@options.out(required=True, metavar="FILE.tar.gz")
@options.data()
@options.subset("data")
@options.min_score(default=MIN_SCORE)
def build(preds: str, details: str, out: str, data: str | None, min_score: float) -> None:
    """Build the file to upload, check it, and write it if nothing is wrong.

    Each problem is one line; with errors the exit code is 1 and no file is written.
    """
    built = build_submission(
        preds, read_details(details), out, frames=_frames(data), min_score=min_score
    )
    if built.left_out:
        boxes = output.count(built.left_out, "box", "boxes")
        output.line(f"left out with scores below {min_score:g}: {boxes}")
    _print(built.checked)
    exit_on_errors(built.checked, out)
    output.line(f"wrote {out}, {output.size(built.size)}")


@command.command(
    epilog=options.example("waymo-kit submission validate my_model.tar.gz --data testing/")
)
@click.argument("path")
@options.data()
@options.subset("data")
def validate(path: str, data: str | None) -> None:
    """Check a submission before it is uploaded.

    PATH is the .tar.gz file, a folder of shards, or one shard. Each problem is one line. The exit
    code is 0 if there are no errors, 1 if there are some, 2 if nothing could be checked.
    """
    checked = check_submission(path, _frames(data))
    _print(checked)
    exit_on_errors(checked)


def _frames(data: str | None) -> FrameList | None:
    return None if data is None else read_frames(data)


def _print(checked: CheckedSubmission) -> None:
    contents = [
        output.count(checked.objects, "box", "boxes"),
        output.count(checked.frames, "frame"),
        output.count(checked.segments, "segment"),
    ]
    print_checked(checked, contents, checked.task)
