"""Fixtures of the page's tests: a server of drives with two models, and headless Chromium."""

import json
import shutil
import time
import types

import pytest

import waymo_kit as wk
from tests.evaluation.command import run_command
from tools.viewer.make_demo import write_models
from waymo_kit.simulate import simulate_segment
from waymo_kit.web.serving import AddressServer
from waymo_kit.web.viewer.answers import ViewerAnswers
from waymo_kit.web.viewer.app import viewer_app
from waymo_kit.web.viewer.viewed import open_viewed

HOSTILE = "<img src=x onerror=hacked=1>"
"""Name of the second model."""

FRAMES = 22
_FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
          "--ignore-gpu-blocklist"]  # fmt: skip


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """Tables of two drives, of 22 and of 3 frames, and predictions of two models."""
    root = tmp_path_factory.mktemp("viewer")
    for index, frames in enumerate((FRAMES, 3)):
        simulate_segment(root / "drives", seed=4, index=index, frames=frames)
    assert run_command("convert", root / "drives", "--out", root / "tables") == 0
    good, poor = write_models(wk.open_dataset(root / "tables"), root, seed=1)
    models = [good, poor.rename(root / f"{HOSTILE}.parquet")]
    return types.SimpleNamespace(root=root, tables=root / "tables", models=models)


@pytest.fixture(scope="module")
def served(demo, tmp_path_factory):
    """The running server of both drives and models."""
    scratch = tmp_path_factory.mktemp("scratch")
    answers = ViewerAnswers(
        open_viewed(str(demo.tables), demo.models, task="detection", scratch=scratch)
    )
    server = AddressServer(viewer_app(answers))
    server.start()
    longest = max(answers.viewed.dataset, key=len).name
    answers.viewed.start = (longest, 5)
    yield types.SimpleNamespace(url=server.url, answers=answers, segment=longest)
    server.stop()
    answers.close()


@pytest.fixture(scope="module")
def chromium():
    """Headless Chromium that draws with the processor."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_FLAGS)
        yield browser
        browser.close()


class Page:
    """A page of the viewer, with what its console said and what it asked other hosts for."""

    def __init__(self, tab, url):
        self.tab, self.url, self.problems = tab, url, []
        tab.on("console", self._hear)
        tab.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        tab.on("request", self._see)
        tab.on("response", self._check)

    def _check(self, response):
        if response.status >= 400:
            self.problems.append(f"{response.status} {response.url}")

    def _hear(self, message):
        if message.type in ("error", "warning"):
            self.problems.append(f"{message.type}: {message.text}")

    def _see(self, request):
        if not request.url.startswith((self.url, "blob:", "data:")):
            self.problems.append(f"asked for {request.url}")

    def open(self, **state):
        """Opens the page and waits for the first drawn frame, if the state has a segment."""
        hash_ = "&".join(f"{name}={value}" for name, value in state.items())
        self.tab.goto(f"{self.url}#{hash_}" if hash_ else self.url)
        if "segment" in state:
            self.wait("waymoKit.state.firstFrameMs > 0")
        return self

    def run(self, code):
        """The value of an expression in the page."""
        return self.tab.evaluate(code)

    @property
    def state(self):
        return self.run("waymoKit.state")

    def wait(self, condition, seconds=30):
        """Waits until an expression holds. The page's policy forbids playwright's own way."""
        end = time.monotonic() + seconds
        while not self.tab.evaluate(f"Boolean(window.waymoKit && ({condition}))"):
            assert time.monotonic() < end, f"{condition} in {self.run('waymoKit.state')}"
            self.tab.wait_for_timeout(30)

    def settle(self):
        """Waits until outcomes, images and the list of errors are there."""
        self.wait("waymoKit.state.isSettled")

    def picture(self):
        """The picture that the page saves, as an array."""
        import base64
        import io

        import numpy as np
        from PIL import Image

        text = self.run(
            "waymoKit.picture().then((blob) => new Promise((resolve) => {"
            "const reader = new FileReader(); reader.onload = () => resolve(reader.result);"
            "reader.readAsDataURL(blob); }))"
        )
        file = io.BytesIO(base64.b64decode(text.partition(",")[2]))
        return np.asarray(Image.open(file).convert("RGB")).astype(int)


@pytest.fixture
def open_page(chromium, served):
    """Opens pages; at the end, none of them may have complained or asked another host."""
    contexts, pages = [], []

    def open_one(width=900, height=600, scheme="dark", url=None, **state):
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, has_touch=width < 500
        )
        contexts.append(context)
        pages.append(Page(context.new_page(), url or served.url))
        return pages[-1].open(**state)

    yield open_one
    problems = [problem for page in pages for problem in page.problems]
    for context in contexts:
        context.close()
    assert not problems


@pytest.fixture
def fetch(served):
    """Reads a URL of the server below the stamp, as JSON or as a table."""
    import pyarrow as pa

    def fetch_one(path, **parameters):
        texts = {name: str(value) for name, value in parameters.items()}
        answer = served.answers.get(f"{served.answers.stamp}/{path}", texts)
        if answer.media_type == "application/json":
            return json.loads(answer.body)
        return pa.ipc.open_stream(answer.body).read_all()

    return fetch_one
