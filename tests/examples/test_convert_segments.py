import runpy
from pathlib import Path

from tests.made_frames import SEGMENT, plain_frame, write_segment

EXAMPLE = Path(__file__).parents[2] / "examples" / "convert_segments.py"


def test_files_are_converted_and_damaged_ones_left_out(tmp_path, capsys):
    write_segment(tmp_path / "in" / "good.tfrecord", [plain_frame(i) for i in range(2)])
    (tmp_path / "in" / "bad.tfrecord").write_text("no records")
    main = runpy.run_path(str(EXAMPLE))["main"]
    main([str(tmp_path / "in"), str(tmp_path / "out")])
    bad, good = capsys.readouterr().out.splitlines()
    assert bad.startswith(f"{tmp_path}/in/bad.tfrecord was left out: ")
    assert good.startswith(f"{SEGMENT} converted: ")
    assert (tmp_path / "out" / "lidar" / f"{SEGMENT}.parquet").is_file()
