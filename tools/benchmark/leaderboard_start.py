"""Times the first score of a leaderboard: from `waymo-kit serve` to the score of a submission.

    python -m tools.benchmark.leaderboard_start [--warm] [--json OUT.json]

Does what the first section of docs/guides/leaderboard.md says, by the API instead of a browser.
Simulation and detections are made before the clock starts. Kernels are compiled into an empty
folder, as on a fresh install; --warm scores a first time before, so that they are there.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from waymo_kit.web.leaderboard.client import Client

PASSWORD = "correct horse battery staple"
LIMIT_SECONDS = 600


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--warm", action="store_true", help="start with compiled kernels")
    parser.add_argument("--json", type=Path, help="file for the seconds of each step")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="leaderboard-start-") as scratch:
        folder = Path(scratch)
        os.environ["NUMBA_CACHE_DIR"] = str(folder / "kernels")
        prepare(folder)
        if options.warm:
            measure(folder, folder / "first")
        steps = measure(folder, folder / "board")
    width = max(map(len, steps))
    for step, seconds in steps.items():
        print(f"{step:{width}}  {seconds:6.1f} s")
    print(f"load average of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    if options.json is not None:
        options.json.write_text(json.dumps(steps, indent=1))


def prepare(folder: Path) -> None:
    """Makes labels, `drives`, and predictions, `detections.parquet`."""
    simulate = ("simulate", "--out", "drives", "--segments", "2", "--frames", "10")
    detect = ("detect", "--baseline", "clusters", "--data", "drives")
    for arguments in (simulate, (*detect, "--out", "detections.parquet")):
        subprocess.run(
            [sys.executable, "-m", "waymo_kit", *arguments],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def measure(folder: Path, home: Path) -> dict[str, float]:
    """Returns the time from the start of the server to the end of each step, in seconds."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "waymo_kit", "serve", "--data", "drives", "--home", str(home)]
    command += ["--bind", f"127.0.0.1:{port}", "--health-port", "0"]
    began = time.monotonic()
    steps: dict[str, float] = {}

    def note(step: str) -> None:
        steps.setdefault(step, time.monotonic() - began)

    server = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until((home / "first-host.code").is_file)
        code = (home / "first-host.code").read_text().strip()
        with httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=60) as browser:
            until(lambda: answers(browser))
            note("the page answers")
            person = {"name": "Ada Sommer", "email": "ada@example.org", "password": PASSWORD}
            send(browser, "/register", {"code": code, **person})
            team = send(browser, "/teams", {"name": "Lab"})["id"]
            scopes = {"name": "Laptop", "scopes": ["read", "submit"]}
            token = send(browser, "/tokens", scopes)["token"]
            note("registered, with a team and a token")
            until(lambda: browser.get("/benchmark").json()["phases"])
            note("the worker has read the labels")
        client = Client(f"http://127.0.0.1:{port}", token)
        file = folder / "detections.parquet"
        body: dict[str, object] = {
            "team_id": team,
            "method": "Clusters",
            "phase": "test",
            "task": "detection",
        }
        body |= {"filename": file.name, "size": file.stat().st_size}
        made = client.post("/submissions", body)["summary"]["id"]
        client.upload(made, file, lambda done, size: None)
        note("uploaded")

        def on_state(view) -> None:
            if view["summary"]["state"] in ("queued", "scoring"):
                note("checked")

        view = client.wait(made, on_state)
        if view["summary"]["state"] != "done":
            raise SystemExit(f"the submission ended {view['summary']['state']}: {view['reasons']}")
        note("scored")
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)
    return steps


def answers(browser: httpx.Client) -> bool:
    """Returns whether the server answers."""
    try:
        return browser.get("/csrf").status_code == 200
    except httpx.TransportError:
        return False


def send(browser: httpx.Client, path: str, body: dict[str, object]) -> dict[str, str]:
    """Returns the answer of the API to a POST."""
    token = browser.get("/csrf").json()["csrf"]
    answer = browser.post(path, json=body, headers={"X-CSRF-Token": token})
    answer.raise_for_status()
    return answer.json()


def until(condition: Callable[[], object]) -> None:
    """Waits for a condition."""
    end = time.monotonic() + LIMIT_SECONDS
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"the server was not ready after {LIMIT_SECONDS} s")
        time.sleep(0.1)


if __name__ == "__main__":
    main()
