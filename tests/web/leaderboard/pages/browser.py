"""A site served to a headless Chromium, which reports whatever goes wrong on a page."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

from tests.evaluation.browser import chromium
from tests.web.leaderboard.conftest import until
from tests.web.leaderboard.pages.filled_site import new_session

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
expect = sync_api.expect
axe = pytest.importorskip("axe_playwright_python", reason="needs axe-playwright-python")

AXE = Path(axe.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
DESKTOP, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
PICTURES = os.environ.get("WAYMO_KIT_PICTURES", "")
"""Folder in which the pictures of the documentation are made; empty for nowhere."""


@contextmanager
def serving(app):
    """Serves an application on a free port of the loopback; yields its address."""
    config = uvicorn.Config(
        app, port=0, log_level="critical", lifespan="off", timeout_graceful_shutdown=5
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        until(lambda: server.started, 30)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)


class Window:
    """A page of the browser that notes errors, dialogs and requests to other places."""

    def __init__(self, browser, address, *, size=DESKTOP, scheme="light"):
        self.address = address
        self.context = browser.new_context(
            viewport=size, color_scheme=scheme, timezone_id="UTC", locale="en-GB"
        )
        self.context.set_default_timeout(20_000)
        self.page = self.context.new_page()
        self.faults = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._request)

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.faults.append(f"console: {message.text}")

    def _dialog(self, dialog):
        if dialog.type == "alert":
            self.faults.append(f"alert: {dialog.message}")
        dialog.accept()

    def _request(self, request):
        if not request.url.startswith((self.address, "blob:", "data:")):
            self.faults.append(f"request: {request.url}")

    def log_in(self, site, made, email):
        """Puts the cookie of a new session of an account into the browser."""
        token = new_session(site, email, made)
        self.context.add_cookies([{"name": "session", "value": token, "url": self.address}])

    def open(self, path):
        self.page.goto(self.address + path, wait_until="load")
        return self.page

    def check(self, path=""):
        """Checks the page: no fault so far, nothing wider than the window, and axe is content."""
        where = path or self.page.url
        assert self.faults == [], where
        root = self.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert root[0] <= root[1], f"{where}: {root[0]} pixels wide in {root[1]}"
        found = self.page.evaluate(f"{AXE}; axe.run()")
        problems = [
            (entry["impact"], entry["id"], [node["target"] for node in entry["nodes"]][:3])
            for entry in found["violations"]
        ]
        assert problems == [], f"{where}: {problems}"

    def picture(self, name, *, height=None):
        """Makes a picture for the documentation, if it is wanted."""
        if PICTURES:
            width = self.page.viewport_size["width"]
            clip = None if height is None else {"x": 0, "y": 0, "width": width, "height": height}
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            self.page.mouse.move(0, 0)
            path = Path(PICTURES) / f"{name}.png"
            self.page.screenshot(path=path, full_page=True, clip=clip)

    def close(self):
        self.context.close()


@pytest.fixture(scope="module")
def browser():
    """A headless Chromium."""
    path = chromium()
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()
