"""Environments of the tools that read our exports, made once per run of the heavy tests."""

import subprocess
import sys

import pytest


def make_environment(folder, *packages):
    """Makes an environment with packages; skips the test where they cannot be installed.

    Returns:
        Path of its Python.
    """
    python = folder / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    done = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", *packages], capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip(f"{', '.join(packages)} cannot be installed: {done.stderr.strip()[-200:]}")
    return python


def run_script(python, script, *arguments):
    """Runs a script in an environment; returns the last line that it prints."""
    command = [str(part) for part in (python, script, *arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env={"MPLBACKEND": "Agg"})
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip().splitlines()[-1]
