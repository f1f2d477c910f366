"""`waymo-kit warmup` compiles every kernel."""

import importlib
import os
import pkgutil
import subprocess
import sys

import numba
import pytest
from numba.core.dispatcher import Dispatcher

import waymo_kit
from tests.engine.clusters import ROOT


def kernels():
    """Yields all kernels that are compiled by themselves, as those that are inlined are not."""
    for module in pkgutil.walk_packages(waymo_kit.__path__, "waymo_kit."):
        if module.name.endswith("__main__"):
            continue
        for value in vars(importlib.import_module(module.name)).values():
            is_kernel = isinstance(value, Dispatcher) and value.py_func.__module__ == module.name
            if is_kernel and value.targetoptions["inline"] != "always":
                yield value.py_func


@pytest.mark.heavy
@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
def test_every_kernel_is_kept_afterwards(tmp_path):
    pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "waymo_kit", "warmup"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("compiled all kernels in ")
    kept = {path.name.rsplit(".py", 1)[0] for path in tmp_path.rglob("*.nbi")}
    wanted = {
        f"{f.__module__.rpartition('.')[2]}.{f.__qualname__}-{f.__code__.co_firstlineno}"
        for f in kernels()
    }
    assert len(wanted) > 150
    assert not wanted - kept
