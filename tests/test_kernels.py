"""Kernels are compiled with one decorator, and where nothing can be written, too."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest

from waymo_kit.kernels import kernel

ROOT = Path(__file__).parent.parent


@kernel
def _half(value):
    return value / 0.5 if value else 1.0 / value


@kernel(fastmath=True)
def _total(values):
    total = 0.0
    for value in values:
        total += value
    return total


def test_kernels_divide_as_numpy_and_release_the_gil():
    with np.errstate(divide="ignore"):
        assert _half(np.float64(0.0)) == np.inf
    assert _total(np.arange(5.0)) == 10
    if not numba.config.DISABLE_JIT:
        assert _half.targetoptions["nogil"]
        assert not _half.targetoptions["fastmath"]
        assert _total.targetoptions["fastmath"]


def is_of_jax(node):
    return isinstance(node.value, ast.Name) and node.value.id == "jax"


def test_no_other_module_compiles_by_itself():
    for folder in ("waymo_kit", "metrics", "detectors"):
        for path in (ROOT / folder).rglob("*.py"):
            if path.name != "kernels.py":
                names = {
                    node.attr
                    for node in ast.walk(ast.parse(path.read_text()))
                    if isinstance(node, ast.Attribute) and not is_of_jax(node)
                }
                assert not names & {"njit", "jit", "vectorize", "guvectorize"}, path


@pytest.mark.parametrize("content", [b"", b"numba", None], ids=["empty", "text", "of a lost type"])
def test_a_damaged_or_outdated_cache_is_renewed(tmp_path, content):
    """A type that a newer version of the package lacks must not end in a traceback."""
    if numba.config.DISABLE_JIT:
        pytest.skip("nothing is kept")
    (tmp_path / "lost.py").write_text(
        "from typing import NamedTuple\nclass Old(NamedTuple):\n    x: float\n"
    )
    (tmp_path / "kept.py").write_text(
        "import lost\nfrom waymo_kit.kernels import kernel\n"
        "Type = getattr(lost, 'Old', None) or lost.New\n"
        "@kernel\ndef double(value):\n    return 2 * value.x\n"
        "print(double(Type(4.0)))\n"
    )
    environment = os.environ | {
        "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}",
        "NUMBA_CACHE_DIR": str(tmp_path / "cache"),
    }
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", "import kept"], env=environment, capture_output=True, text=True
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "8.0\n", "")
        indices = list(tmp_path.rglob("*.nbi"))
        assert len(indices) == 1
        if content is None:
            (tmp_path / "lost.py").write_text(
                "from typing import NamedTuple\nclass New(NamedTuple):\n    x: float\n"
            )
        else:
            indices[0].write_bytes(content)


@pytest.fixture(scope="module")
def read_only(tmp_path_factory):
    """A copy of the package that nobody can write to, root included.

    Where numba would put what it compiles, there are files instead of folders.
    """
    folder = tmp_path_factory.mktemp("read_only")
    leave_out = shutil.ignore_patterns("__pycache__", "*.nb?", "metrics", "detectors")
    shutil.copytree(ROOT / "waymo_kit", folder / "waymo_kit", ignore=leave_out)
    for name in ("metrics", "detectors"):
        shutil.copytree(ROOT / name, folder / "waymo_kit" / name, ignore=leave_out)
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir():
            (path / "__pycache__").touch()
            path.chmod(0o555)
    yield folder
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir():
            path.chmod(0o755)


def run(read_only, *arguments):
    variables = {"PYTHONPATH": str(read_only), "HOME": "/proc/none", "XDG_CACHE_HOME": "/proc/none"}
    environment = {n: v for n, v in os.environ.items() if not n.startswith("NUMBA")}
    return subprocess.run(
        [sys.executable, "-m", "waymo_kit", *map(str, arguments)],
        capture_output=True,
        text=True,
        env=environment | variables,
        cwd="/",
    )


def test_everything_runs_where_nothing_can_be_kept(read_only, tmp_path):
    """One warning, whatever the number of kernels and workers."""
    poses = tmp_path / "poses"
    poses.mkdir()
    for number in range(2):
        lines = [
            "segment,city,x,y",
            f"s{number},sf,{9 * number},0",
            f"s{number},sf,{9 * number + 2},0",
            "",
        ]
        (poses / f"{number}.csv").write_text("\n".join(lines))
    done = run(read_only, "coverage", poses, "--workers", 2)
    assert done.returncode == 0, done.stderr
    assert "sf" in done.stdout
    assert done.stderr.startswith("warning: no folder to keep compiled kernels in: ")
    assert done.stderr.count("\n") == 1
    assert not list(read_only.rglob("*.nbi"))
