"""Checks the oldest supported versions of the dependencies, in environments of their own.

    python -m tools.release.check_minimum_versions [--versions 3.10 ...]
        [--kind official minimum] [--folder FOLDER] [--tests PATH ...]

For each Python version, creates or updates two environments in FOLDER:

- official: `waymo-kit[official]`, whose pins require old packages (numpy 1.23.5, pyarrow 16,
  protobuf 4.25). The official op must agree with ours on the official fixture.
- minimum: every package of the base install at its lower bound, or a patch release of it.

In both environments the package is installed from the files in git, a v1 file is read if the test
data exists, and the tests run.
"""

import argparse
import re
import sys
import tempfile
from pathlib import Path

from tools.paths import DATA, ROOT
from tools.release.environments import (
    TEST_PACKAGES,
    copy_sources,
    find_interpreter,
    make_environment,
    run,
    run_tests,
)

VERSIONS = ("3.10", "3.11")
"""Versions of Python for which the oldest dependencies have wheels."""

TESTS = (
    "tests/io",
    "tests/formats",
    "tests/predictions",
    "tests/scene",
    "tests/convert",
    "tests/metrics",
    "tests/evaluation",
)
BOUND = re.compile(r'"([A-Za-z0-9_-]+)>=([0-9.]+)"')

READ = """
import sys, waymo_kit
frame = waymo_kit.open_dataset(sys.argv[1])[0][0]
print(len(frame.points()), "points,", len(frame.boxes), "boxes,", frame.camera("FRONT").image.shape)
"""
INSTALLED = """
import importlib.metadata as m, sys
names = ("numpy", "pyarrow", "numba", "protobuf", "shapely", "pillow", "tensorflow")
found = {d.metadata["Name"].lower(): d.version for d in m.distributions()}
print(sys.version.split()[0], {name: found[name] for name in names if name in found})
"""


def lower_bounds(setup):
    """Returns the requirements of the base install, pinned to patch releases of their minimum."""
    base = setup.read_text().partition("install_requires=[")[2].partition("]")[0]
    return [
        f"{name}=={bound}.*" if "." in bound else f"{name}=={bound}.0.*"
        for name, bound in BOUND.findall(base)
    ]


def check_official_op(environment):
    """Compares the official op with ours on the official fixture."""
    for task in ("detection", "tracking"):
        files = ("-p", DATA / "wod/fake_predictions.bin", "-g", DATA / "wod/fake_ground_truths.bin")
        command = environment / "bin" / "waymo-kit"
        out = run(command, "eval", "--task", task, "--official", *files)
        last = out.splitlines()[-1]
        print(f"{task}: {last}", flush=True)
        if ", 0 differ" not in last:
            sys.exit(out)


def check(kind, python, sources, environment, tests):
    """Checks one environment."""
    extra = "[official]" if kind == "official" else ""
    bounds = lower_bounds(sources / "setup.py") if kind == "minimum" else []
    own = make_environment(python, environment, f"{sources}{extra}", [*bounds, *TEST_PACKAGES])
    print(f"{kind}: {run(own, '-c', INSTALLED)}", end="", flush=True)
    segment = DATA / "wod" / "composite_4frames.tfrecord"
    if segment.is_file():
        print(run(own, "-c", READ, segment), end="", flush=True)
        if kind == "official":
            check_official_op(environment)
    print(run_tests(own, environment, sources, tests), flush=True)


def main():
    """Runs the command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--versions", nargs="+", default=VERSIONS, metavar="VERSION")
    parser.add_argument("--kind", nargs="+", default=["official", "minimum"])
    parser.add_argument("--folder", type=Path, default=ROOT / ".venv-minimum")
    parser.add_argument("--tests", nargs="*", default=TESTS, metavar="PATH")
    options = parser.parse_args()
    pythons = {version: find_interpreter(version) for version in options.versions}
    if not any(pythons.values()):
        sys.exit(f"found no Python {' or '.join(options.versions)}, on the PATH or in pyenv")
    with tempfile.TemporaryDirectory() as scratch:
        sources = copy_sources(Path(scratch))
        for version, python in pythons.items():
            for kind in options.kind if python is not None else ():
                environment = options.folder / f"{kind}-{version}"
                check(kind, python, sources, environment, options.tests)


if __name__ == "__main__":
    main()
