import runpy
from pathlib import Path

from PIL import Image

EXAMPLE = Path(__file__).parents[2] / "examples" / "calibrate_scores.py"


def test_two_criteria_calibrate_and_the_third_does_not(tmp_path, capsys):
    main = runpy.run_path(str(EXAMPLE))["main"]
    main(["--out", str(tmp_path)])
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    figures = {(row[0], row[1]): [float(cell) for cell in row[2:]] for row in rows[1:7]}
    for method in ("temperature", "sb-ece"):
        for kind, factor in (("VEHICLE", 2.5), ("PEDESTRIAN", 0.5)):
            temperature, before, after, *_ = figures[method, kind]
            assert abs(temperature / factor - 1) < 0.1
            assert after < 0.3 * before
    temperature, before, after, *_ = figures["s-avuc", "VEHICLE"]
    assert temperature < 1
    assert after > before
    for name in ("before", "after"):
        with Image.open(tmp_path / f"vehicles_{name}.png") as image:
            assert min(image.size) > 300
