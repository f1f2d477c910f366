import runpy
from pathlib import Path

from PIL import Image

EXAMPLE = Path(__file__).parents[2] / "examples" / "dataset_coverage.py"


def test_two_pose_tables_are_compared_and_drawn(tmp_path, capsys):
    for name, y in (("training", 0), ("validation", 50)):
        rows = [f"{name}{s},sf,{100 * s + 2 * i},{y}" for s in range(4) for i in range(50)]
        (tmp_path / f"{name}.csv").write_text("\n".join(["segment,city,x,y", *rows]) + "\n")
    main = runpy.run_path(str(EXAMPLE))["main"]
    tables = [str(tmp_path / f"{name}.csv") for name in ("training", "validation")]
    main([*tables, "--map", str(tmp_path / "map.png")])
    output = capsys.readouterr().out
    assert "sf               km2: training 0.077, validation 0.077, both 0.0" in output
    assert "the ratio of the two areas is 1.00" in output
    with Image.open(tmp_path / "map.png") as picture:
        assert picture.width > 700
