"""Snippets of the documentation: how they are found in a page, prepared and run.

A page's Python and shell snippets run in their order in a folder of its own. Comments in Markdown,
which no reader of the rendered page sees, steer them:

    <!-- files: tables predictions.parquet -->   files that the page expects, see `prepare`
    <!-- setup ... -->                           Python that runs before the next snippet, in
                                                 which PAGE is the text of the page
    <!-- heavy: REASON -->                       the next snippet takes minutes
    <!-- not run: REASON -->                     the next snippet cannot run here
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

import waymo_kit as wk
from waymo_kit.convert import convert_segment
from waymo_kit.io import locate
from waymo_kit.predictions import make_predictions, write_predictions
from waymo_kit.schema import PERCEPTION_TAGS, ObjectType
from waymo_kit.simulate import simulate_dataset

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "start").glob("*.md")),
    *sorted((ROOT / "docs" / "guides").rglob("*.md")),
    *sorted((ROOT / "docs" / "reference").glob("*.md")),
    *sorted((ROOT / "docs" / "results").rglob("*.md")),
]
PIECE = re.compile(
    r"^<!--\s*(?P<comment>.*?)-->|^```(?P<language>\w*)\n(?P<code>.*?)^```", re.M | re.S
)
DATASETS = ("tables", "training", "validation", "testing", "waymo/tables", "waymo/validation")
FRAMES = 12


@dataclass(frozen=True)
class Snippet:
    """A piece of code in a page.

    Attributes:
        language: `python` or `bash`.
        code: The text of the code.
        line: Line of the page where the code begins.
        skip: Reason not to run it, or "".
        heavy: Reason why it takes minutes, or "".
    """

    language: str
    code: str
    line: int
    skip: str = ""
    heavy: str = ""


def snippets_of(text):
    """Returns the snippets of a page, setups included, and the files that it expects."""
    found, files, skip, heavy = [], [], "", ""
    for piece in PIECE.finditer(text):
        line = text.count("\n", 0, piece.start()) + 2
        if piece["comment"] is not None:
            kind, _, rest = piece["comment"].partition(
                "\n" if piece["comment"][:5] == "setup" else ":"
            )
            if kind == "setup":
                found.append(Snippet("python", rest, line, skip, heavy))
            elif kind == "files":
                files += rest.split()
            elif kind == "not run":
                skip = rest.strip()
            elif kind == "heavy":
                heavy = rest.strip()
        elif piece["language"] in ("python", "bash"):
            found.append(Snippet(piece["language"], piece["code"], line, skip, heavy))
            skip, heavy = "", ""
        else:
            skip, heavy = "", ""
    return found, files


def make_data(folder):
    """Makes two simulated segments, their tables, and predictions close to their labels."""
    simulate_dataset(folder / "segments", 2, FRAMES, seed=3)
    for path in sorted((folder / "segments").iterdir()):
        convert_segment(locate(path), locate(folder / "tables"), PERCEPTION_TAGS)
    for name, seed, noise in (("predictions", 0, 0.1), ("base", 1, 0.1), ("wider", 2, 0.4)):
        rng, parts = np.random.default_rng(seed), []
        for scene in wk.open_dataset(folder / "tables"):
            for frame in scene:
                boxes = frame.boxes[frame.boxes.types != ObjectType.SIGN]
                array = boxes.array + rng.normal(0, noise, boxes.array.shape) * [
                    1,
                    1,
                    0,
                    0,
                    0,
                    0,
                    0,
                ]
                time, scores = frame.timestamp_micros, rng.uniform(0.3, 1, len(boxes))
                ids = np.asarray(boxes.ids, str)
                parts.append(
                    make_predictions(scene.name, time, array, boxes.types, scores, track_ids=ids)
                )
        write_predictions(pa.concat_tables(parts), folder / f"{name}.parquet")


def prepare(data, folder, files):
    """Puts the files that a page expects into a folder.

    A name of a dataset gets the tables, `segments` the v1 files, and a name of a Parquet file
    predictions: those of its name if there are any.
    """
    for name in files:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if name in DATASETS:
            shutil.copytree(data / "tables", target, copy_function=os.link)
        elif name == "segments":
            shutil.copytree(data / "segments", target, copy_function=os.link)
        elif (data / name).is_file():
            shutil.copyfile(data / name, target)
        else:
            shutil.copyfile(data / "predictions.parquet", target)


def run_python(snippet, page, names):
    """Runs a Python snippet in a namespace; errors name the line of the page."""
    code = compile("\n" * (snippet.line - 1) + snippet.code, str(page), "exec")
    exec(code, names)


def run_shell(snippet, page, folder):
    """Runs a shell snippet, all of whose commands must succeed."""
    tools = Path(sys.executable).parent
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    python_path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    done = subprocess.run(
        ["bash", "-e", "-u", "-o", "pipefail", "-c", snippet.code],
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONPATH": python_path},
        capture_output=True,
        text=True,
    )
    text = (
        f"{page}:{snippet.line}: exit {done.returncode}\n{snippet.code}{done.stdout}{done.stderr}"
    )
    assert done.returncode == 0, text
