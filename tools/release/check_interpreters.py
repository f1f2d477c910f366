"""Runs the fast tests with the base install on every supported version of Python.

    python -m tools.release.check_interpreters [--versions 3.10 3.13] [--extras train]
        [--folder FOLDER] [--tests PATH ...]

Interpreters are searched on the PATH and in the folder of pyenv. A version that is in neither is
skipped with a message. Each version gets a virtual environment in FOLDER, with the base install and
the requirements of the tests. Tests of optional packages that are not installed are skipped;
`--extras` installs such packages.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tools.paths import ROOT
from tools.release.environments import (
    TEST_PACKAGES,
    copy_sources,
    find_interpreter,
    make_environment,
    run_tests,
)

VERSIONS = ("3.10", "3.11", "3.12", "3.13")


def check(version, sources, folder, extras=(), tests=("tests",)):
    """Tests one version of Python and returns a line with the result."""
    python = find_interpreter(version)
    if python is None:
        return f"Python {version}: skipped, neither on the PATH nor in the folder of pyenv"
    project = f"{sources}[{','.join(extras)}]" if extras else str(sources)
    environment = folder / f"python{version}"
    own = make_environment(python, environment, project, TEST_PACKAGES)
    return f"Python {version}: {run_tests(own, environment, sources, tests)}"


def main():
    """Runs the command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--versions", nargs="+", default=VERSIONS, metavar="VERSION")
    parser.add_argument("--extras", nargs="*", default=(), metavar="EXTRA")
    parser.add_argument("--folder", type=Path, default=ROOT / ".venv-interpreters")
    parser.add_argument("--tests", nargs="*", default=["tests"], metavar="PATH")
    options = parser.parse_args()
    lines = []
    with tempfile.TemporaryDirectory() as scratch:
        sources = copy_sources(Path(scratch))
        for version in options.versions:
            lines.append(check(version, sources, options.folder, options.extras, options.tests))
            print(lines[-1], flush=True)
    if all("skipped" in line for line in lines):
        sys.exit("no interpreter was found")


if __name__ == "__main__":
    main()
