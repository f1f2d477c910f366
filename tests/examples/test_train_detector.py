import runpy
from pathlib import Path

import pytest

pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")

EXAMPLE = Path(__file__).parents[2] / "examples" / "train_detector.py"


@pytest.mark.heavy
def test_a_detector_is_trained_and_scored_beside_the_baseline(tmp_path, capsys):
    main = runpy.run_path(str(EXAMPLE))["main"]
    main(["--out", str(tmp_path), "--frames", "2", "--steps", "2"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("step 2: loss ")
    assert "detections in 2 frames; read" in lines[1]
    assert "network" in lines[1]
    rows = {line.split()[0]: [float(cell) for cell in line.split()[1:]] for line in lines[-2:]}
    assert rows.keys() == {"detector", "clusters"}
    assert all(0 <= figure <= 1 for row in rows.values() for figure in row)
    assert (tmp_path / "run" / "config.yaml").exists()
