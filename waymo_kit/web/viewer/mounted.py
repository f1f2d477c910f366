"""The viewer inside another application, which decides who sees which data.

    app.mount("/boards/{board}/view", MountedViewer(choose, scratch))

`choose` takes the ASGI scope of a request, with its session and the `path_params` of the mount, and
returns what that visitor sees there, or None.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from waymo_kit.errors import WaymoKitError
from waymo_kit.evaluation.tasks.boxes import BoxTask
from waymo_kit.web.access import App, Receive, Scope, Send
from waymo_kit.web.viewer.answers import ViewerAnswers
from waymo_kit.web.viewer.app import refusal, viewer_app
from waymo_kit.web.viewer.viewed import open_viewed

_LOG = logging.getLogger("waymo_kit.viewer")
_MAX_OPEN = 4


@dataclass(frozen=True)
class ShownData:
    """Data that a visitor may see.

    Attributes:
        data: Path or URI of the dataset, as for `open_dataset`.
        title: Name of the dataset for people; visitors never see the path.
        predictions: Path or URI of the predictions of each model.
        task: Task that pairs predictions and labels, or its name for the official settings.
        is_private: Whether browsers must not keep what they read, as of hidden labels. Defaults
            to False, where a browser keeps it for the visitor until the data changes.
    """

    data: str
    title: str
    predictions: tuple[str, ...] = ()
    task: BoxTask | str = "detection"
    is_private: bool = False


Choose = Callable[[Scope], Awaitable[ShownData | None]]


class MountedViewer:
    """ASGI application that shows each visitor the data that the application around it chooses.

    Mount it anywhere, also below path parameters: the page's URLs are relative. Datasets are opened
    when somebody looks at them, and the last used ones stay open. It checks no rights: `choose`
    does, for every request, so that a right that ends takes effect at once. What a visitor may not
    see does not exist: the answer is 404. Errors in the data are logged, and answered without the
    paths that they name.

    The answers have a Content-Security-Policy of their own, which middleware must leave as it is:
    the page needs images, workers and videos from `blob:` URLs.
    """

    def __init__(self, choose: Choose, scratch: Path, max_open: int = _MAX_OPEN) -> None:
        """Opens nothing yet.

        Args:
            choose: Function that returns what the visitor of an ASGI scope sees, or None for
                nothing.
            scratch: Folder for temporary files, which must exist.
            max_open: Maximum number of datasets that stay open.

        Raises:
            MissingDependencyError: Starlette is not installed.
        """
        self._choose, self._scratch, self._max_open = choose, scratch, max_open
        self._lock = threading.Lock()
        self._opened: OrderedDict[ShownData, _Opened] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        if scope["type"] != "http":
            return
        shown = await self._choose(scope)
        if shown is None:
            await refusal(404, "this is not there")(scope, receive, send)
            return
        try:
            app = await asyncio.to_thread(self._app, shown)
        except WaymoKitError as error:
            _LOG.error("%s: %s", shown.title, error)
            await refusal(422, "this data cannot be shown")(scope, receive, send)
            return
        await app(scope, receive, send)

    def close(self) -> None:
        """Closes all datasets and removes temporary files."""
        with self._lock:
            opened = list(self._opened.values())
            self._opened.clear()
        for one in opened:
            one.close()

    def _app(self, shown: ShownData) -> App:
        with self._lock:
            one = self._opened.setdefault(shown, _Opened())
            self._opened.move_to_end(shown)
            surplus = []
            while len(self._opened) > self._max_open:
                surplus.append(self._opened.popitem(last=False)[1])
        for old in surplus:
            old.close()
        return one.app(shown, self._scratch)


class _Opened:
    """A dataset with its application, opened by the first request."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._app: App | None = None
        self._answers: ViewerAnswers | None = None
        self._folder: TemporaryDirectory[str] | None = None

    def app(self, shown: ShownData, scratch: Path) -> App:
        with self._lock:
            if self._app is None:
                folder = TemporaryDirectory(prefix="viewer-", dir=scratch)
                try:
                    viewed = open_viewed(
                        shown.data, shown.predictions, task=shown.task, scratch=Path(folder.name)
                    )
                except BaseException:
                    folder.cleanup()
                    raise
                viewed.title, viewed.hides_paths = shown.title, True
                self._folder, self._answers = folder, ViewerAnswers(viewed)
                self._app = viewer_app(self._answers, is_private=shown.is_private)
            return self._app

    def close(self) -> None:
        with self._lock:
            if self._answers is not None and self._folder is not None:
                self._answers.close()
                self._folder.cleanup()
            self._app = self._answers = self._folder = None
