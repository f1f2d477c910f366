"""The documentation site builds without a warning and loads nothing from elsewhere."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Folder of the built site."""
    pytest.importorskip("mkdocs", reason="needs waymo-kit[docs]")
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", folder],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout + done.stderr == ""
    return folder


def test_no_page_loads_anything_from_elsewhere(site):
    sources = r'<(?:script|img|iframe)[^>]*\ssrc="(?:https?:)?//[^"]*'
    loads = re.compile(sources + r"|<link[^>]*//[^>]*>")
    for page in site.rglob("*.html"):
        found = [tag for tag in loads.findall(page.read_text()) if "canonical" not in tag]
        assert found == [], page
    for sheet in site.rglob("*.css"):
        assert not re.search(r"@import|url\([\"']?(?:https?:)?//", sheet.read_text()), sheet


def test_each_command_and_each_public_package_is_described(site):
    commands = (site / "reference" / "cli.html").read_text()
    for name in ("convert", "eval", "simulate", "submission-build", "train"):
        assert f'id="waymo-kit-{name}"' in commands
    scene = (site / "reference" / "api" / "scene.html").read_text()
    for name in ("open_dataset", "Dataset", "Scene", "Frame", "PointCloud"):
        assert f'id="waymo_kit.scene.{name}"' in scene
