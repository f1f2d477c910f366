"""The viewer from Python: in a notebook, or as a server in the background of a script."""

from __future__ import annotations

import copy
import html
import os
import tempfile
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from waymo_kit.evaluation.tasks.boxes import BoxTask
from waymo_kit.formats.segment_source import SegmentSource
from waymo_kit.scene import Dataset, Scene, open_dataset
from waymo_kit.web.serving import Server
from waymo_kit.web.viewer.answers import ViewerAnswers
from waymo_kit.web.viewer.app import viewer_app
from waymo_kit.web.viewer.viewed import view_dataset


class Viewer:
    """Serves the viewer in the background, and shows it in a notebook.

    The last expression of a cell shows the page; elsewhere `link` opens it in a browser. It stops
    with `stop`, at the end of a `with` block, or when nothing refers to it any more.

    Attributes:
        link: URL that shows the frame that was asked for.
        height: Height in a notebook, in pixels.
    """

    def __init__(self, answers: ViewerAnswers, height: int = 640) -> None:
        """Starts the server; `view` and `Scene.view` do."""
        self._server = Server(viewer_app(answers))
        self._server.start()
        self.height = height
        self.link = self.link_to(*(answers.viewed.start or (answers.viewed.dataset.segments[0], 0)))
        self._stopper = weakref.finalize(self, _stop, self._server, answers)

    def __repr__(self) -> str:
        """The link."""
        return f"<Viewer {self.link}>"

    def _repr_html_(self) -> str:
        """The page in a frame, for notebooks."""
        link = html.escape(self.link)
        return (
            f'<iframe src="{link}" width="100%" height="{self.height}" '
            'style="border: 0" allow="fullscreen"></iframe>'
            f'<div><a href="{link}" target="_blank">open in a tab of its own</a></div>'
        )

    def __enter__(self) -> Viewer:
        """Returns the viewer; the end of the `with` block stops it."""
        return self

    def __exit__(self, *error: object) -> None:
        """Stops the server."""
        self.stop()

    def link_to(self, segment: str, frame: int = 0) -> str:
        """Returns the URL that shows a frame.

        Args:
            segment: Name of the segment.
            frame: Index of the frame.
        """
        return self._server.link(urlencode({"segment": segment, "frame": frame}))

    def stop(self) -> None:
        """Stops the server and closes files; the page stays as it is."""
        self._stopper()


def view(
    data: str | os.PathLike[str] | Dataset | Scene,
    predictions: Sequence[str | os.PathLike[str]] = (),
    *,
    task: BoxTask | str = "detection",
    segment: str | None = None,
    frame: int = 0,
    height: int = 640,
) -> Viewer:
    """Shows a dataset with predictions, in a notebook or in a browser on this machine.

    Args:
        data: Path or URI as for `open_dataset`, or an open dataset or scene.
        predictions: Path or URI of the predictions of each model.
        task: Task that pairs predictions and labels, or its name for the official settings.
        segment: Name of the segment to show first. Defaults to None, the first one.
        frame: Index of the frame to show first; of a scene, the position in it.
        height: Height in a notebook, in pixels.

    Returns:
        The running viewer.

    Raises:
        NotFoundError: A path, the segment or the frame does not exist.
        MissingDependencyError: The packages of the extra `serve` are not installed.
    """
    if isinstance(data, Scene):
        segment, frame = data.name, data[frame].index
        dataset = Dataset(data.source.where, [_OpenSegment(data.name, data.source)])
    else:
        dataset = data if isinstance(data, Dataset) else open_dataset(data)
    scratch = tempfile.TemporaryDirectory(prefix="waymo-kit-")
    start = (segment or dataset.segments[0], frame) if len(dataset) else None
    viewed = view_dataset(dataset, predictions, task=task, scratch=Path(scratch.name), start=start)
    viewer = Viewer(ViewerAnswers(viewed), height)
    weakref.finalize(viewer, scratch.cleanup)
    return viewer


@dataclass
class _OpenSegment:
    """The segment of a scene that is open already; the viewer opens its files anew."""

    name: str
    source: SegmentSource

    def open(self) -> SegmentSource:
        return copy.copy(self.source)


def _stop(server: Server, answers: ViewerAnswers) -> None:
    server.stop()
    answers.close()
