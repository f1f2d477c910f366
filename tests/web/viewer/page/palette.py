"""Reads the colours of the page from its sources."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[4] / "waymo_kit" / "web" / "viewer" / "page"


def outcome_colors(theme):
    """Colour of each outcome in a theme."""
    text = (PAGE / "src" / "palette.ts").read_text(encoding="utf-8")
    text = text.partition("OUTCOME_COLORS")[2]
    colors = re.search(rf"{theme}: {{([^}}]*)}}", text)[1]
    return dict(re.findall(r'(\w+): "(#\w{6})"', colors))
