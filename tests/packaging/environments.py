"""Copies of the checkout, and Python environments that hold the dependencies alone."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "waymo_kit"


def tracked_files():
    """Returns the files that belong to the project, relative to the root of the checkout."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip("needs a git checkout")
    names = [Path(name) for name in done.stdout.split("\0") if name]
    return [name for name in names if (ROOT / name).exists()]


def copy_checkout(folder):
    """Copies the project's files, symbolic links as links, so that builds leave nothing here."""
    for name in tracked_files():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target, follow_symlinks=False)
    return folder


def modules_of(package):
    """Returns the names of all modules below a folder of packages, links followed."""
    found = set()
    for folder, folders, files in os.walk(package, followlinks=True):
        folders[:] = [name for name in folders if name != "__pycache__"]
        where = Path(folder).relative_to(package.parent)
        for name in files:
            if name.endswith(".py"):
                parts = where.parts if name == "__init__.py" else (*where.parts, name[:-3])
                found.add(".".join(parts))
    return found


def make_environment(folder):
    """Makes an environment with this Python's packages, but without waymo-kit; returns its Python.

    A path file adds the folder of packages. Path files in that folder, such as the one of an
    editable installation of waymo-kit, are not read then.
    """
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(clean_run(folder, python, "-c", ask).stdout.strip())
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def clean_run(folder, *command):
    """Runs a command in a folder without this checkout on its module path."""
    hidden = ("PYTHONPATH", "NUMBA_CACHE_DIR", "COVERAGE_PROCESS_START")
    env = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        list(map(str, command)), cwd=folder, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done
