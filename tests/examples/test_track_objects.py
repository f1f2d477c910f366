import runpy
from pathlib import Path

import pytest
from PIL import Image

EXAMPLE = Path(__file__).parents[2] / "examples" / "track_objects.py"


def test_tracks_are_scored_and_drawn(tmp_path, capsys):
    pytest.importorskip("matplotlib", reason="needs waymo-kit[viz]")
    main = runpy.run_path(str(EXAMPLE))["main"]
    main(["--frames", "10", "--picture", str(tmp_path / "tracks.png")])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("frame  10:")
    words = next(line.split() for line in lines if line.startswith("vehicle"))
    assert float(words[words.index("MOTA") + 1]) > 0.8
    assert float(words[words.index("MISMATCH") + 1]) == 0
    with Image.open(tmp_path / "tracks.png") as picture:
        assert picture.size == (1200, 1200)
