import runpy
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "simulate_segments.py"


def test_a_drive_for_every_time_of_day(tmp_path, capsys):
    main = runpy.run_path(str(EXAMPLE))["main"]
    main(["--out", str(tmp_path), "--frames", "2"])
    assert len(list(tmp_path.glob("segment-*_with_camera_labels.tfrecord"))) == 3
    out = capsys.readouterr().out
    for time_of_day in ("location_sf, Day", "location_phx, Dawn/Dusk", "location_other, Night"):
        assert time_of_day in out
    assert out.count("  2 frames, ") == 3
    assert out.count("FRONT        480 x 320, ") == 3
