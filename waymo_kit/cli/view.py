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
from waymo_kit.io.storage import write_bytes
from waymo_kit.web.serving import DEFAULT_HOST, Server
from waymo_kit.web.viewer.answers import Answers
from waymo_kit.web.viewer.app import viewer_app
from waymo_kit.web.viewer.page import self_contained
from waymo_kit.web.viewer.viewed import Viewed, open_viewed

DEFAULT_PORT = 8017
_BOX_TASKS = [name for name, task in TASKS.items() if issubclass(task, BoxTask)]


@click.command(
    epilog=options.example(
        "waymo-kit view validation/ --preds preds.parquet --open",
        "waymo-kit view tables/ --preds a.parquet --preds b.parquet --task tracking",
        "waymo-kit view tables/ --preds preds.parquet --frame 12 --html frame.html",
    )
)
@click.argument("data")
@options.preds(multiple=True)
@click.option(
    "--task",
    default="detection",
    show_default=True,
    type=click.Choice(list(TASKS)),
    help="What is scored.",
)
@options.config()
@click.option("--segment", help="Name of the segment to show first. [default: the first]")
@click.option(
    "--frame",
    default=0,
    show_default=True,
    type=click.IntRange(min=0),
    help="Number of the frame to show first.",
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help=f"Port to listen at. [default: {DEFAULT_PORT}, or a free one if that is in use]",
)
@click.option(
    "--host",
    default=DEFAULT_HOST,
    show_default=True,
    help="Address to listen at. Any other than this machine's own needs the token of the URL that "
    "is printed.",
)
@click.option("--open", "opens_browser", is_flag=True, help="Open the page in the browser.")
@click.option(
    "--html",
    "html_path",
    metavar="FILE",
    help="Write the frame as a page that needs no server to FILE, and stop.",
)
def command(
    data: str,
    preds: tuple[str, ...],
    task: str,
    configs: tuple[str, ...],
    segment: str | None,
    frame: int,
    port: int | None,
    host: str,
    opens_browser: bool,
    html_path: str | None,
) -> None:
    """Show drives, labels, predictions and their errors in the browser.

    DATA is a v1 file, a pattern, a folder of v1 files or of component tables, or a URI. Repeat
    --preds to compare models. Predictions are paired with labels exactly as `waymo-kit eval` does.
    Ctrl-C stops the server.
    """
    chosen = task_named(task)
    for path in configs:
        chosen = read_settings(Path(path), chosen)
    if not isinstance(chosen, BoxTask):
        raise InvalidInputError(f"--task: expected one of {', '.join(_BOX_TASKS)}, got {task}")
    with tempfile.TemporaryDirectory(prefix="waymo-kit-") as scratch:
        viewed = open_viewed(data, preds, task=chosen, scratch=Path(scratch))
        viewed.start = _start(viewed, segment, frame)
        answers = Answers(viewed)
        try:
            if html_path is not None:
                _write_html(answers, html_path)
            else:
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


def _write_html(answers: Answers, path: str) -> None:
    segment, frame = answers.viewed.start or ("", 0)
    text = self_contained(answers, segment, frame).encode()
    write_bytes(text, path)
    output.line(f"frame {frame} of {segment}, {output.size(len(text))} -> {path}")


def _serve(answers: Answers, host: str, port: int | None, opens_browser: bool) -> None:
    try:
        server = Server(viewer_app(answers), host, DEFAULT_PORT if port is None else port)
    except StorageError:
        if port is not None:
            raise
        server = Server(viewer_app(answers), host)
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
