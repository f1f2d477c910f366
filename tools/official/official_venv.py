"""The virtual environment of the official library, which does not install beside ours."""

import os
import shutil
import subprocess
from pathlib import Path

from tools.paths import ROOT

PACKAGE = "waymo-open-dataset-tf-2-12-0==1.6.7"
PYTHONS = ("python3.11", "python3.10", "python3.9")
"""Versions for which its TensorFlow has wheels."""


def official_python(given=None):
    """Returns the Python of the official library: the given one, or of a virtual environment.

    `.venv-official` in the project's root is made at the first call: about 2 GB.
    """
    if given is not None:
        return Path(given)
    folder = ROOT / ".venv-official"
    python = folder / "bin" / "python"
    stamp = folder / ".installed"
    if not stamp.exists():
        base = next(filter(None, map(shutil.which, PYTHONS)), None)
        if base is None:
            raise SystemExit(f"the official library needs one of {', '.join(PYTHONS)}")
        subprocess.run([base, "-m", "venv", "--clear", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", PACKAGE], check=True)
        stamp.touch()
    return python


def add_option(parser):
    """Adds the option that names the official Python to an argument parser."""
    parser.add_argument(
        "--official",
        default=os.environ.get("WAYMO_KIT_OFFICIAL_PYTHON"),
        metavar="PYTHON",
        help="Python with the official library; without it an environment is made",
    )
