import runpy
from pathlib import Path

import pytest
from PIL import Image

import waymo_kit as wk

pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")

EXAMPLE = Path(__file__).parents[2] / "examples" / "demo.py"


def test_two_drives_are_converted_drawn_learnt_and_scored(tmp_path, capfd):
    arguments = ["--out", str(tmp_path), "--frames", "2", "--steps", "100"]
    runpy.run_path(str(EXAMPLE))["main"](arguments)
    printed = capfd.readouterr().out
    assert [line.split()[2] for line in printed.splitlines() if line.startswith("$")] == [
        "simulate",
        "convert",
        "info",
        "train",
        "detect",
        "eval",
        "track",
        "eval",
    ]
    assert "VEHICLE" in printed
    assert "MOTA" in printed
    assert [len(scene) for scene in wk.open_dataset(tmp_path / "tables")] == [2, 2]
    for name in ("frame.png", "tracks.png"):
        with Image.open(tmp_path / name) as picture:
            assert picture.width >= 1200
