"""`waymo-kit simulate`: v1 segments made by ray casting."""

from __future__ import annotations

from dataclasses import asdict

import click

from waymo_kit.cli import options, output
from waymo_kit.engine import Engine
from waymo_kit.errors import InvalidInputError
from waymo_kit.progress import Progress
from waymo_kit.simulate import SegmentSummary, simulate_benchmark, simulate_dataset
from waymo_kit.simulate.benchmark import BENCHMARKS, SPLITS, find_benchmark

_CHOSEN_BY_BENCHMARK = ("segments", "frames", "seed", "quality")


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
@click.option(
    "--benchmark",
    type=click.Choice(sorted({version for version, _ in BENCHMARKS})),
    help="Simulate the fixed splits of a benchmark, whose labels are known by their digest.",
)
@click.option(
    "--split",
    default="all",
    show_default=True,
    type=click.Choice([*SPLITS, "all"]),
    help="Split of the benchmark.",
)
@click.option(
    "--size",
    default="small",
    show_default=True,
    type=click.Choice(sorted({size for _, size in BENCHMARKS}, reverse=True)),
    help="Size of the benchmark: made in minutes (small), or with as many segments and frames as "
    "the real dataset (full).",
)
@options.engine
@options.json_path()
@click.pass_context
def command(
    context: click.Context,
    out: str,
    segments: int,
    frames: int,
    seed: int,
    quality: str,
    benchmark: str | None,
    split: str,
    size: str,
    engine: Engine,
    json_path: str | None,
) -> None:
    """Simulate drives through made-up cities, as TFRecord files like those of Waymo.

    There are ten frames a second; a real segment has about 198. The same seed, sizes and quality
    give the same bytes, whatever the number of workers.
    """
    given = [name for name, source in _sources(context).items() if source is _COMMAND_LINE]
    if benchmark is None:
        _refuse(given, ("split", "size"), "needs --benchmark")
        _simulate_segments(out, segments, frames, seed, quality, engine, json_path)
    else:
        _refuse(given, _CHOSEN_BY_BENCHMARK, f"is chosen by --benchmark {benchmark}")
        splits = SPLITS if split == "all" else (split,)
        _simulate_benchmark(out, benchmark, size, splits, engine, json_path)


_COMMAND_LINE = click.core.ParameterSource.COMMANDLINE


def _sources(context: click.Context) -> dict[str, click.core.ParameterSource | None]:
    return {name: context.get_parameter_source(name) for name in context.params}


def _refuse(given: list[str], names: tuple[str, ...], why: str) -> None:
    for name in names:
        if name in given:
            raise InvalidInputError(f"--{name} {why}")


def _simulate_segments(
    out: str,
    segments: int,
    frames: int,
    seed: int,
    quality: str,
    engine: Engine,
    json_path: str | None,
) -> None:
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
    if json_path != options.STDOUT:
        for summary in summaries:
            output.line(
                f"{summary.file}  {summary.location}  {summary.time_of_day}  {summary.weather}  "
                f"{output.count(summary.frames, 'frame')}"
            )
        output.line(f"{_amount(summaries)} -> {out}")
    values = {
        "folder": out,
        "seed": seed,
        "quality": quality,
        "bytes": sum(summary.bytes for summary in summaries),
        "segments": [asdict(summary) for summary in summaries],
    }
    output.write_json(values, json_path)


def _simulate_benchmark(
    out: str,
    version: str,
    size: str,
    splits: tuple[str, ...],
    engine: Engine,
    json_path: str | None,
) -> None:
    sizes = [find_benchmark(version, size).splits[split] for split in splits]
    frames = sum(size.segments * size.frames for size in sizes)
    with output.progress("simulate", "frames") as bar:
        summaries = simulate_benchmark(
            out,
            version,
            size=size,
            splits=splits,
            engine=engine,
            on_progress=lambda now: bar.update(Progress(now.work, frames)),
        )
    if json_path != options.STDOUT:
        for summary in summaries:
            output.line(f"{summary.split}: {_amount(summary.segments)}, labels {summary.digest}")
    for summary in summaries:
        if summary.differs:
            output.note(
                f"{summary.split}: labels differ from those of benchmark {version} "
                f"({summary.published_digest}): scores are not comparable with published ones",
                "warning",
            )
    values = {
        "folder": out,
        "benchmark": version,
        "size": size,
        "splits": [asdict(summary) for summary in summaries],
    }
    output.write_json(values, json_path)


def _amount(summaries: list[SegmentSummary]) -> str:
    size = sum(summary.bytes for summary in summaries)
    return f"{output.count(len(summaries), 'segment')}, {output.size(size)}"
