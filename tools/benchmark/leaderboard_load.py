"""Load on a leaderboard on this machine: readers of the board beside uploads and workers.

    python -m tools.benchmark.leaderboard_load [--readers 50] [--uploads 10] [--megabytes 200]

Prints the 50th and 99th percentile of the board as a page and as JSON, which readers ask for in
turns, the rate of the uploads, and the memory of the web server. Uploads are random bytes behind
the first bytes of a Parquet file, so that workers reject them after the footer; beside them, small
submissions are scored all the time.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import os
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import yaml

from tests.web.leaderboard.made_labels import write_guesses, write_labels
from tests.web.leaderboard.people import People
from waymo_kit.web.leaderboard.benchmark import write_benchmark
from waymo_kit.web.leaderboard.client import Client
from waymo_kit.web.leaderboard.phases import benchmark
from waymo_kit.web.leaderboard.server import Server, ServerPlan
from waymo_kit.web.leaderboard.site import open_site

MANY = 10**6
PATHS = {"HTML pages": "/boards/test/detection", "JSON answers": "/api/v1/boards/test/detection"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--uploads", type=int, default=10)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--think-seconds", type=float, default=1.0, help="pause between two pages")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="leaderboard-load-") as scratch:
        measure(Path(scratch), options)


def measure(folder: Path, options: argparse.Namespace) -> None:
    home, labels = folder / "home", folder / "labels"
    home.mkdir()
    made = write_labels(labels, segments=6, frames=5)
    limits = {"reads": MANY, "writes": MANY, "active_submissions": MANY}
    (home / "site.yaml").write_text(yaml.safe_dump({"limits": limits}))
    write_benchmark(home / "benchmark.yaml", labels=str(labels), tasks=("detection",))
    values = yaml.safe_load((home / "benchmark.yaml").read_text())
    values["phases"][0] |= {"quota": MANY, "max_bytes": 1 << 32, "confirms_new_best": False}
    (home / "benchmark.yaml").write_text(yaml.safe_dump(values))
    server = Server(ServerPlan(home, port=0, health_port=0, workers=options.workers))
    running = threading.Thread(target=server.run)
    running.start()
    try:
        site = open_site(home)
        while not benchmark(site).phases:
            time.sleep(0.2)
        people = People(site)
        ada, team = people.team()
        client = Client(server.url, people.token(ada))
        for number in range(3):
            file = write_guesses(folder / f"g{number}.parquet", made, seed=number)
            submit(client, team.id, file, f"M{number}", wait=True)  # kernels are compiled now
        big = folder / "big.parquet"
        payload = np.random.default_rng(0).bytes(options.megabytes << 20)
        big.write_bytes(b"PAR1" + payload[:-8] + b"PAR1")
        run(server, client, team.id, big, folder, options)
        site.close()
    finally:
        server.stop()
        running.join()


def run(server, client, team_id, big, folder, options) -> None:
    port = int(server.url.rpartition(":")[2])
    stop, errors, peak = threading.Event(), [], [0]
    seconds = {kind: [] for kind in PATHS}
    lock = threading.Lock()

    def read(first: int) -> None:
        kinds = itertools.islice(itertools.cycle(PATHS), first, None)
        while not stop.is_set():
            kind = next(kinds)
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            start = time.perf_counter()
            connection.request("GET", PATHS[kind])
            answer = connection.getresponse()
            answer.read()
            connection.close()
            with lock:
                seconds[kind].append(time.perf_counter() - start)
                if answer.status != 200:
                    errors.append(answer.status)
            stop.wait(options.think_seconds)

    def score() -> None:
        number = 0
        while not stop.is_set():
            submit(client, team_id, folder / f"g{number % 3}.parquet", f"M{number % 3}", wait=True)
            number += 1

    def watch() -> None:
        while not stop.is_set():
            for pid in server.processes()["web"]:
                peak[0] = max(peak[0], resident_bytes(pid))
            time.sleep(0.1)

    others = [
        threading.Thread(target=read, args=(number % len(PATHS),))
        for number in range(options.readers)
    ]
    others += [threading.Thread(target=score) for _ in range(options.workers)]
    others.append(threading.Thread(target=watch))
    uploads = [
        threading.Thread(target=submit, args=(client, team_id, big, f"Big {number}"))
        for number in range(options.uploads)
    ]
    for thread in others:
        thread.start()
    start = time.perf_counter()
    for thread in uploads:
        thread.start()
    for thread in uploads:
        thread.join()
    elapsed = time.perf_counter() - start
    stop.set()
    for thread in others:
        thread.join()
    rate = options.uploads * options.megabytes / elapsed
    for kind, found in seconds.items():
        p50, p99 = np.percentile(found, [50, 99]) * 1000
        print(
            f"{len(found)} {kind} to {options.readers} readers: p50 {p50:.0f} ms, p99 {p99:.0f} ms"
        )
    print(
        f"{options.uploads} uploads of {options.megabytes} MB in {elapsed:.1f} s: {rate:.0f} MB/s"
    )
    print(
        f"memory of the web server: {peak[0] / 2**20:.0f} MiB at most; failed pages: {len(errors)}"
    )
    print(f"load average of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def submit(client, team_id, file, method, wait=False) -> None:
    body = {
        "team_id": team_id,
        "method": method,
        "phase": "test",
        "task": "detection",
        "filename": file.name,
        "size": file.stat().st_size,
    }
    made = client.post("/submissions", body)["summary"]["id"]
    client.upload(made, file, lambda done, size: None)
    if wait:
        client.wait(made, lambda view: None)


def resident_bytes(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    (line,) = [line for line in status.splitlines() if line.startswith("VmRSS")] or ["VmRSS: 0 kB"]
    return int(line.split()[1]) << 10


if __name__ == "__main__":
    main()
