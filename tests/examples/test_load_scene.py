import runpy
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "load_scene.py"


def test_a_simulated_drive_is_shown(capsys):
    runpy.run_path(str(EXAMPLE))["main"]([])
    lines = capsys.readouterr().out.splitlines()
    assert ": 3 frames, location_" in lines[0]
    assert sum(line.split()[0] in ("FRONT", "SIDE_LEFT") for line in lines) == 2
    assert lines[-1].startswith("lidar_box: ")


def test_real_frames_are_shown(wod_data, capsys):
    runpy.run_path(str(EXAMPLE))["main"]([str(wod_data / "composite_4frames.tfrecord")])
    assert "TOP range image (64, 2650, 4)" in capsys.readouterr().out
