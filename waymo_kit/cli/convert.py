"""`waymo-kit convert`: v1 segments to component tables."""

from __future__ import annotations

import sys
from collections import Counter

import click

from waymo_kit.cli import options, output
from waymo_kit.convert import Conversion, ConversionOutcome, plan_conversions, run_conversions
from waymo_kit.engine import Engine
from waymo_kit.errors import CorruptDataError, InvalidInputError, OutputError
from waymo_kit.io import Location, find_files, locate
from waymo_kit.query.subset import chosen_segments
from waymo_kit.schema import CONVERTED_TAGS

SKIPPED_EXIT_CODE = 3


@click.command(
    epilog=options.example(
        "waymo-kit convert segments/ --out tables/",
        "waymo-kit convert 'gs://bucket/training/*.tfrecord' --out tables/ --workers 8",
    )
)
@click.argument("sources", metavar="PATH...", nargs=-1, required=True)
@options.subset("sources")
@options.out(required=True, metavar="FOLDER")
@click.option(
    "--components",
    default="all",
    show_default=True,
    help="Component tables to write, separated by commas.",
)
@options.engine
@click.option(
    "--on-error",
    default="fail",
    show_default=True,
    type=click.Choice(["fail", "skip"]),
    help="Whether a damaged file ends the run, or is skipped. A run that skipped some exits with "
    "3.",
)
@options.overwrite()
@options.json_path()
def command(
    sources: tuple[str, ...],
    out: str,
    components: str,
    engine: Engine,
    on_error: str,
    overwrite: bool,
    json_path: str | None,
) -> None:
    """Convert v1 segments into component tables: the v2 layout, and what that lacks.

    PATH is a TFRecord file (plain or gzip), a pattern, a folder or a URI. With --subset, whole
    segments are converted. If a run is killed, the same command continues where it stopped.
    """
    root = locate(out)
    paths, segments = chosen_segments(sources)
    files = find_files(paths, ".tfrecord")
    tags = _parse_components(components)
    skip_errors = on_error == "skip"
    try:
        conversions = plan_conversions(
            files, root, tags, segments=segments, overwrite=overwrite, skip_errors=skip_errors
        )
        outcomes = _convert(conversions, root, engine, skip_errors=skip_errors)
    except CorruptDataError as error:
        hint = "copy or download the file again, or leave it out with --on-error skip"
        raise CorruptDataError(f"{error}; {hint}") from error
    except OutputError as error:
        hint = "what is complete is kept: run the command again to continue"
        raise OutputError(f"{error}; {hint}") from error
    _report(outcomes, out, json_path)


def _convert(
    conversions: list[Conversion], root: Location, engine: Engine, *, skip_errors: bool
) -> list[ConversionOutcome]:
    with output.progress("convert", work="bytes") as bar:
        outcomes = run_conversions(
            conversions, root, engine=engine, skip_errors=skip_errors, on_progress=bar.update
        )
        return list(outcomes)


def _parse_components(text: str) -> tuple[str, ...]:
    if text == "all":
        return CONVERTED_TAGS
    tags = tuple(dict.fromkeys(tag.strip() for tag in text.split(",") if tag.strip()))
    unknown = [tag for tag in tags if tag not in CONVERTED_TAGS]
    if unknown or not tags:
        raise InvalidInputError(
            f"--components {text!r}: no component {', '.join(unknown) or 'is named'}; "
            f"known are all, {', '.join(CONVERTED_TAGS)}"
        )
    return tags


def _report(outcomes: list[ConversionOutcome], out: str, json_path: str | None) -> None:
    statuses = Counter(outcome.status for outcome in outcomes)
    converted = [outcome for outcome in outcomes if outcome.status == "converted"]
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    if json_path != options.STDOUT:
        frames = output.count(sum(outcome.frames for outcome in converted), "frame")
        written = output.size(sum(outcome.table_bytes for outcome in converted))
        output.line(
            f"{output.count(len(converted), 'segment')} converted ({frames}, {written} written), "
            f"{statuses['present']:,} complete before, {len(failed):,} skipped -> {out}"
        )
    for outcome in converted:
        for finding in outcome.findings:
            output.note(f"{outcome.source}: {finding}")
    for outcome in failed:
        output.progress_line(f"skipped: {outcome.error}")
    values = {
        "out": out,
        **{status: statuses[status] for status in ("converted", "present", "failed")},
        "segments": [outcome.to_json() for outcome in outcomes],
    }
    output.write_json(values, json_path)
    if failed:
        sys.exit(SKIPPED_EXIT_CODE)
