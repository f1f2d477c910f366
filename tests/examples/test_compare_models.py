import runpy
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "compare_models.py"


def test_the_sharper_detector_wins_near_the_vehicle(capsys):
    main = runpy.run_path(str(EXAMPLE))["main"]
    main(["--segments", "3", "--frames", "2"])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0][:4] == ["APH", "of", "3", "segments,"]
    near = next(words for words in lines if words[0].startswith("RANGE") and "30)_LEVEL_2" in words)
    far, sharp, low, _, high = near[-5:]
    assert float(far) < float(sharp)
    assert 0 < float(low) < float(high)
