import runpy
from pathlib import Path

from PIL import Image

EXAMPLE = Path(__file__).parents[2] / "examples" / "score_calibration.py"


def test_temperature_repairs_the_calibration(tmp_path, capsys):
    main = runpy.run_path(str(EXAMPLE))["main"]
    main(["--out", str(tmp_path / "reliability.png")])
    lines = capsys.readouterr().out.splitlines()
    before, after = (float(line.split()[2]) for line in lines if line.startswith("  ALL"))
    assert before > 0.1
    assert after < 0.02
    with Image.open(tmp_path / "reliability.png") as picture:
        assert picture.width > 700
