"""The built page is made of its sources, small, and in colors that the color-blind tell apart."""

import gzip
import hashlib
import itertools

import numpy as np
import pytest

from tests.web.viewer.page.palette import PAGE, laser_colors, outcome_colors, type_colors
from waymo_kit.draw.style import TYPE_COLORS

LIMIT = 250_000
BACKGROUNDS = {"dark": "#0b0f14", "light": "#f4f6f8"}

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
_BLINDNESS = {
    "none": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
}  # fmt: skip


def linear(color):
    value = np.array([int(color[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lab(value):
    xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]] @ value
    f = np.cbrt(np.maximum(xyz / [0.9505, 1, 1.089], 0.008856))
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(first, second):
    bright, dim = sorted((0.2126, 0.7152, 0.0722) @ linear(c) for c in (first, second))[::-1]
    return (bright + 0.05) / (dim + 0.05)


def test_the_built_page_is_that_of_its_sources():
    names = ["build.mjs", "package.json", "package-lock.json", "tsconfig.json"]
    source = PAGE / "src"
    names += [p.relative_to(PAGE).as_posix() for p in source.rglob("*") if p.is_file()]
    digest = hashlib.sha256()
    for name in sorted(names):
        content = hashlib.sha256((PAGE / name).read_bytes()).hexdigest()
        digest.update(f"{name}\0{content}".encode())
    built = (PAGE / "built" / "digest.txt").read_text().strip()
    assert built == digest.hexdigest(), f"run `npm ci && npm run build` in {PAGE}"


def test_the_page_is_small():
    files = ("index.html", "viewer.js", "viewer.css")
    sizes = [len(gzip.compress((PAGE / "built" / name).read_bytes(), 9)) for name in files]
    assert sum(sizes) < LIMIT


def test_licenses_of_what_is_bundled_are_beside_it():
    text = (PAGE / "built" / "viewer.LICENSE.txt").read_text(encoding="utf-8")
    assert "three.js authors" in text
    assert "flechette" in text


@pytest.mark.parametrize("colors_of", [outcome_colors, type_colors, laser_colors])
@pytest.mark.parametrize("theme", BACKGROUNDS)
def test_colors_stand_out_from_the_background(theme, colors_of):
    for name, color in colors_of(theme).items():
        assert contrast(color, BACKGROUNDS[theme]) >= 4.5, name


@pytest.mark.parametrize("blindness", _BLINDNESS)
@pytest.mark.parametrize("colors_of", [outcome_colors, type_colors, laser_colors])
@pytest.mark.parametrize("theme", BACKGROUNDS)
def test_the_color_blind_tell_all_pairs_apart(theme, colors_of, blindness):
    colors = colors_of(theme)
    colors.pop("IGNORED", None)  # thin and faint lines tell it apart
    assert len(colors) == 5
    seen = {
        name: lab(np.clip(np.asarray(_BLINDNESS[blindness]) @ linear(color), 0, 1))
        for name, color in colors.items()
    }
    for first, second in itertools.combinations(seen, 2):
        assert np.linalg.norm(seen[first] - seen[second]) > 25, (first, second)


def test_pictures_have_the_type_colors_of_the_dark_page():
    drawn = {kind.name.capitalize(): color for kind, color in TYPE_COLORS.items()}
    assert drawn == type_colors("dark")
