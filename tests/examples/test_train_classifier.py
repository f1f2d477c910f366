import runpy
from pathlib import Path

import pytest

pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")

EXAMPLE = Path(__file__).parents[2] / "examples" / "train_classifier.py"


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_crops_are_cut_learnt_and_classified(tmp_path, capsys):
    main = runpy.run_path(str(EXAMPLE))["main"]
    main(["--out", str(tmp_path / "out"), "--steps", "4"])
    lines = capsys.readouterr().out.splitlines()
    assert "vehicle" in lines[0]
    assert "crops of" in lines[0]
    figures = {line.split()[0]: float(line.split()[1]) for line in lines[2:]}
    assert 0 <= figures["top1"] <= 1
    assert 0 <= figures["ece"] <= 1
    assert (tmp_path / "out" / "run" / "checkpoints" / "step-000000004.npz").exists()
