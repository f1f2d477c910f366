"""Times the first picture of a full frame in the viewer and in viser, in turns in one run.

    python -m tools.benchmark.viewer_viser DATA --viser PYTHON [--loads 3]

PYTHON is that of an environment with `pip install viser`, which draws the same points with colors
and the same boxes. Both pages are opened by headless Chromium, which draws with the processor, in a
fresh profile; the servers are warm. A picture is there when a screenshot shows the points. Bytes
are all that the server sends until then, page and data, as a relay counts them.
"""

import argparse
import base64
import io
import socket
import statistics
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
from PIL import Image

import waymo_kit as wk
from waymo_kit.errors import StorageError
from waymo_kit.geometry import box_corners
from waymo_kit.web.serving import AddressServer
from waymo_kit.web.viewer.answers import ViewerAnswers
from waymo_kit.web.viewer.app import viewer_app
from waymo_kit.web.viewer.chromium import Chromium
from waymo_kit.web.viewer.viewed import open_viewed

SIZE = (1280, 720)
EDGES = [(k, (k + 1) % 4) for k in range(4)]
EDGES += [(4 + a, 4 + b) for a, b in EDGES] + [(k, k + 4) for k in range(4)]

VISER = """
import sys, time, numpy as np, viser
data = np.load(sys.argv[1])
server = viser.ViserServer(host="127.0.0.1", port=int(sys.argv[2]), verbose=False)
server.scene.set_up_direction("+z")
server.initial_camera.position = (-20.0, 0.0, 14.0)
server.initial_camera.look_at = (10.0, 0.0, 0.0)
server.scene.add_point_cloud("/points", data["xyz"], data["colors"], point_size=0.06)
server.scene.add_line_segments("/boxes", data["lines"], (255, 160, 0), line_width=2.0)
while True:
    time.sleep(1)
"""


class Relay:
    """Passes connections on to a port and counts the bytes that the server sends."""

    def __init__(self, port):
        self.target, self.bytes = port, 0
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            browser, _ = self.listening.accept()
            server = socket.create_connection(("127.0.0.1", self.target))
            for source, sink, counts in ((browser, server, False), (server, browser, True)):
                threading.Thread(
                    target=self._pass, args=(source, sink, counts), daemon=True
                ).start()

    def _pass(self, source, sink, counts):
        try:
            while data := source.recv(1 << 16):
                self.bytes += len(data) if counts else 0
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass


def shows_points(chromium):
    """Returns whether the upper middle of the page has many colors."""
    try:
        shot = chromium.screenshot()
    except StorageError:  # between two pages there is nothing to take a picture of
        return False
    picture = np.asarray(Image.open(io.BytesIO(base64.b64decode(shot))).convert("RGB"))
    part = picture[100:480, 300:900].reshape(-1, 3)
    return len(np.unique(part // 8, axis=0)) > 60


def first_picture(port, path=""):
    """Seconds until the page of a server at a port shows points, and bytes until then."""
    relay = Relay(port)
    with Chromium(*SIZE) as chromium:
        began = time.perf_counter()
        chromium.open(f"http://127.0.0.1:{relay.port}/{path}")
        while not shows_points(chromium):
            if time.perf_counter() - began > 120:
                raise TimeoutError(f"port {port}: no points")
        return time.perf_counter() - began, relay.bytes


def frame_arrays(frame):
    """Points, their colors by height, and the lines of the boxes of a frame."""
    cloud, corners = frame.points(), box_corners(frame.boxes.array)
    height = np.clip((cloud.xyz[:, 2] + 1) / 5, 0, 1)[:, None]
    colors = 255 * (np.array([0.2, 0.4, 0.9]) * (1 - height) + np.array([1, 0.9, 0.2]) * height)
    lines = corners[:, EDGES].reshape(-1, 2, 3)
    return {
        "xyz": cloud.xyz,
        "colors": colors.astype(np.uint8),
        "lines": lines.astype(np.float32),
    }


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def main():
    """Runs both in turns."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data")
    parser.add_argument("--viser", required=True, help="Python of an environment with viser.")
    parser.add_argument("--loads", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        frame = wk.open_dataset(options.data)[0][0]
        arrays = frame_arrays(frame)
        np.savez(folder / "frame.npz", **arrays)
        (folder / "show.py").write_text(VISER)
        port = free_port()
        answers = ViewerAnswers(open_viewed(options.data, scratch=folder))
        server = AddressServer(viewer_app(answers))
        server.start()
        other = subprocess.Popen(
            [options.viser, folder / "show.py", folder / "frame.npz", str(port)],
            stdout=subprocess.DEVNULL,
        )
        try:
            # The same content: points and boxes, but no cameras, map or trails.
            look = f"#segment={answers.viewed.dataset.segments[0]}&layers=points,labels&panel="
            both = {"waymo-kit view": (server.port, look), "viser": (port, "")}
            results = {name: [] for name in both}
            for turn in range(options.loads + 1):
                for name, where in both.items():
                    found = first_picture(*where)
                    if turn:  # the first warms both
                        results[name].append(found)
        finally:
            other.kill()
            other.wait()
            server.stop()
            answers.close()
    print(f"{len(arrays['xyz']):,} points, {len(arrays['lines']) // 12} boxes")
    for name, found in results.items():
        seconds, sizes = zip(*found, strict=True)
        print(f"{name:<16} {statistics.median(seconds):6.2f} s {max(sizes):12,} bytes")


if __name__ == "__main__":
    main()
