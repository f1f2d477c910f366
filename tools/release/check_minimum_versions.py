"""Checks the oldest versions that the package says it works with, in environments of their own.

    python -m tools.release.check_minimum_versions [--python python3.10 ...]
        [--kind official minimum] [--folder FOLDER] [--tests PATH ...]

For each Python two environments are made in FOLDER, or brought up to date if they are there:

- official: `waymo-kit[official]`, whose pins pull most packages down (numpy 1.23.5, pyarrow 16,
  protobuf 4.25). The official op must agree with ours on the official fixture.
- minimum: every package of the base install at its lower bound, or a patch release of it.

In both the package is installed from the files that git knows, a v1 file is read if the test data
is there, and the tests run.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.paths import DATA, ROOT

PYTHONS = ("python3.10", "python3.11")
TESTS = ("tests/io", "tests/predictions", "tests/scene", "tests/evaluation")
TEST_PACKAGES = ("pytest>=8", "hypothesis>=6.100")
BOUND = re.compile(r'"([A-Za-z0-9_-]+)>=([0-9.]+)"')

READ = """
import sys, waymo_kit
frame = waymo_kit.open_dataset(sys.argv[1])[0][0]
print(len(frame.points()), "points,", len(frame.boxes), "boxes,", frame.camera("FRONT").image.shape)
"""
VERSIONS = """
import importlib.metadata as m, sys
names = ("numpy", "pyarrow", "numba", "protobuf", "shapely", "pillow", "tensorflow")
found = {d.metadata["Name"].lower(): d.version for d in m.distributions()}
print(sys.version.split()[0], {name: found[name] for name in names if name in found})
"""


def run(*command, **options):
    """Runs a command that must succeed; returns what it prints."""
    done = subprocess.run(
        [str(part) for part in command], stdout=subprocess.PIPE, text=True, **options
    )
    if done.returncode:
        sys.exit(f"{done.stdout}\n{' '.join(map(str, command))} failed")
    return done.stdout


def copy_sources(folder):
    """Copies what git knows, so that building leaves nothing in the checkout."""
    for name in run("git", "ls-files", cwd=ROOT).splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    return folder


def lower_bounds(setup):
    """The requirements of the base install, each at the patch releases of its lower bound."""
    base = setup.read_text().partition("install_requires=[")[2].partition("]")[0]
    return [
        f"{name}=={bound}.*" if "." in bound else f"{name}=={bound}.0.*"
        for name, bound in BOUND.findall(base)
    ]


def make_environment(python, folder, packages):
    """Makes a virtual environment, or takes the one that is there; returns its Python."""
    own = folder / "bin" / "python"
    if not own.exists():
        run(python, "-m", "venv", folder)
        run(own, "-m", "pip", "install", "--quiet", "--upgrade", "pip")
    run(own, "-m", "pip", "install", "--quiet", *packages)
    return own


def check(kind, python, sources, environment, tests):
    """Checks one environment."""
    extra = "[official]" if kind == "official" else ""
    bounds = lower_bounds(sources / "setup.py") if kind == "minimum" else []
    packages = [f"{sources}{extra}", *bounds, *TEST_PACKAGES]
    own = make_environment(python, environment, packages)
    run(own, "-m", "pip", "install", "--quiet", "--no-deps", "--force-reinstall", sources)
    print(f"{kind}: {run(own, '-c', VERSIONS)}", end="", flush=True)
    if DATA.is_dir():
        print(run(own, "-c", READ, DATA / "composite_4frames.tfrecord"), end="", flush=True)
    if DATA.is_dir() and kind == "official":
        for task in ("detection", "tracking"):
            files = ("-p", DATA / "fake_predictions.bin", "-g", DATA / "fake_ground_truths.bin")
            out = run(
                environment / "bin" / "waymo-kit", "eval", "--task", task, "--official", *files
            )
            last = out.splitlines()[-1]
            print(f"{task}: {last}", flush=True)
            if ", 0 differ" not in last:
                sys.exit(out)
    compiled = {"NUMBA_CACHE_DIR": str(environment / "numba"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = (own, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)
    print(run(*command, cwd=ROOT, env=os.environ | compiled).splitlines()[-1], flush=True)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--python", nargs="+", default=[p for p in PYTHONS if shutil.which(p)])
    parser.add_argument("--kind", nargs="+", default=["official", "minimum"])
    parser.add_argument("--folder", type=Path, default=ROOT / ".venv-minimum")
    parser.add_argument("--tests", nargs="*", default=TESTS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        sources = copy_sources(Path(scratch))
        for python in options.python:
            for kind in options.kind:
                environment = options.folder / f"{kind}-{Path(python).name}"
                check(kind, python, sources, environment, options.tests)


if __name__ == "__main__":
    main()
