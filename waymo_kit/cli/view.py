"""`waymo-kit view`: drives, labels, predictions and their errors in the browser."""

from __future__ import annotations

import tempfile
import webbrowser
from pathlib import Path
from urllib.parse import urlencode

import click

from waymo_kit.cli import options, output
from waymo_kit.errors import InvalidInputError, StorageError
from waymo_kit.evaluation.settings import read_settings
from waymo_kit.evaluation.tasks import TASKS, task_named
from waymo_kit.evaluation.tasks.boxes import BoxTask
from waymo_kit.io.whole_files import write_bytes
from waymo_kit.web.serving import DEFAULT_HOST, AddressServer
from waymo_kit.web.viewer.answers import ViewerAnswers
from waymo_kit.web.viewer.app import viewer_app
from waymo_kit.web.viewer.film import film_type, write_film
from waymo_kit.web.viewer.page import self_contained
from waymo_kit.web.viewer.viewed import Viewed, open_viewed

DEFAULT_PORT = 8017
_BOX_TASKS = [name for name, task in TASKS.items() if issubclass(task, BoxTask)]


@click.command(
    epilog=options.example(
        "waymo-kit view validation/ --preds preds.parquet --open",
        "waymo-kit view tables/ --preds a.parquet --preds b.parquet --task tracking",
        "waymo-kit view tables/ --preds preds.parquet --frame 12 --html frame.html",
        "waymo-kit view tables/ --preds preds.parquet --video drive.mp4 --look view=birds-eye",
    )
)
@click.argument("path")
@options.subset("path")
@options.preds(multiple=True)
@options.task(default="detection")
@options.config()
@click.option("--segment", help="Name of the segment to show first. [default: the first]")
@click.option(
    "--frame",
    default=0,
    show_default=True,
    type=click.IntRange(min=0),
    help="Number of the frame to show first.",
)
@options.port()
@options.host(default=DEFAULT_HOST)
@click.option("--open", "opens_browser", is_flag=True, help="Open the page in the browser.")
@click.option(
    "--video",
    "film_path",
    metavar="FILE",
    help="Write the frames from --frame to --until as an .mp4 or .webm video to FILE, or as .png "
    "pictures, and stop. Needs Chromium or Chrome, but no display.",
)
@click.option(
    "--until",
    type=click.IntRange(min=0),
    help="Number of the last frame of --video. [default: the last of the segment]",
)
@click.option(
    "--look",
    default="",
    metavar="STATE",
    help="State of the page in --video, as its URL says it after #, such as view=birds-eye.",
)
@click.option(
    "--html",
    "html_path",
    metavar="FILE",
    help="Write the frame as a page that needs no server to FILE, and stop.",
)
def command(
    path: str,
    preds: tuple[str, ...],
    task: str,
    configs: tuple[str, ...],
    segment: str | None,
    frame: int,
    port: int | None,
    host: str,
    opens_browser: bool,
    film_path: str | None,
    until: int | None,
    look: str,
    html_path: str | None,
) -> None:
    """Show drives, labels, predictions and their errors in the browser.

    PATH is a v1 file, a pattern, a folder of v1 files or of component tables, or a URI. Repeat
    --preds to compare models. Predictions are paired with labels exactly as `waymo-kit eval` does.

    The server listens at port 8017, or at a free one if that is in use, until Ctrl-C. Other
    machines reach it only if --host says so, and their users need the token of the printed URL.
    """
    chosen = task_named(task)
    for config in configs:
        chosen = read_settings(Path(config), chosen)
    if not isinstance(chosen, BoxTask):
        raise InvalidInputError(f"--task: expected one of {', '.join(_BOX_TASKS)}, got {task}")
    with tempfile.TemporaryDirectory(prefix="waymo-kit-") as scratch:
        viewed = open_viewed(path, preds, task=chosen, scratch=Path(scratch))
        viewed.start = _start(viewed, segment, frame)
        answers = ViewerAnswers(viewed)
        try:
            if html_path is not None:
                _write_html(answers, html_path)
            if film_path is not None:
                _write_film(answers, film_path, until, look)
            if html_path is None and film_path is None:
                _serve(answers, host, port, opens_browser)
        finally:
            answers.close()


def _start(viewed: Viewed, segment: str | None, frame: int) -> tuple[str, int]:
    """Returns the segment and frame to show first.

    Raises:
        InvalidInputError: The dataset is empty, or lacks the segment or frame.
    """
    names = viewed.dataset.segments
    if not names:
        raise InvalidInputError(f"{viewed.title}: expected segments, got none")
    name = names[0] if segment is None else segment
    with viewed.scenes.reading(name) as scene:
        if frame >= len(scene):
            raise InvalidInputError(
                f"--frame: expected less than {len(scene)}, the frames of {name}, got {frame}"
            )
    return name, frame


def _write_html(answers: ViewerAnswers, path: str) -> None:
    segment, frame = answers.viewed.start or ("", 0)
    text = self_contained(answers, segment, frame).encode()
    write_bytes(text, path)
    output.line(f"frame {frame} of {segment}, {output.size(len(text))} -> {path}")


def _write_film(answers: ViewerAnswers, path: str, until: int | None, look: str) -> None:
    """Writes a video or pictures.

    Raises:
        InvalidInputError: The last frame is before the first or not there, or the name of the file
            has another ending.
    """
    film_type(path)
    segment, first = answers.viewed.start or ("", 0)
    with answers.viewed.scenes.reading(segment) as scene:
        frames = len(scene)
    last = frames - 1 if until is None else until
    if not first <= last < frames:
        raise InvalidInputError(
            f"--until: expected {first} to {frames - 1}, the frames of {segment}, got {last}"
        )
    written = write_film(answers, path, segment, first, last, look=look)
    named = written[0] if len(written) == 1 else f"{written[0]} to {written[-1]}"
    output.line(f"frames {first} to {last} of {segment} -> {named}")


def _serve(answers: ViewerAnswers, host: str, port: int | None, opens_browser: bool) -> None:
    try:
        server = AddressServer(viewer_app(answers), host, DEFAULT_PORT if port is None else port)
    except StorageError:
        if port is not None:
            raise
        server = AddressServer(viewer_app(answers), host)
    segment, frame = answers.viewed.start or ("", 0)
    link = server.link(urlencode({"segment": segment, "frame": frame}))
    output.line(link)
    output.note("Ctrl-C stops the server")
    if opens_browser:
        webbrowser.open(link)
    try:
        server.run()
    except KeyboardInterrupt:
        return
