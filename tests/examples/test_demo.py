import runpy
from pathlib import Path

from PIL import Image

import waymo_kit as wk

EXAMPLE = Path(__file__).parents[2] / "examples" / "demo.py"


def test_two_drives_are_converted_and_drawn(tmp_path, capfd):
    runpy.run_path(str(EXAMPLE))["main"](["--out", str(tmp_path), "--frames", "2"])
    printed = capfd.readouterr().out
    assert [line.split()[2] for line in printed.splitlines() if line.startswith("$")] == [
        "simulate",
        "convert",
        "info",
    ]
    assert [len(scene) for scene in wk.open_dataset(tmp_path / "tables")] == [2, 2]
    with Image.open(tmp_path / "frame.png") as picture:
        assert picture.width > 1800
