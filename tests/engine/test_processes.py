"""Processes of this machine: they end with their parent, and print nothing of their own."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.engine.clusters import ROOT, descendants

JOB = """
import os, sys, time
from pathlib import Path
from waymo_kit.engine import make_engine, run_tasks
from tests.engine.test_processes import wait_here

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    list(run_tasks(make_engine("local", workers=2), wait_here, [folder / "a", folder / "b"]))
"""


def wait_here(path, on_work):
    """Says where it runs, then works until it is ended."""
    path.write_text(str(os.getpid()))
    for step in range(600):
        on_work(step)
        time.sleep(0.1)


def start(folder):
    script = folder / "job.py"
    script.write_text(JOB)
    return subprocess.Popen(
        [sys.executable, str(script), str(folder)],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def runs(pid):
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def is_importing(pid):
    """Whether a worker has read what to do, so that Python itself does not complain of its end."""
    try:
        return "numpy" in Path(f"/proc/{pid}/maps").read_text()
    except OSError:
        return False


def has_starting_worker(job):
    return any(
        "spawn_main" in line and is_importing(pid) for pid, line in descendants(job.pid).items()
    )


@pytest.mark.parametrize("moment", ["starting", "working"])
def test_workers_end_silently_with_their_parent(tmp_path, moment):
    job = start(tmp_path)
    if moment == "working":
        wait_for(lambda: (tmp_path / "a").exists() and (tmp_path / "b").exists())
    else:
        wait_for(lambda: has_starting_worker(job))
    workers = list(descendants(job.pid))
    job.send_signal(signal.SIGKILL)
    out, err = job.communicate(timeout=60)
    assert (out, err) == ("", "")
    wait_for(lambda: not any(map(runs, workers)))


@pytest.mark.parametrize("moment", ["starting", "working"])
def test_an_interrupt_of_the_terminal_is_for_the_parent(tmp_path, moment):
    """A terminal sends SIGINT to the workers, too, even while they still import modules."""
    job = start(tmp_path)
    if moment == "working":
        wait_for(lambda: (tmp_path / "a").exists() and (tmp_path / "b").exists())
    else:
        wait_for(lambda: has_starting_worker(job))
    workers = list(descendants(job.pid))
    os.killpg(job.pid, signal.SIGINT)
    _, err = job.communicate(timeout=60)
    assert err.count("Traceback") == 1
    assert err.rstrip().endswith("KeyboardInterrupt")
    wait_for(lambda: not any(map(runs, workers)))


def listeners(pids):
    """Addresses on which some processes listen, as /proc/net/tcp has them."""
    sockets = set()
    for pid in pids:
        try:
            for link in Path(f"/proc/{pid}/fd").iterdir():
                sockets.add(str(link.readlink()).removeprefix("socket:[").removesuffix("]"))
        except OSError:
            continue
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in sockets:
                yield fields[1].split(":")[0]


LISTEN = """
import os, sys
from tests.engine.clusters import descendants
from tests.engine.test_processes import listeners, print_listeners
from waymo_kit.engine import make_engine, run_tasks

if __name__ == "__main__":
    (done,) = run_tasks(make_engine(sys.argv[1], workers=1), print_listeners, [os.getpid()])
    print(*done.result)
"""


def print_listeners(pid, on_work):
    """Addresses on which a process and all below it listen, from within a task."""
    return sorted(set(listeners([pid, *descendants(pid)])))


@pytest.mark.heavy
@pytest.mark.parametrize("engine", ["ray", "dask"])
def test_a_private_cluster_listens_on_the_loopback_alone(tmp_path, engine):
    pytest.importorskip({"ray": "ray", "dask": "distributed"}[engine])
    script = tmp_path / "listen.py"
    script.write_text(LISTEN)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(script), engine], capture_output=True, text=True, env=environment
    )
    assert done.returncode == 0, done.stderr
    loopback = socket.inet_aton("127.0.0.1")[::-1].hex().upper()
    found = set(done.stdout.split())
    assert found
    assert found <= {loopback, f"0000000000000000FFFF0000{loopback}"}
