"""The command as a process: terminals, signals, pipes, locales."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.cli.test_quiet import run
from tests.engine.clusters import ROOT, descendants
from tests.made_frames import full_frame, write_segment
from waymo_kit.convert import convert_segment
from waymo_kit.io import locate

EVIL = "x\x1b]0;PWNED\x07\x1b[2J[link=http://evil]y[/link]"

COMMAND = [sys.executable, "-m", "waymo_kit"]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """A dataset in a folder with markup in its name, whose city is an escape sequence."""
    root = tmp_path_factory.mktemp("evil") / "tables[" / "a]"
    frames = [full_frame(i) for i in range(2)]
    for frame in frames:
        frame.context.stats.location = EVIL
    source = write_segment(root / "a.tfrecord", frames)
    convert_segment(locate(source), locate(root / "d"), ["stats", "vehicle_pose", "lidar_box"])
    return root / "d"


def on_a_terminal(*arguments):
    """Runs the command on a pseudo-terminal; returns what it shows and its exit code."""
    pty = pytest.importorskip("pty", reason="needs pseudo-terminals")
    ours, theirs = pty.openpty()
    environment = ENVIRONMENT | {"TERM": "xterm", "COLUMNS": "80"}
    with subprocess.Popen(
        [*COMMAND, *map(str, arguments)], stdout=theirs, stderr=theirs, env=environment
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                chunk = os.read(ours, 4096)
            except OSError:  # Linux ends so
                break
            if not chunk:
                break
            shown += chunk
        code = process.wait()
    os.close(ours)
    return shown, code


@pytest.mark.parametrize("command", ["info", "coverage", "validate"])
def test_data_cannot_speak_to_the_terminal(tables, command):
    shown, code = on_a_terminal(command, tables)
    assert code in (0, 1)
    for sequence in (b"\x1b]0;", b"\x1b[2J", b"\x1b]8;", b"\x07"):
        assert sequence not in shown
    assert b"tables[/a]" in shown.replace(b"\r\n", b"")
    if command != "validate":
        assert b"x\\x1b]0;PWNED" in shown.replace(b"\r\n", b"")


@pytest.mark.parametrize("workers", [1, 2])
def test_an_interrupt_is_one_line_and_exit_code_130(tmp_path, workers):
    options = ("--segments", 2, "--frames", 200, "--quality", "full", "--workers", workers)
    arguments = ("simulate", "--out", tmp_path, *options)
    with subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
        start_new_session=True,
    ) as process:
        deadline = time.monotonic() + 60
        while workers == 2 and not descendants(process.pid):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        time.sleep(4)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "waymo-kit: interrupted\n")


def test_a_closed_pipe_is_no_error(tables):
    with subprocess.Popen(
        [*COMMAND, "info", tables], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
    ) as process:
        process.stdout.close()
        err = process.stderr.read()
        process.wait()
    assert err == b""


@pytest.mark.parametrize(
    "variables",
    [
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LC_ALL": "C"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
    ids=str,
)
def test_any_locale_and_encoding(tables, tmp_path, variables):
    done = run("coverage", tables, "--against", tables, "--json", tmp_path / "c.json", **variables)
    assert done.returncode == 0, done.stderr
    assert any(unit in done.stdout for unit in ("km2", "km²", "km\ufffd"))
    assert "Traceback" not in done.stderr


def test_an_argument_that_is_no_text_is_one_line():
    done = subprocess.run(
        [*COMMAND, "info", b"no-such-\xff"], capture_output=True, env=ENVIRONMENT, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith(b"waymo-kit: error: no-such-\\xff: not text in the encoding")
    assert done.stderr.count(b"\n") == 1


def test_module_and_version():
    done = run("--version")
    assert done.returncode == 0
    assert done.stdout.startswith("waymo-kit, version ")
