import json
import runpy
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "evaluate_predictions.py"


def test_the_made_up_detector_is_scored_and_explained(tmp_path, capsys):
    main = runpy.run_path(str(EXAMPLE))["main"]
    main(["--out", str(tmp_path), "--frames", "2"])
    printed = capsys.readouterr().out
    rows = json.loads((tmp_path / "result.json").read_text())["metrics"]
    vehicles = rows["OBJECT_TYPE_TYPE_VEHICLE_LEVEL_2"]
    assert 0.3 < vehicles["AP"] < 1
    assert f"AP {vehicles['AP']:.4f}  APH {vehicles['APH']:.4f}" in printed
    assert "TP " in printed
    assert "FP " in printed
    assert "FN " in printed
    assert "Worst false positives" in (tmp_path / "report.html").read_text()
