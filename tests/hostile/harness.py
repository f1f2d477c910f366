"""Runs checks on damaged inputs, each in a forked child with limits of time and memory.

A suite is a module with a function `prepare(folder)` that returns `check(seed)`. `run_suite`
starts one interpreter, which imports the module, calls `prepare` once (good inputs, warm kernels)
and then forks a child for each seed, so that a thousand inputs take minutes. In the child, `check`
makes the input of a seed and reads it. It returns a word for how that ended, raises a
`WaymoKitError` for an input that is refused, or raises `SilentChange` where a wrong result came
without a word. Everything else is a fault: another exception, a signal, too much time or memory.

    outcomes = run_suite("tests.predictions.mutation_suite", range(1000))
    assert_no_fault(outcomes)

Repeat one seed with `python -m tests.hostile.harness tests.predictions.mutation_suite 17`.
"""

import importlib
import io
import json
import os
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import asdict, dataclass
from pathlib import Path

from waymo_kit.errors import WaymoKitError

ROOT = Path(__file__).parents[2]

REFUSED, SILENT, CRASH, SIGNAL, HANG, MEMORY = (
    "refused",
    "silent change",
    "traceback",
    "signal",
    "hang",
    "memory",
)
FAULTS = (SILENT, CRASH, SIGNAL, HANG, MEMORY)


class SilentChange(AssertionError):  # noqa: N818 (the name of a fault)
    """Raised by a check where a damaged input gave another result without a word."""


@dataclass(frozen=True)
class Limits:
    """Limits of one input.

    Attributes:
        seconds: Wall-clock time.
        peak_bytes: Peak resident memory of the child, that of the warm interpreter included.
    """

    seconds: float = 60.0
    peak_bytes: int = 1 << 30


@dataclass(frozen=True)
class Outcome:
    """How one input ended.

    Attributes:
        seed: Its seed.
        ending: One of `FAULTS`, `REFUSED`, or the word that the check returned.
        detail: The error's message, the traceback, or the name of the signal.
        seconds: Wall-clock time.
        peak_bytes: Peak resident memory.
    """

    seed: int
    ending: str
    detail: str
    seconds: float
    peak_bytes: int

    @property
    def is_fault(self):
        return self.ending in FAULTS


def run_suite(module, seeds, limits=Limits(), **environment):
    """Runs the checks of a module on some seeds, in an interpreter of its own.

    Args:
        module: Name of a module with a function `prepare`.
        seeds: A range of integers.
        limits: Limits of each input.
        environment: Environment variables to set.

    Returns:
        The outcome of each seed, in their order.
    """
    known = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"} | environment
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    command = [sys.executable, "-m", "tests.hostile.harness", module]
    command += [str(seeds.start), str(seeds.stop), str(limits.seconds), str(limits.peak_bytes)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=known | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=300 + limits.seconds * len(seeds),
    )
    assert done.returncode == 0, done.stderr
    return [Outcome(**json.loads(line)) for line in done.stdout.splitlines()]


def assert_no_fault(outcomes):
    """Fails with the seeds of all faults; prints how the inputs ended."""
    endings = Counter(outcome.ending for outcome in outcomes)
    print(
        f"seeds {outcomes[0].seed} to {outcomes[-1].seed}:",
        ", ".join(f"{count} {ending}" for ending, count in endings.most_common()),
        f"(slowest {max(o.seconds for o in outcomes):.1f} s, "
        f"peak {max(o.peak_bytes for o in outcomes) / 2**20:.0f} MiB)",
    )
    faults = [outcome for outcome in outcomes if outcome.is_fault]
    assert not faults, "\n".join(f"seed {o.seed}: {o.ending}: {o.detail}" for o in faults)


def run_command(*arguments):
    """Runs `waymo-kit` in this process.

    Returns:
        Exit code, standard output and standard error.

    Raises:
        Exception: the command raised it, which a user would see as a traceback.
    """
    from waymo_kit.cli import main

    out, err = io.StringIO(), io.StringIO()
    code = 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = end.code or 0
    return code, out.getvalue(), err.getvalue()


def refused_command(code, out, err):
    """Checks that a command that failed did so with one line and exit code 2."""
    lines = [line for line in err.splitlines() if line.strip()]
    assert code == 2, f"exit code {code}: {err}"
    assert len(lines) == 1, f"expected one line, got: {err}"
    assert "error: " in lines[0], f"expected an error, got: {err}"
    return lines[0]


def run_forked(check, seed, limits):
    """Runs a check on one seed in a child of this process."""
    reading, writing = os.pipe()
    began = time.monotonic()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # fork beside idle threads
        child = os.fork()
    if child == 0:
        os.close(reading)
        _run_child(check, seed, limits, writing)
    os.close(writing)
    answer, is_late = _read_until(reading, began + limits.seconds)
    if is_late:
        os.kill(child, signal.SIGKILL)
    os.close(reading)
    _, status, usage = os.wait4(child, 0)
    seconds, peak = time.monotonic() - began, usage.ru_maxrss << 10
    if is_late:
        ending, detail = HANG, f"more than {limits.seconds:.0f} s"
    elif os.WIFSIGNALED(status):
        ending, detail = SIGNAL, signal.Signals(os.WTERMSIG(status)).name
    else:
        ending, detail = json.loads(answer) if answer else (SIGNAL, f"exit status {status >> 8}")
        if peak > limits.peak_bytes and ending not in FAULTS:
            ending, detail = MEMORY, f"{peak / 2**20:.0f} MiB: {detail}"
    return Outcome(seed, ending, detail, round(seconds, 3), peak)


def _run_child(check, seed, limits, writing):
    """Runs the check, writes how it ended, and ends the process."""
    try:
        # Twice the memory as address space: what runs away ends here rather than the machine.
        in_use = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        bound = in_use + 2 * limits.peak_bytes
        resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            ending, detail = str(check(seed)), ""
        except WaymoKitError as error:
            detail = str(error)
            ending = CRASH if "\n" in detail else REFUSED
        except SilentChange as change:
            ending, detail = SILENT, str(change)
        except BaseException:
            ending, detail = CRASH, traceback.format_exc()
        os.write(writing, json.dumps([ending, detail[-8000:]]).encode())
    finally:
        os._exit(0)


def _read_until(reading, deadline):
    """All bytes of a pipe up to its end, and whether the end did not come in time."""
    answer = b""
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([reading], [], [], left)[0]:
            return answer, True
        piece = os.read(reading, 1 << 16)
        if not piece:
            return answer, False
        answer += piece


def main(module, start, stop=None, seconds=Limits.seconds, peak_bytes=Limits.peak_bytes):
    """Prints the outcome of each seed as a line of JSON."""
    seeds = range(int(start), int(start) + 1 if stop is None else int(stop))
    limits = Limits(float(seconds), int(peak_bytes))
    with tempfile.TemporaryDirectory() as folder:
        check = importlib.import_module(module).prepare(Path(folder))
        for seed in seeds:
            print(json.dumps(asdict(run_forked(check, seed, limits))), flush=True)


if __name__ == "__main__":
    # By its name, so that the suites' `SilentChange` is the one that is caught.
    importlib.import_module("tests.hostile.harness").main(*sys.argv[1:])
