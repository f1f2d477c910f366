"""`waymo-kit e2e`: trajectories of the end-to-end driving challenge."""

from __future__ import annotations

import dataclasses
import math

import click

from waymo_kit.cli import SuggestingGroup, options, output
from waymo_kit.cli.checked_submission import exit_on_errors, print_checked
from waymo_kit.e2e import open_e2e_dataset
from waymo_kit.evaluation.e2e import (
    CheckedE2ESubmission,
    FrameNames,
    build_e2e_submission,
    check_e2e_submission,
    evaluate_trajectories,
    read_clusters,
    read_e2e_details,
    read_frame_names,
    read_trajectories,
)


@click.group(
    cls=SuggestingGroup,
    epilog=options.example("waymo-kit e2e eval --preds paths.parquet --gt validation/"),
)
def command() -> None:
    """Score and submit trajectories of the end-to-end driving challenge.

    Trajectories are a Parquet file with the columns frame_name, pos_x and pos_y (20 positions
    each), or a submission.
    """


@command.command(
    "eval",
    epilog=options.example(
        "waymo-kit e2e eval --preds paths.parquet --gt validation/",
        "waymo-kit e2e eval -p my_model.tar.gz -g validation/ --clusters clusters.json --json",
    ),
)
@options.preds(required=True)
@options.gt(required=True)
@click.option(
    "--clusters",
    metavar="FILE",
    help="Official JSON file with the scenario cluster of each sequence, over which scores are "
    "averaged.",
)
@options.json_path()
def eval_command(preds: str, gt: str, clusters: str | None, json_path: str | None) -> None:
    """Score trajectories: rater feedback score, and ADE at 3 s and 5 s.

    --preds takes trajectories, and --gt TFRecord files of the end-to-end driving dataset. Frames
    without a prediction are left out.
    """
    predicted = read_trajectories(preds)
    groups = None if clusters is None else read_clusters(clusters)
    with output.progress("eval", unit="frames") as bar:
        result = evaluate_trajectories(
            predicted, open_e2e_dataset(gt), clusters=groups, on_progress=bar.update
        )
    if json_path != options.STDOUT:
        output.line(
            f"{output.count(result.frames, 'frame')}, {result.rated_frames:,} of them rated"
        )
        rows = [("rater feedback score", result.average_score, "")]
        rows += [(f"  {name}", score, "") for name, score in result.cluster_scores.items()]
        rows += [
            ("ADE at 3 s", result.ade_at_three_sec, " m"),
            ("ADE at 5 s", result.ade_at_five_sec, " m"),
            ("ADE at 3 s, logged", result.logged_ade_at_three_sec, " m"),
            ("ADE at 5 s, logged", result.logged_ade_at_five_sec, " m"),
        ]
        for name, value, unit in rows:
            figure = "none" if math.isnan(value) else f"{value:.4f}{unit}"
            output.line(f"{name:<28}{figure}")
    output.write_json(dataclasses.asdict(result), json_path)


@command.command(
    short_help="Build the file to upload, and check it.",
    epilog=options.example(
        "waymo-kit e2e build --preds paths.parquet --details details.txtpb --data frames.txt "
        "--out my_model.tar.gz"
    ),
)
@options.preds(required=True)
@options.details(required=True)
@options.data()
@options.out(required=True, metavar="FILE.tar.gz")
def build(preds: str, details: str, data: str | None, out: str) -> None:
    """Build the file to upload, check it, and write it if nothing is wrong.

    --data takes the official list of test frames (.json or .txt), or TFRecord files with just these
    frames. Without it, only the form of the names is checked. Each problem is one line; with errors
    the exit code is 1 and no file is written.
    """
    checked = build_e2e_submission(
        read_trajectories(preds), read_e2e_details(details), out, frames=_frames(data)
    )
    _print(checked)
    exit_on_errors(checked, out)
    output.line(f"wrote {out}")


@command.command(epilog=options.example("waymo-kit e2e validate my_model.tar.gz --data frames.txt"))
@click.argument("path")
@options.data()
def validate(path: str, data: str | None) -> None:
    """Check a submission before it is uploaded.

    PATH is the .tar.gz file, a folder of shards, or one shard; --data is that of `build`. Each
    problem is one line. The exit code is 0 if there are no errors, 1 if there are some, 2 if
    nothing could be checked.
    """
    checked = check_e2e_submission(path, _frames(data))
    _print(checked)
    exit_on_errors(checked)


def _frames(data: str | None) -> FrameNames | None:
    return None if data is None else read_frame_names(data)


def _print(checked: CheckedE2ESubmission) -> None:
    print_checked(checked, [output.count(checked.frames, "frame")])
