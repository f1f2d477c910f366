"""A leaderboard to look at: simulated hidden labels, and submissions of three detectors.

The detectors need no training: clusters of points in cells of two sizes, and offline tracks of the
first ones. The page opens in your browser where there is a desktop.

python examples/leaderboard_demo.py --home leaderboard-demo [--bind 127.0.0.1:8080] [--no-open]
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
import webbrowser
from pathlib import Path

from waymo_kit.detectors import detect_dataset, track_dataset
from waymo_kit.detectors.lidar.cluster_baseline import ClusterDetector, ClusterSettings
from waymo_kit.detectors.lidar.config import Grid
from waymo_kit.detectors.tracking import KalmanMethod, OfflineConfig, Tracker
from waymo_kit.simulate import simulate_dataset
from waymo_kit.web.leaderboard import accounts, boards, methods, submissions, teams, uploads
from waymo_kit.web.leaderboard.actor import SCOPES, Principal
from waymo_kit.web.leaderboard.identifiers import new_secret
from waymo_kit.web.leaderboard.invitations import invite, invite_first_host
from waymo_kit.web.leaderboard.phases import benchmark
from waymo_kit.web.leaderboard.server import (
    Server,
    ServerPlan,
    check_bind,
    stopping_on_signals,
    write_first_benchmark,
)
from waymo_kit.web.leaderboard.site import LeaderboardSite, open_site

SEGMENTS, FRAMES = 6, 8
_DETECTORS = {
    "Clusters": ClusterDetector(),
    "Clusters, small cells": ClusterDetector(
        ClusterSettings(grid=Grid(-75.0, -75.0, 600, 600, 0.25), ground_cells=12)
    ),
}


def main(arguments: list[str] | None = None) -> None:
    """Runs the demonstration until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", default="leaderboard-demo", help="folder of the site")
    parser.add_argument("--bind", default="127.0.0.1:8080", help="address and port to listen at")
    parser.add_argument("--once", action="store_true", help="stop when all is scored")
    parser.add_argument("--no-open", action="store_true", help="do not open the page")
    options = parser.parse_args(arguments)
    home = Path(options.home).absolute()
    host, port = check_bind(options.bind)
    plan = ServerPlan(home, host, port, health_port=0)
    labels = home / "simulated" / "v1"
    if not labels.exists():
        simulate_dataset(labels, segments=SEGMENTS, frames=FRAMES)
    write_first_benchmark(
        plan.benchmark_file,
        labels=str(labels),
        check_labels=str(labels),
        title="Simulated city drives",
        tasks=("detection",),
    )
    files = detect(labels, home / "simulated")
    server = Server(plan)

    def submit() -> None:
        submit_all(plan, server, files)
        if has_desktop() and not options.no_open:
            webbrowser.open(f"{server.url}/boards/test/detection")
        if options.once:
            server.stop()

    submitting = threading.Thread(target=submit)
    submitting.start()
    with stopping_on_signals(server.stop):
        server.run()
    submitting.join()


def has_desktop() -> bool:
    """Whether a browser would open in a window rather than in this terminal."""
    return sys.platform in ("darwin", "win32") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def detect(labels: Path, folder: Path) -> list[tuple[str, Path, float]]:
    """Runs three detectors of waymo-kit; returns name, file and milliseconds per frame of each."""
    found = []
    for number, (name, detector) in enumerate(_DETECTORS.items()):
        path = folder / f"detections{number}.parquet"
        summary = detect_dataset(detector, labels, path, overwrite=True)
        found.append((name, path, 1e3 * summary.seconds_per_frame))
    name, path, milliseconds = found[0]
    tracks = folder / "tracks.parquet"
    tracked = track_dataset(
        Tracker(KalmanMethod()), path, labels, tracks, offline=OfflineConfig(), overwrite=True
    )
    milliseconds += 1e3 * tracked.seconds / tracked.frames
    found.append((f"{name} + tracks", tracks, milliseconds))
    return found


def submit_all(plan: ServerPlan, server: Server, files: list[tuple[str, Path, float]]) -> None:
    """Makes accounts and teams, and submits for them."""
    site = open_site(plan.home)
    while not benchmark(site).phases:
        time.sleep(0.2)
    password = new_secret()
    host = _account(site, invite_first_host(site), "Demo host", "host@example.org", password)
    made = []
    for number, (name, path, milliseconds) in enumerate(files):
        invitation = invite(site, host)
        email = f"team{number + 1}@example.org"
        person = _account(site, invitation.code, f"Person {number + 1}", email, password)
        team = teams.create(site, person, name=f"Team {number + 1}")
        made.append(_submit(site, person, team.id, name, path))
        method = submissions.view(site, person, made[-1]).summary.method_id
        methods.update(site, person, method, sensors="LiDAR", latency_ms=milliseconds)
    while any(_state(site, host, found) not in ("done", "rejected", "failed") for found in made):
        time.sleep(0.2)
    print(f"Three submissions are scored: {server.url}/boards/test/detection")
    print(f"Log in as host@example.org with the password {password}")
    for row in boards.board(site, host, "test", "detection").rows:
        print(f"  {row.rank}. {row.method} ({row.team}): {row.shown[3]}")
    site.close()


def _account(site: LeaderboardSite, code: str, name: str, email: str, password: str) -> Principal:
    made = accounts.register(site, code=code, name=name, email=email, password=password)
    return Principal(made.id, made.name, made.is_host, frozenset(SCOPES))


def _submit(site: LeaderboardSite, actor: Principal, team_id: str, name: str, path: Path) -> str:
    made = submissions.create(
        site,
        actor,
        team_id=team_id,
        method=name,
        phase="test",
        task="detection",
        filename=path.name,
        size=path.stat().st_size,
    )
    chunk = uploads.open_chunk(site, actor, made.summary.id, offset=0)
    chunk.write(path.read_bytes())
    chunk.finish()
    chunk.release()
    uploads.finish(site, made.summary.id)
    return made.summary.id


def _state(site: LeaderboardSite, actor: Principal, submission_id: str) -> str:
    return submissions.view(site, actor, submission_id).summary.state


if __name__ == "__main__":
    main()
