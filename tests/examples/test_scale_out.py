import runpy
from pathlib import Path

from tests.made_frames import SEGMENT, full_frame, write_segment

EXAMPLE = Path(__file__).parents[2] / "examples" / "scale_out.py"


def test_boxes_are_counted(tmp_path, capsys):
    frames = [full_frame(i) for i in range(2)]
    write_segment(tmp_path / "a.tfrecord", frames)
    runpy.run_path(str(EXAMPLE))["main"]([str(tmp_path)])
    first, *counts = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{SEGMENT}: ")
    assert first.endswith(" s, 0 retries")
    labels = sum(len(frame.laser_labels) for frame in frames)
    assert sum(int(line.split()[1].replace(",", "")) for line in counts) == labels > 0
