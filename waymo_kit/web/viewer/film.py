"""Videos and pictures of frames, which the page makes in headless Chromium."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import urlencode

from waymo_kit.errors import InvalidInputError
from waymo_kit.io.whole_files import write_bytes
from waymo_kit.web.serving import AddressServer
from waymo_kit.web.viewer.answers import ViewerAnswers
from waymo_kit.web.viewer.app import viewer_app
from waymo_kit.web.viewer.chromium import Chromium

FILM_TYPES = (".mp4", ".webm", ".png")
WIDTH, HEIGHT = 1344, 996
"""Size of the page, whose stage is then 1280 pixels wide and 720 high, without the caption."""


def film_type(path: str) -> str:
    """Returns the ending of a path that says what is made: a video, or a picture a frame.

    Raises:
        InvalidInputError: The ending is none of `FILM_TYPES`.
    """
    suffix = PurePosixPath(path).suffix.lower()
    if suffix not in FILM_TYPES:
        raise InvalidInputError(f"{path}: expected a name that ends with {', '.join(FILM_TYPES)}")
    return suffix


def write_film(
    answers: ViewerAnswers,
    path: str,
    segment: str,
    first: int,
    last: int,
    *,
    look: str = "",
    on_frame: Callable[[int], None] = lambda frame: None,
) -> list[str]:
    """Writes frames as a video of ten frames a second, or as a picture each.

    Args:
        answers: Answers to the page's requests.
        path: File to write. A name that ends with .png makes a file a frame, with the number of the
            frame before the ending.
        segment: Name of the segment.
        first: Index of the first frame.
        last: Index of the last frame.
        look: State of the page, as its URL says it after `#`, such as `view=birds-eye`. Defaults to
            the state in which the page opens.
        on_frame: Function called with the index of each picture before it is made.

    Returns:
        The files.

    Raises:
        InvalidInputError: The ending of the path is unknown.
        NotFoundError: Chromium is not installed.
        StorageError: Chromium or the file fails.
    """
    suffix = film_type(path)
    server = AddressServer(viewer_app(answers))
    server.start()
    fragment = urlencode({"segment": segment, "frame": first, "panel": ""})
    try:
        with Chromium(WIDTH, HEIGHT) as chromium:
            chromium.open(server.link(f"{fragment}&{look}" if look else fragment))
            chromium.wait_for("window.waymoKit && waymoKit.state.firstFrameMs > 0")
            chromium.wait_for("waymoKit.state.isSettled")
            if suffix != ".png":
                write_bytes(chromium.blob(f"waymoKit.video({first}, {last}, '{suffix[1:]}')"), path)
                return [path]
            written = []
            for frame in range(first, last + 1):
                on_frame(frame)
                chromium.evaluate(f"waymoKit.seek({frame})")
                chromium.wait_for("waymoKit.state.isSettled")
                name = path if first == last else f"{path[: -len(suffix)]}_{frame:03d}{suffix}"
                write_bytes(chromium.blob("waymoKit.picture()"), name)
                written.append(name)
            return written
    finally:
        server.stop()
