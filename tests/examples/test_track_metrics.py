import runpy
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "track_metrics.py"


def test_lost_identities_cost_association_more_than_detection(capsys):
    main = runpy.run_path(str(EXAMPLE))["main"]
    main([])
    head, *lines = (line.split() for line in capsys.readouterr().out.splitlines())
    lasting, renaming = ({k: float(v) for k, v in zip(head, x[1:], strict=True)} for x in lines)
    assert lasting["IDF1"] == 1
    assert lasting["MISMATCH"] == 0
    assert renaming["MISMATCH"] > 0
    assert renaming["IDF1"] < renaming["MOTA"] < lasting["MOTA"]
    assert renaming["ASSA"] < renaming["DETA"]
