"""What the process that reads a participant's file cannot do, tried from inside it."""

import socket
import subprocess
import sys
import time
from multiprocessing import forkserver

import pytest

from waymo_kit.web.leaderboard import confinement, sandbox
from waymo_kit.web.leaderboard.settings import SandboxSettings, SiteSettings
from waymo_kit.web.leaderboard.site import open_site

pytestmark = pytest.mark.skipif(
    "seccomp" not in confinement.isolation(), reason="needs Linux with seccomp"
)

_TRIES = """
import os, socket, subprocess, sys
from pathlib import Path
from waymo_kit.web.leaderboard.confinement import confine

inside, outside = sys.argv[1:3]
readable = [inside, sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64", "/etc/ld.so.cache"]
before = socket.socket()
confine(readable=readable, writable=[inside + "/w"])

def refused(what, action):
    try:
        action()
    except (PermissionError, OSError) as error:
        print(what, type(error).__name__, flush=True)
    else:
        print(what, "ALLOWED", flush=True)

refused("socket", lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM))
refused("unix", lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
refused("connect", lambda: before.connect(("127.0.0.1", int(sys.argv[3]))))
refused("exec", lambda: subprocess.run(["/bin/true"]))
refused("kill", lambda: os.kill(os.getppid(), 0))
refused("read", lambda: Path(outside).read_text())
refused("list", lambda: os.listdir(os.path.dirname(outside)))
refused("write", lambda: Path(inside, "x").write_text("x"))
refused("memory", lambda: open(f"/proc/{os.getppid()}/mem", "rb"))
Path(inside, "w", "fine").write_text("x")
print(Path(inside, "known").read_text())
"""


def test_files_network_and_programs_are_out_of_reach(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "labels" / "secret"
    (inside / "w").mkdir(parents=True)
    (inside / "known").write_text("known")
    outside.parent.mkdir()
    outside.write_text("labels")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        command = [sys.executable, "-c", _TRIES, str(inside), str(outside), port]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.split("\n")
    assert "known" in lines
    tried = dict(line.split(" ") for line in lines if " " in line)
    by_calls = {"socket", "unix", "connect", "exec", "kill"}
    by_files = (
        {"read", "list", "write", "memory"} if "landlock" in confinement.isolation() else set()
    )
    assert tried.keys() == {
        "socket",
        "unix",
        "connect",
        "exec",
        "kill",
        "read",
        "list",
        "write",
        "memory",
    }
    assert {what for what, how in tried.items() if how != "ALLOWED"} >= by_calls | by_files


@pytest.fixture
def small_site(tmp_path):
    limits = SandboxSettings(memory_bytes=3 << 30, file_bytes=1 << 20)
    site = open_site(tmp_path / "site", SiteSettings(sandbox=limits))
    yield site
    site.close()


@pytest.fixture
def run(small_site, monkeypatch):
    """Runs a job of `confined_jobs` in a confined process."""
    monkeypatch.setattr(sandbox, "_JOBS", "tests.web.leaderboard.confined_jobs")

    def run(job, seconds=60, values=None, **options):
        return sandbox.run(small_site, job, values or {}, seconds=seconds, **options)

    return run


def test_memory_time_and_files_are_limited(run, tmp_path):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    outcome = run("eat")
    assert (outcome.kind, outcome.message) == (
        sandbox.REFUSED,
        "reading this file takes too much memory",
    )
    start = time.monotonic()
    outcome = run("sleep", seconds=2)
    assert (outcome.kind, outcome.message) == (
        sandbox.REFUSED,
        "reading or scoring this file takes too long",
    )
    assert time.monotonic() - start < 20
    big = scratch / "big"
    outcome = run("fill", values={"path": str(big)}, writable=(str(scratch),))
    assert outcome.kind == sandbox.FAULT
    assert big.stat().st_size <= 1 << 20


def test_a_crash_an_exit_and_garbage_are_faults_and_not_more(run):
    outcome = run("crash")
    assert (outcome.kind, outcome.message) == (sandbox.FAULT, "the process was ended by SIGABRT")
    assert run("leave").message == "the process ended with code 7"
    assert run("fail").kind == sandbox.FAULT
    assert run("send_garbage").message == "the process sent what is no answer"


def test_half_a_message_does_not_hold_the_worker(run):
    assert run("stop_in_a_message", seconds=2).kind == sandbox.REFUSED
    outcome = run("stop_in_a_message", on_tick=lambda stage, percent: False)
    assert outcome.kind == sandbox.STOPPED


def test_secrets_are_not_in_the_environment(run, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("WAYMO_KIT_TOKEN", "secret")
    monkeypatch.setenv("PGPASSWORD", "secret")
    # A process has the environment of the forkserver, which is that of its start.
    forkserver._forkserver._stop()
    try:
        assert run("show_secrets").value() == {"found": []}
    finally:
        forkserver._forkserver._stop()


def test_it_stops_when_nobody_wants_it_any_more(run):
    assert run("sleep", on_tick=lambda stage, percent: False).kind == sandbox.STOPPED
