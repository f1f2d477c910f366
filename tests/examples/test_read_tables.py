import runpy
from pathlib import Path

from tests.made_frames import SEGMENT, plain_frame, write_segment
from waymo_kit.convert import convert_segment
from waymo_kit.io import locate

EXAMPLE = Path(__file__).parents[2] / "examples" / "read_tables.py"


def make_frame(index):
    """Three vehicles: near and slow, near and fast, far and fast; and a pedestrian."""
    frame = plain_frame(index)
    label = frame.laser_labels[0]
    for x, speed, kind in ((3, 1, 1), (-20, 6, 1), (40, -7, 1), (1, 9, 2)):
        made = frame.laser_labels.add()
        made.CopyFrom(label)
        made.type = kind
        made.box.center_x, made.box.center_y = x, 0
        made.metadata.speed_x, made.metadata.speed_y = 0, speed
    del frame.laser_labels[:-4]
    return frame


def test_vehicles_are_counted(tmp_path, capsys):
    source = write_segment(tmp_path / "a.tfrecord", [make_frame(i) for i in range(2)])
    convert_segment(locate(source), locate(tmp_path / "out"), ["lidar_box"])
    runpy.run_path(str(EXAMPLE))["main"]([str(tmp_path / "out")])
    expected = "6 boxes of vehicles, 4 within 30 m, 4 faster than 5 m/s"
    assert capsys.readouterr().out == f"{SEGMENT}: {expected}\n"
