import sys

import numpy as np
import pytest
import shapely
from PIL import Image

from waymo_kit.draw.coverage_map import COLORS, draw_coverage
from waymo_kit.errors import InvalidInputError, MissingDependencyError

RING = shapely.Point(0, 0).buffer(500) - shapely.Point(0, 0).buffer(400)


def share_of(path, color):
    with Image.open(path) as picture:
        pixels = np.asarray(picture.convert("RGB"))
    wanted = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    return (pixels == wanted).all(axis=-1)


def test_areas_holes_and_overlap_are_painted(tmp_path):
    other = shapely.box(-600, -600, 0, 600)
    path = tmp_path / "map.png"
    draw_coverage({"sf": RING}, path, others={"sf": other}, names=("a", "b"))
    first, second, both = (share_of(path, color).sum() for color in COLORS)
    half = RING.area / 2
    assert first / second == pytest.approx(half / (other.area - half), rel=0.03)
    assert both / first == pytest.approx(1, rel=0.1)  # text and scale bar are white too


def test_every_city_has_a_panel():
    cities = {f"city {i}": shapely.Point(1e4 * i, 0).buffer(75) for i in range(5)}
    figure = draw_coverage(cities)
    assert len(figure.axes) == 5
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert {"city 0", "city 4", "0.02 km²", "20 m"} <= set(texts)
    for axes in figure.axes:
        left, right = axes.get_xlim()
        assert 150 < right - left < 200


def test_city_of_one_dataset_only_is_drawn():
    figure = draw_coverage({"a": RING}, others={"b": RING})
    assert len(figure.axes) == 2
    texts = {text.get_text() for text in figure.axes[1].texts}
    assert "0.00 km² and 0.28 km², shared 0.00 km²" in texts


def test_nothing_to_draw_and_missing_matplotlib(monkeypatch):
    with pytest.raises(InvalidInputError, match="expected a city"):
        draw_coverage({})
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingDependencyError, match="viz"):
        draw_coverage({"a": RING})
