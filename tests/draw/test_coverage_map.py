"""Maps of coverage: passes, paths, two datasets."""

import sys

import numpy as np
import pytest
import shapely
from PIL import Image

from waymo_kit.draw.coverage_map import COLORS, PASS_COLORS, draw_coverage
from waymo_kit.errors import InvalidInputError, MissingDependencyError
from waymo_kit.metrics.coverage import CoverageMetric

LINE = np.stack([np.arange(0, 600, 3.0), np.zeros(200)], axis=1)


def survey(segments, city="a", radius=75.0):
    found = CoverageMetric(radius)
    for name, positions in segments.items():
        found.update(name, city, positions)
    return found


def share_of(path, color):
    with Image.open(path) as picture:
        pixels = np.asarray(picture.convert("RGB")).astype(int)
    wanted = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)])
    return (np.abs(pixels - wanted).max(axis=-1) <= 2).mean()


def texts_of(axes):
    return [text.get_text() for text in axes.texts]


def test_places_are_colored_by_the_number_of_passes(tmp_path):
    path = tmp_path / "map.png"
    shifted = {"x": LINE, "y": LINE, "z": LINE + (300, 0)}
    draw_coverage(survey(shifted), path)
    once, twice, three = (share_of(path, color) for color in PASS_COLORS[:3])
    # Each covers 150 m of width: one alone on 300 m, two on 300 m, three on 300 m, ends apart.
    discs = {name: shapely.LineString(line).buffer(75) for name, line in shifted.items()}
    both = discs["x"].intersection(discs["z"]).area
    alone = discs["z"].area - both
    assert twice / once == pytest.approx((discs["x"].area - both) / alone, rel=0.06)
    assert three / once == pytest.approx(both / alone, rel=0.06)
    assert share_of(path, PASS_COLORS[4]) < 1e-3


def test_title_and_legend_say_what_is_drawn():
    figure = draw_coverage(survey({"x": LINE, "y": LINE}))
    (axes, foot) = figure.axes
    assert texts_of(axes)[:2] == [
        "a",
        f"{survey({'x': LINE}).result().area_km2:.2f} km², 2 segments, radius 75 m",
    ]
    entries = [text.get_text() for text in foot.get_legend().get_texts()]
    assert entries == ["passed once", "2 times", "3 to 4", "5 to 8", "9 or more", "path"]


def test_paths_are_drawn_and_jumps_are_not_joined():
    jump = np.concatenate([LINE, LINE + (0, 5000), [[3000.0, 2500.0]]])
    figure = draw_coverage(survey({"x": jump}))
    lines, dots = figure.axes[0].collections
    drawn = [path.vertices for path in lines.get_paths()]
    assert [len(line) for line in drawn] == [200, 200]
    np.testing.assert_array_equal(drawn[1], LINE + (0, 5000))
    assert dots.get_offsets().tolist() == [[3000, 2500]]


def test_two_datasets_and_what_both_cover(tmp_path):
    path = tmp_path / "map.png"
    first, second = survey({"x": LINE}), survey({"y": LINE + (300, 0)})
    figure = draw_coverage(first, path, other=second, names=("train$a$", "val"))
    own, theirs, shared = (share_of(path, color) for color in COLORS)
    assert own == pytest.approx(theirs, rel=0.03)
    assert shared / own == pytest.approx(
        1.0 + np.pi * 75**2 / (150 * 300), rel=0.15
    )  # text and the scale bar are white, too
    entries = [text.get_text() for text in figure.axes[1].get_legend().get_texts()]
    assert entries == [r"train\$a\$", "val", "both", "path"]
    with pytest.raises(InvalidInputError, match="surveys of one radius"):
        draw_coverage(first, other=survey({"y": LINE}, radius=20.0))


def test_every_city_has_a_panel():
    cities = CoverageMetric()
    for k in range(5):
        cities.update("s", f"city ${k}$", [[1e4 * k, 0.0]])
    figure = draw_coverage(cities)
    assert len(figure.axes) == 6
    assert [texts_of(axes)[0] for axes in figure.axes[:5]] == [f"city ${k}$" for k in range(5)]
    for axes in figure.axes[:5]:
        left, right = axes.get_xlim()
        assert right - left == pytest.approx(2 * 0.54 * 150)
    figure._repr_png_()


def test_city_of_one_dataset_only_is_drawn():
    figure = draw_coverage(survey({"x": LINE}), other=survey({"x": LINE}, city="b"))
    area = survey({"x": LINE}).result().area_km2
    expected = f"0.00 km² and {area:.2f} km², shared 0.00 km², 1 segment, radius 75 m"
    assert texts_of(figure.axes[1])[1] == expected


def test_nothing_to_draw_and_missing_matplotlib(monkeypatch):
    with pytest.raises(InvalidInputError, match="expected a city"):
        draw_coverage(CoverageMetric())
    from waymo_kit.draw import style

    style._picture_class.cache_clear()
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingDependencyError, match="drawing needs matplotlib"):
        draw_coverage(survey({"x": LINE}))
