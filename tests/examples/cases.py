"""What the runs of examples share: the kind of a case, and how pictures are looked at."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

EXAMPLES = Path(__file__).parents[2] / "examples"
CAMERAS = ["FRONT", "FRONT_LEFT", "FRONT_RIGHT", "SIDE_LEFT", "SIDE_RIGHT"]


@dataclass(frozen=True)
class Case:
    """One run of an example.

    Attributes:
        example: Name of the script.
        arguments: Arguments of the run, separated by blanks. OUT stands for an empty folder, DATA
            for a file of real frames.
        check: Function of the printed lines and the folder OUT.
        needs: Optional package without which the case is skipped.
        prepare: Function that fills OUT before the run.
        is_heavy: Whether the run takes minutes.
    """

    example: str
    arguments: str
    check: Callable[[list[str], Path], None]
    needs: str = "numpy"
    prepare: Callable[[Path], object] = lambda out: None
    is_heavy: bool = False


def size_of(path):
    with Image.open(path) as picture:
        return picture.size
