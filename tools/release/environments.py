"""Creates environments with other interpreters and other versions of the dependencies."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools.paths import DATA, ROOT

TEST_PACKAGES = ("pytest>=8", "hypothesis>=6.100")


def run(*command, **options):
    """Runs a command that must succeed, and returns its output."""
    done = subprocess.run(
        [str(part) for part in command], stdout=subprocess.PIPE, text=True, **options
    )
    if done.returncode:
        sys.exit(f"{done.stdout}\n{' '.join(map(str, command))} failed")
    return done.stdout


def find_interpreter(version):
    """Returns the path of a Python by its version, such as "3.12", or None if there is none.

    The PATH is searched first, then the folder of pyenv.
    """
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    installed = sorted(
        (pyenv / "versions").glob(f"{version}.*"),
        key=lambda folder: [int(part) for part in re.findall(r"\d+", folder.name)],
        reverse=True,
    )
    candidates = [shutil.which(f"python{version}"), *(f / "bin" / "python" for f in installed)]
    ask = "import sys; print(*sys.version_info[:2], sep='.')"
    for python in filter(None, candidates):
        done = subprocess.run([python, "-c", ask], capture_output=True, text=True)
        if done.returncode == 0 and done.stdout.strip() == version:
            return Path(python)
    return None


def copy_sources(folder):
    """Copies the project's files, so that building leaves nothing in the checkout."""
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    for name in listed.splitlines():
        if os.path.lexists(ROOT / name):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name, follow_symlinks=False)
    return folder


def make_environment(python, folder, sources, packages):
    """Creates a virtual environment with this project, or updates an existing one.

    Args:
        python: Interpreter of the environment.
        folder: Folder of the environment.
        sources: Requirement of the project: a folder of its sources, with extras if any.
        packages: Further requirements.

    Returns:
        The path of the environment's Python.
    """
    own = folder / "bin" / "python"
    if not own.exists():
        run(python, "-m", "venv", folder)
        run(own, "-m", "pip", "install", "--quiet", "--upgrade", "pip")
    pip = (own, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, sources, *packages)
    run(*pip, "--no-deps", "--force-reinstall", sources.partition("[")[0])
    return own


def run_tests(python, environment, checkout, tests):
    """Runs tests of a copy of the sources, and returns the last line of pytest."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    env |= {"NUMBA_CACHE_DIR": str(environment / "numba"), "PYTHONDONTWRITEBYTECODE": "1"}
    env |= {"WAYMO_KIT_TESTDATA": str(DATA)}
    command = (python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)
    return run(*command, cwd=checkout, env=env).splitlines()[-1]
