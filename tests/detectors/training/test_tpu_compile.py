"""Both detectors' steps compile for TPUs; opt-in, for the compiler takes 1.5 GB and minutes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "tools" / "release" / "tpu_compile_check.py"
VENV = "WAYMO_KIT_TPU_VENV"


@pytest.mark.heavy
@pytest.mark.skipif(VENV not in os.environ, reason=f"needs {VENV}: where to install libtpu")
def test_all_steps_compile(tmp_path):
    out = tmp_path / "rows.json"
    command = [sys.executable, SCRIPT, "--venv", os.environ[VENV], "--json", out]
    subprocess.run([*command, "--topology", "v5e:2x2"], check=True)
    rows = json.loads(out.read_text())
    assert [(row["config"], row["step"]) for row in rows] == [
        (config, step)
        for config in ("centerpoint-pillar-small", "pointpillars-small")
        for step in ("training", "inference")
    ]
    for row in rows:
        assert row["device"] == "TPU v5 lite"
        assert 0 < row["megabytes"] < 16_000
        assert row["gigaflops"] > 1
