import runpy
from pathlib import Path

from waymo_kit.evaluation.submission import check_submission

EXAMPLE = Path(__file__).parents[2] / "examples" / "build_submission.py"


def test_the_file_is_valid_and_a_lack_is_found(tmp_path, capsys):
    main = runpy.run_path(str(EXAMPLE))["main"]
    main(["--out", str(tmp_path / "s.tar.gz")])
    assert check_submission(tmp_path / "s.tar.gz").errors == ()
    first, _, *rest = capsys.readouterr().out.partition("with 3 boxes only: 1 error")
    assert " boxes in 4 frames" in first
    assert "error: 1 of 2 segments of /testing have no box" in rest[0]
