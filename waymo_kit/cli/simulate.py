"""`waymo-kit simulate`: v1 segments made by ray casting."""

from __future__ import annotations

from dataclasses import asdict

import click

from waymo_kit.cli import options, output
from waymo_kit.engine import Engine
from waymo_kit.progress import Progress
from waymo_kit.simulate import simulate_dataset


@click.command(
    epilog=options.example("waymo-kit simulate --out drives/ --segments 2 --frames 20 --seed 7")
)
@options.out(required=True, metavar="FOLDER")
@click.option(
    "--segments",
    default=2,
    show_default=True,
    type=click.IntRange(min=1),
    help="Number of segments.",
)
@options.frames(default=20)
@options.seed(default=0)
@click.option(
    "--quality",
    default="fast",
    show_default=True,
    type=click.Choice(["full", "fast"]),
    help="Whether range images and camera images are as large as the real ones (full) or smaller.",
)
@options.engine
@options.json_path()
def command(
    out: str,
    segments: int,
    frames: int,
    seed: int,
    quality: str,
    engine: Engine,
    json_path: str | None,
) -> None:
    """Simulate drives through made-up cities, as TFRecord files like those of Waymo.

    There are ten frames a second; a real segment has about 198. The same seed, sizes and quality
    give the same bytes, whatever the number of workers.
    """
    with output.progress("simulate", "frames") as bar:
        summaries = simulate_dataset(
            out,
            segments,
            frames,
            seed,
            quality=quality,
            engine=engine,
            on_progress=lambda now: bar.update(Progress(now.work, segments * frames)),
        )
    size = sum(summary.bytes for summary in summaries)
    if json_path != options.STDOUT:
        for summary in summaries:
            output.line(
                f"{summary.file}  {summary.location}  {summary.time_of_day}  {summary.weather}  "
                f"{output.count(summary.frames, 'frame')}"
            )
        output.line(f"{output.count(len(summaries), 'segment')}, {output.size(size)} -> {out}")
    values = {
        "folder": out,
        "seed": seed,
        "quality": quality,
        "bytes": size,
        "segments": [asdict(summary) for summary in summaries],
    }
    output.write_json(values, json_path)
