import runpy
from pathlib import Path

import pytest
from PIL import Image

pytest.importorskip("keras", reason="needs waymo-kit[train]")

EXAMPLE = Path(__file__).parents[2] / "examples" / "augment_images.py"


def test_every_operation_is_drawn(tmp_path, capsys):
    main = runpy.run_path(str(EXAMPLE))["main"]
    main(["--policy", "efficientnet", "--out", str(tmp_path / "sheet.png")])
    lines = capsys.readouterr().out.splitlines()
    names = [line.split()[0] for line in lines[:-1]]
    assert len(names) == 16
    assert {"invert", "cutout", "solarize_add"} < set(names)
    left = {line.split()[0]: int(line.split()[1]) for line in lines[:-1]}
    assert left["invert"] == left["cutout"] > left["translate_x"] > 0
    with Image.open(tmp_path / "sheet.png") as picture:
        assert picture.size == (4 * 220, 4 * 160)
