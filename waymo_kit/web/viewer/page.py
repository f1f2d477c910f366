"""The page of the viewer: its built files, and one file that holds a frame and needs no server."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from waymo_kit.errors import NotFoundError, WaymoKitError
from waymo_kit.schema import CameraName
from waymo_kit.web.viewer.answers import ViewerAnswers

BUILT = Path(__file__).with_name("page") / "built"

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
_STYLE_TAG = '<link rel="stylesheet" href="./viewer.css">'
_SCRIPT_TAG = '<script type="module" src="./viewer.js"></script>'


@cache
def page_files() -> dict[str, tuple[bytes, str]]:
    """Returns content and media type of the files of the page, by name.

    Raises:
        NotFoundError: The page is not built.
    """
    files = {
        path.name: (path.read_bytes(), _TYPES[path.suffix])
        for path in sorted(BUILT.glob("*"))
        if path.suffix in _TYPES
    }
    if "index.html" not in files:
        raise NotFoundError("the page of the viewer is not built; run its build script")
    return files


def self_contained(answers: ViewerAnswers, segment: str, frame: int) -> str:
    """Returns an HTML file that shows one frame and needs neither server nor network.

    Args:
        answers: Answers to the page's requests.
        segment: Name of the segment.
        frame: Index of the frame.

    Raises:
        NotFoundError: There is no such frame, or the page is not built.
    """
    files = page_files()
    stored: dict[str, dict[str, str]] = {}
    for path, parameters in _urls(answers, segment, frame):
        try:
            answer = answers.get(path, parameters)
        except NotFoundError:
            continue
        url = f"api/{path}" + (f"?{urlencode(parameters)}" if parameters else "")
        content = base64.b64encode(answer.body).decode("ascii")
        stored[url] = {"type": answer.media_type, "base64": content}
    data = json.dumps(stored).replace("<", "\\u003c")
    html, style, script = (
        files[name][0].decode() for name in ("index.html", "viewer.css", "viewer.js")
    )
    for tag in (_STYLE_TAG, _SCRIPT_TAG):
        if html.count(tag) != 1:
            raise WaymoKitError(f"{BUILT / 'index.html'}: expected {tag} once")
    script = script.replace("</script", "<\\/script").replace("<!--", "<\\!--")
    embedded = f'<script type="application/json" id="waymo-kit-data">{data}</script>'
    # The module comes last, so that what it reads is there, whatever the page's order was.
    style = style.replace("</style", "<\\/style")
    html = html.replace(_SCRIPT_TAG, "").replace(_STYLE_TAG, f"<style>{style}</style>")
    start, end, rest = html.rpartition("</body>")
    return f'{start}{embedded}<script type="module">{script}</script>{end}{rest}'


def _urls(answers: ViewerAnswers, segment: str, frame: int) -> Iterable[tuple[str, dict[str, str]]]:
    """Yields path and parameters of all that the page may ask for about a frame."""
    viewed, stamp = answers.viewed, answers.stamp
    of_segment = f"{stamp}/segments/{segment}"
    of_frame = f"{of_segment}/frames/{frame}"
    yield "session", {}
    yield f"{of_segment}/scene", {}
    for name in ("points", "projections", "boxes", "wireframes", "image_boxes"):
        yield f"{of_frame}/{name}", {}
    for camera in CameraName:
        if camera:
            for name in ("image", "mask"):
                yield f"{of_frame}/cameras/{int(camera)}/{name}", {}
    for name in ("tracks", "map", "zones", "events", "outcomes"):
        yield f"{of_segment}/{name}", {}
    for model in range(1, len(viewed.models)):
        yield f"{of_segment}/outcomes", {"model": str(model)}
