"""Reads the colors of the page from its sources."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[4] / "waymo_kit" / "web" / "viewer" / "page"
_LASERS = ("top", "front", "side left", "side right", "rear")


def outcome_colors(theme):
    """Color of each outcome in a theme."""
    return dict(re.findall(r'(\w+): "(#\w{6})"', _after("OUTCOME_COLORS", theme)))


def type_colors(theme):
    """Color of each object type in a theme."""
    names = re.findall(r'"(\w+)"', _source().partition("TYPE_NAMES = [")[2].partition("]")[0])
    return dict(zip(names, _colors(_after("const TYPES", theme)), strict=True))


def laser_colors(theme):
    """Color of the points of each laser in a theme."""
    return dict(zip(_LASERS, _colors(_after("const CATEGORIES", theme))[1:6], strict=True))


def _source():
    return (PAGE / "src" / "palette.ts").read_text(encoding="utf-8")


def _after(name, theme):
    return re.search(rf"{theme}: [{{[]([^}}\]]*)", _source().partition(name)[2])[1]


def _colors(text):
    return re.findall(r"#\w{6}", text)
