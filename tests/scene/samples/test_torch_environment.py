"""The tests of PyTorch, in an environment of their own that has it."""

import os
import site
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CPU_WHEELS = "https://download.pytorch.org/whl/cpu"
TESTS = ("tests/scene/samples/test_torch.py", "tests/examples/test_examples.py")


@pytest.mark.heavy
def test_pytorch_in_an_environment_of_its_own(tmp_path):
    """Builds an environment on top of this one; CPU wheels where they can be had."""
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    python = environment / "bin" / "python"
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    (environment / "lib" / version / "site-packages" / "base.pth").write_text(
        "\n".join(site.getsitepackages()) + "\n"
    )
    install = [python, "-m", "pip", "install", "--quiet", "torch"]
    cpu = [*install, "--index-url", CPU_WHEELS, "--retries", "0", "--timeout", "5"]
    for command in (cpu, install):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            break
    else:
        pytest.skip(f"PyTorch cannot be installed here: {done.stderr.strip()[-200:]}")
    tests = subprocess.run(
        [python, "-m", "pytest", "-q", *TESTS, "-k", "torch or pointnet", "-p", "no:cacheprovider"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert tests.returncode == 0, tests.stdout + tests.stderr
    assert "skipped" not in tests.stdout.splitlines()[-1]
