import runpy
from pathlib import Path

from PIL import Image

EXAMPLE = Path(__file__).parents[2] / "examples" / "project_points.py"


CAMERAS = ["FRONT", "FRONT_LEFT", "FRONT_RIGHT", "SIDE_LEFT", "SIDE_RIGHT"]


def test_points_of_a_simulated_drive(tmp_path, capsys):
    main = runpy.run_path(str(EXAMPLE))["main"]
    main(["--out", str(tmp_path / "points.png")])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:5]] == CAMERAS
    assert all(int(line.split()[2]) > 100 for line in lines[:5])
    with Image.open(tmp_path / "points.png") as picture:
        assert picture.width > 1800


def test_points_are_counted_and_drawn(wod_data, tmp_path, capsys):
    main = runpy.run_path(str(EXAMPLE))["main"]
    main([str(wod_data / "composite_4frames.tfrecord"), "--out", str(tmp_path / "points.png")])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:5]] == CAMERAS
    assert all(int(line.split()[2]) > 15_000 for line in lines[:5])
    with Image.open(tmp_path / "points.png") as picture:
        assert picture.width > 1800
