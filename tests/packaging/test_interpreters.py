"""The base install and its fast tests run on every supported version of Python."""

import os
import re
from pathlib import Path

import pytest

from tests.packaging.environments import ROOT, tracked_files
from tools.release.check_interpreters import VERSIONS, check
from tools.release.environments import copy_sources, find_interpreter

CORE = ("geometry", "io", "schema", "formats", "scene", "boxes", "packaging/test_checkout.py")
"""Tests that run on each version here; `make test-interpreters` runs all fast ones."""


def test_classifiers_name_the_versions_that_are_checked():
    setup = (ROOT / "setup.py").read_text()
    named = re.findall(r'"Programming Language :: Python :: (3\.\d+)"', setup)
    assert tuple(named) == VERSIONS
    assert re.search(r'python_requires=">=([\d.]+)"', setup)[1] == VERSIONS[0]


@pytest.mark.heavy
@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_installs_and_passes(version, tmp_path):
    if find_interpreter(version) is None:
        pytest.skip(f"Python {version} is neither on the PATH nor in the folder of pyenv")
    tracked_files()  # skips where this is no git checkout
    sources = copy_sources(tmp_path / "sources")
    folder = Path(os.environ.get("WAYMO_KIT_ENVIRONMENTS", tmp_path))
    line = check(version, sources, folder, tests=[f"tests/{name}" for name in CORE])
    print(line)
    assert re.search(r"\d+ passed", line)
    assert "failed" not in line
