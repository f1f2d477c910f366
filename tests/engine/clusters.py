"""Ray and Dask clusters of two workers on the loopback, made of the ordinary commands."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOOPBACK = "127.0.0.1"
START_SECONDS = 240
TOKEN = secrets.token_hex(32)
"""Without which nobody talks to the Ray of a test."""


def free_port():
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


SITE = f"""
import importlib.util, waymo_kit
if importlib.util.find_spec('waymo_kit.metrics') is None:
    waymo_kit.__path__.append({str(ROOT)!r})
"""
LONG_TASKS = """
import time
from waymo_kit.engine import task
perform = task.perform
def perform_long(*arguments):
    end = time.monotonic() + 0.4
    while time.monotonic() < end:
        pass
    return perform(*arguments)
task.perform = perform_long
"""
"""Keeps a worker busy before each task, which gives a test the time to kill it there."""


def environment(folder, long_tasks=False):
    """Variables with which any Python finds this checkout, the mounted folders included."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sitecustomize.py").write_text(SITE + LONG_TASKS * long_tasks)
    path = os.pathsep.join([str(folder), str(ROOT)])
    return os.environ | {
        "PYTHONPATH": path,
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": TOKEN,
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_TMPDIR": str(folder),
        "RAY_DISABLE_IMPORT_WARNING": "1",
        "RAY_health_check_failure_threshold": "3",
        "RAY_health_check_period_ms": "1000",
    }


def waymo_kit(*arguments, env):
    """Starts the command line."""
    return python("-m", "waymo_kit", *arguments, env=env)


def python(*arguments, env):
    """Starts Python."""
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process, seconds=400):
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError(f"not done after {seconds} s: {out} {err}") from None
    assert process.returncode == 0, f"{out} {err}"
    return out, err


def descendants(pid):
    """Process ids below one, with their command lines."""
    children, found = {}, {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append((int(entry.name), line))
    waiting = [pid]
    while waiting:
        for child, line in children.get(waiting.pop(), []):
            found[child] = line
            waiting.append(child)
    return found


def busy_ones(pids, seconds=0.06):
    """Those of some processes that compute just now, the busiest first."""
    before = {pid: cpu_ticks(pid) for pid in pids}
    time.sleep(seconds)
    used = {pid: cpu_ticks(pid) - ticks for pid, ticks in before.items()}
    return sorted((pid for pid in used if used[pid] > 0), key=used.__getitem__, reverse=True)


def cpu_ticks(pid):
    """Hundredths of seconds of CPU time of a process."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def kill(pid):
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


class Cluster:
    """Processes with all their descendants, which end with the block."""

    def __init__(self, folder):
        self.env = environment(folder, long_tasks=True)
        self.logs = folder
        self.processes = []

    def start(self, name, *command):
        with (self.logs / f"{name}.log").open("w") as log:
            process = subprocess.Popen(
                [*map(str, command)],
                cwd=self.logs,
                env=self.env,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
        self.processes.append(process)
        return process

    def log(self):
        return "\n".join(path.read_text()[-2000:] for path in self.logs.glob("*.log"))

    def __enter__(self):
        try:
            self.launch()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error):
        for process in reversed(self.processes):
            self.kill_node(process)

    def kill_node(self, process):
        """Ends a process and all below it with SIGKILL."""
        below = descendants(process.pid)
        for pid in [process.pid, *below]:
            kill(pid)
        process.wait()

    def wait_for(self, condition, what):
        deadline = time.monotonic() + START_SECONDS
        while not condition():
            assert time.monotonic() < deadline, f"{what}: {self.log()}"
            for process in self.processes:
                assert process.poll() is None, f"{what}: {self.log()}"
            time.sleep(0.2)


class RayCluster(Cluster):
    """Two nodes of one CPU each, the first of which is the head: two `ray start`.

    Ray believes that each has `gpus` GPUs.
    """

    def __init__(self, folder, gpus=0):
        super().__init__(folder)
        self.gpus = gpus

    def launch(self):
        ray = Path(sys.executable).with_name("ray")
        self.port = free_port()
        self.address = f"{LOOPBACK}:{self.port}"
        common = ["--node-ip-address", LOOPBACK, "--block", "--object-store-memory", 100 << 20]
        common += ["--disable-usage-stats", "--num-gpus", self.gpus]
        head = ["--head", "--port", self.port, "--num-cpus", 1, "--include-dashboard", "false"]
        self.head = self.start("head", ray, "start", *head, *common)
        self.wait_for(lambda: "Ray runtime started" in self.log(), "no head of Ray")
        node = ["--address", self.address, "--num-cpus", 1]
        self.node = self.start("node", ray, "start", *node, *common)
        self.wait_for(
            lambda: (self.logs / "node.log").read_text().count("Ray runtime started"),
            "no second node of Ray",
        )

    def busy_workers(self):
        """Processes that do a task now: Ray names them by it."""
        found = {}
        for node in (self.head, self.node):
            found |= descendants(node.pid)
        return [pid for pid, line in found.items() if line.startswith("ray::_perform")]


class DaskCluster(Cluster):
    """A scheduler and two workers of one thread each."""

    def launch(self):
        dask = [sys.executable, "-m", "dask"]
        port = free_port()
        self.address = f"tcp://{LOOPBACK}:{port}"
        options = ["--host", LOOPBACK, "--port", port, "--no-dashboard"]
        self.scheduler = self.start("scheduler", *dask, "scheduler", *options)
        self.wait_for(lambda: "Scheduler at" in self.log(), "no scheduler of Dask")
        common = ["--nthreads", 1, "--no-dashboard", "--host", LOOPBACK]
        self.workers = [
            self.start(f"worker-{k}", *dask, "worker", self.address, *common) for k in range(2)
        ]
        self.wait_for(lambda: self.log().count("Starting established") >= 2, "no Dask workers")

    def worker_processes(self):
        """The processes that do tasks, below the nannies that restart them."""
        found = {}
        for worker in self.workers:
            found |= descendants(worker.pid)
        return [pid for pid, line in found.items() if "spawn_main" in line]
