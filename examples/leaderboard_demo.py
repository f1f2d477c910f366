"""A leaderboard to look at: simulated hidden labels, and three submissions of made-up detectors.

python examples/leaderboard_demo.py --home leaderboard-demo [--bind 127.0.0.1:8080] [--once]
"""

from __future__ import annotations

import argparse
import threading
import time
from pathlib import Path

import numpy as np
import pyarrow as pa

from waymo_kit.predictions import make_predictions
from waymo_kit.predictions.writer import PredictionWriter
from waymo_kit.scene import open_dataset
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
_METHODS = (
    ("Careful boxes", 0.03, 0.05, "LiDAR", 42.0),
    ("Quick boxes", 0.12, 0.15, "LiDAR", 9.0),
    ("Camera guess", 0.3, 0.3, "Camera", 25.0),
)
"""Name, noise of the boxes in metres, share of lost boxes, sensors and latency of each method."""


def main(arguments: list[str] | None = None) -> None:
    """Runs the demonstration until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", default="leaderboard-demo", help="folder of the site")
    parser.add_argument("--bind", default="127.0.0.1:8080", help="address and port to listen at")
    parser.add_argument("--once", action="store_true", help="stop when all is scored")
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
    server = Server(plan)
    submitting = threading.Thread(target=submit_all, args=(plan, server, labels, options.once))
    submitting.start()
    with stopping_on_signals(server.stop):
        server.run()
    submitting.join()


def write_guesses(labels: Path, target: Path, *, noise: float, lost: float, seed: int) -> None:
    """Writes predictions of a detector that knows the labels and blurs them."""
    random = np.random.default_rng(seed)
    with PredictionWriter(target) as writer:
        for scene in open_dataset(labels):
            tables = []
            for frame in scene:
                boxes = frame.boxes
                found = boxes[random.random(len(boxes)) >= lost]
                moved = found.array + random.normal(0, noise, found.array.shape)
                moved[:, 3:6] = np.maximum(moved[:, 3:6], 0.05)
                scores = random.beta(6, 2, len(moved))
                tables.append(
                    make_predictions(scene.name, frame.timestamp_micros, moved, found.types, scores)
                )
            writer.add(pa.concat_tables(tables))


def submit_all(plan: ServerPlan, server: Server, labels: Path, once: bool) -> None:
    """Makes accounts and teams, and submits for them."""
    site = open_site(plan.home)
    while not benchmark(site).phases:
        time.sleep(0.2)
    password = new_secret()
    host = _account(site, invite_first_host(site), "Demo host", "host@example.org", password)
    made = []
    for number, (name, noise, lost, sensors, latency) in enumerate(_METHODS):
        invitation = invite(site, host)
        email = f"team{number + 1}@example.org"
        person = _account(site, invitation.code, f"Person {number + 1}", email, password)
        team = teams.create(site, person, name=f"Team {number + 1}")
        path = plan.home / "simulated" / f"guesses{number}.parquet"
        write_guesses(labels, path, noise=noise, lost=lost, seed=number)
        made.append(_submit(site, person, team.id, name, path))
        method = submissions.view(site, person, made[-1]).summary.method_id
        methods.update(site, person, method, sensors=sensors, latency_ms=latency)
    while any(_state(site, host, found) not in ("done", "rejected", "failed") for found in made):
        time.sleep(0.2)
    print(f"Three submissions are scored: {server.url}/boards/test/detection")
    print(f"Log in as host@example.org with the password {password}")
    for row in boards.board(site, host, "test", "detection").rows:
        print(f"  {row.rank}. {row.method} ({row.team}): {row.shown[3]}")
    site.close()
    if once:
        server.stop()


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
