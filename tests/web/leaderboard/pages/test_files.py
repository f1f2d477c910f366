"""The files that the pages load: what is vendored, and that nothing comes from elsewhere."""

import hashlib
import re
from pathlib import Path

import pytest

import waymo_kit.web.leaderboard

PAGES = Path(waymo_kit.web.leaderboard.__file__).parent / "pages"
STATIC = PAGES / "static"
TEMPLATES = sorted((PAGES / "templates").rglob("*.jinja"))
OWN = sorted(path for path in STATIC.iterdir() if path.is_file())

VENDORED = {
    "htmx/LICENSE": "d3d2456f76414f2456104660ebd65aff1c04cd7966b942bdabd63f3cdb316a38",
    "htmx/htmx.min.js": "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130",
    "uplot/LICENSE": "8f989229699b4fe2f1a0432d0e9edc338a8a911e250e2d1b01ecd770a5f5b1bd",
    "uplot/uPlot.iife.min.js": "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f",
    "uplot/uPlot.min.css": "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04",
}
"""SHA-256 of the files of htmx.org 4.0.1 and uplot 1.6.32, as the npm registry has them."""


def test_vendored_files_are_those_of_the_releases():
    folder = STATIC / "vendor"
    found = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "README.md"
    }
    assert found == VENDORED


def test_the_list_of_vendored_files_names_versions_and_licenses():
    listed = (STATIC / "vendor" / "README.md").read_text()
    for words in ("htmx.org | 4.0.1 | 0BSD", "uplot | 1.6.32 | MIT"):
        assert words in listed


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_need_no_inline_script_or_style(path):
    text = path.read_text()
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:|\shx-on", text)
    assert "|safe" not in text


@pytest.mark.parametrize("path", [*TEMPLATES, *OWN], ids=lambda path: path.name)
def test_nothing_is_loaded_from_elsewhere(path):
    text = path.read_text().replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"https?://|//[a-z]+\.[a-z]+/|@import|url\(", text)


def test_every_file_of_a_template_exists():
    for path in TEMPLATES:
        for name in re.findall(r"static\('([^']+)'\)", path.read_text()):
            assert (STATIC / name).is_file(), f"{path.name} loads {name}"
