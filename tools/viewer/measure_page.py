"""Measures the viewer's page in headless Chromium, which draws with the processor.

    python -m tools.viewer.measure_page DATA [--preds P ...] [--loads 5] [--plays 5]

Prints the weight of the page, the time from the start of the page to its first drawn frame with a
warm server, what is then transferred, and how many frames of ten a second are left out in playback.
"""

import argparse
import gzip
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from waymo_kit.web.serving import AddressServer
from waymo_kit.web.viewer.answers import ViewerAnswers
from waymo_kit.web.viewer.app import viewer_app
from waymo_kit.web.viewer.page import BUILT
from waymo_kit.web.viewer.viewed import open_viewed

FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
         "--ignore-gpu-blocklist"]  # fmt: skip
SIZE = {"width": 1280, "height": 720}


def wait(page, condition, seconds=120):
    """Waits until an expression holds in the page."""
    end = time.monotonic() + seconds
    while not page.evaluate(f"Boolean(window.waymoKit && ({condition}))"):
        if time.monotonic() > end:
            raise TimeoutError(condition)
        page.wait_for_timeout(100)


def load(browser, url):
    """Opens a page in a fresh profile; returns page, milliseconds to the first frame, and bytes."""
    page = browser.new_context(viewport=SIZE).new_page()
    page.goto(url)
    wait(page, "waymoKit.state.firstFrameMs > 0")
    first = page.evaluate("waymoKit.state.firstFrameMs")
    wait(page, "waymoKit.state.isSettled")
    entries = page.evaluate(
        "performance.getEntriesByType('resource').map((one) => [one.name, one.encodedBodySize])"
    )
    return page, first, entries


def play(page, scene):
    """Plays a drive once; returns frames shown and dropped, waits for data, and the seconds."""
    page.keyboard.press("Space")
    page.wait_for_timeout(100 * len(scene))  # asking the page while it plays would slow it down
    wait(page, "waymoKit.state.shown > 0 && !waymoKit.state.isPlaying")
    state = page.evaluate("waymoKit.state")
    return state["shown"], state["dropped"], state["stalls"], state["lasted"] / 1e3


def main():
    """Prints the figures."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data")
    parser.add_argument("--preds", action="append", default=[])
    parser.add_argument("--loads", type=int, default=5)
    parser.add_argument("--plays", type=int, default=5)
    options = parser.parse_args()
    names = ("index.html", "viewer.js", "viewer.css")
    raw = {name: (BUILT / name).read_bytes() for name in names}
    weight = sum(len(gzip.compress(content, 9)) for content in raw.values())
    total = sum(map(len, raw.values()))
    print(f"page: {weight / 1e3:.0f} kB gzip, {total / 1e3:.0f} kB")
    with tempfile.TemporaryDirectory() as scratch:
        answers = ViewerAnswers(open_viewed(options.data, options.preds, scratch=Path(scratch)))
        server = AddressServer(viewer_app(answers))
        server.start()
        segment = answers.viewed.dataset.segments[0]
        url = f"{server.url}#segment={segment}"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=FLAGS
            )
            load(browser, url)[0].context.close()
            times = []
            for _ in range(options.loads):
                page, first, entries = load(browser, url)
                times.append(first)
                points = page.evaluate("waymoKit.state.drawn.points")
                page.context.close()
            print(
                f"first frame: {statistics.median(times):.0f} ms (median of {len(times)}; "
                f"{min(times):.0f} to {max(times):.0f}), {points:,} points"
            )
            frame = [(name, size) for name, size in entries if "/frames/0/" in name]
            for name, size in sorted(frame, key=lambda one: -one[1]):
                print(f"  {size:>9,} bytes  {name.partition('/frames/0/')[2]}")
            print(f"  {sum(size for _, size in frame):>9,} bytes for frame 0")
            page, _, _ = load(browser, url)
            plays = [play(page, answers.viewed.dataset[segment]) for _ in range(options.plays)]
            print("playback at 10 Hz, frames shown and dropped, waits for data, and seconds:")
            for shown, dropped, waits, seconds in plays:
                print(f"  {shown} + {dropped}, {waits}, {seconds:.2f}")
            browser.close()
        server.stop()
        answers.close()


if __name__ == "__main__":
    main()
