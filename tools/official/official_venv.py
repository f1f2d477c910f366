"""Creates the virtual environment of the official library, whose pins exclude ours."""

import os
import shutil
import subprocess
from pathlib import Path

from tools.paths import ROOT

PACKAGE = "waymo-open-dataset-tf-2-12-0==1.6.7"
PYTHONS = ("python3.11", "python3.10", "python3.9")
"""Python versions for which its TensorFlow has wheels."""


def official_python(given=None):
    """Returns the Python of the official library: the given one, or that of an environment.

    The first call creates the virtual environment `.venv-official` in the root of the checkout,
    which takes about 2 GB.
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
    """Adds the option for the Python of the official library to an argument parser."""
    parser.add_argument(
        "--official",
        default=os.environ.get("WAYMO_KIT_OFFICIAL_PYTHON"),
        metavar="PYTHON",
        help="Python with the official library; by default an environment is created",
    )
