"""`waymo-kit select`: a subset of a dataset by a query."""

from __future__ import annotations

import click

from waymo_kit.cli import options, output
from waymo_kit.io.whole_files import require_writable
from waymo_kit.scene import open_dataset, select


@click.command(
    epilog=options.example(
        "waymo-kit select \"time_of_day = 'Night'\" --data tables/ --out night.yaml",
        "waymo-kit select \"SELECT segment FROM tracks WHERE type = 'CYCLIST' AND max_speed > 5\" "
        "--data tables/ --out fast_cyclists.yaml",
    )
)
@click.argument("question")
@options.data(required=True)
@options.subset("data")
@options.out(required=True, metavar="FILE")
@click.option(
    "--with-preds",
    metavar="PATH",
    help="Predictions that the question may use as the view predictions.",
)
@click.option(
    "--with-errors",
    metavar="FILE",
    help="Listing of `waymo-kit eval --errors` that the question may use as the view errors.",
)
@options.json_path()
def command(
    question: str,
    data: str,
    out: str,
    with_preds: str | None,
    with_errors: str | None,
    json_path: str | None,
) -> None:
    """Choose segments or frames of a dataset, for the option --subset of other commands.

    QUESTION is a condition on frames, such as "weather = 'rain' AND num_pedestrians > 10", or an
    SQL query of DuckDB whose result has a column segment, and timestamp_micros or frame if it
    chooses frames. docs/guides/query.md lists the views and their columns.
    """
    require_writable(out)
    dataset = open_dataset(data)
    subset = select(dataset, question, predictions=with_preds, errors=with_errors)
    subset.write(out)
    whole = sum(times is None for times in subset.frames.values())
    frames = sum(len(times) for times in subset.frames.values() if times is not None)
    if json_path != options.STDOUT:
        parts = [output.count(whole, "whole segment")] if whole else []
        if whole < len(subset):
            others = output.count(len(subset) - whole, "segment")
            parts.append(f"{output.count(frames, 'frame')} of {others}")
        output.line(f"select: {', '.join(parts)} -> {out}")
    values = {"subset": out, "segments": len(subset), "whole_segments": whole, "frames": frames}
    output.write_json(values, json_path)
