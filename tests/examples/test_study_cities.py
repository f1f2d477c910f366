import runpy
from pathlib import Path

import pytest

pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")

EXAMPLE = Path(__file__).parents[2] / "examples" / "study_cities.py"


@pytest.mark.heavy
def test_each_city_is_trained_in(tmp_path):
    runpy.run_path(str(EXAMPLE))["main"](["--out", str(tmp_path), "--frames", "2", "--steps", "2"])
    table = (tmp_path / "domain-gap" / "table.md").read_text()
    assert all(f"| {city} |" in table for city in ("SF", "PHX", "OTHER"))
    assert (tmp_path / "domain-gap" / "domain-gap.png").exists()
