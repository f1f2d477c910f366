import numpy as np
import pytest
from PIL import Image

from waymo_kit.draw.reliability import draw_reliability
from waymo_kit.errors import InvalidInputError
from waymo_kit.metrics.reliability import reliability_curve


def test_bars_are_as_high_as_the_accuracy(tmp_path):
    scores = np.repeat([0.15, 0.55, 0.95], 100)
    right = np.arange(300) % 100 < np.repeat([10, 30, 90], 100)
    curve = reliability_curve(scores, right, bins=10)
    columns = (curve.lower, curve.upper, curve.count, curve.confidence, curve.accuracy)
    figure = draw_reliability(*columns, tmp_path / "curve.png", title="Cyclists")
    main, below = figure.axes
    assert main.get_title(loc="left") == "Cyclists"
    assert [bar.get_height() for bar in main.patches] == pytest.approx([0.1, 0.3, 0.9])
    assert [bar.get_x() for bar in main.patches] == pytest.approx([0.1, 0.5, 0.9])
    assert [bar.get_height() for bar in below.patches] == [100, 100, 100]
    with Image.open(tmp_path / "curve.png") as picture:
        assert picture.size == (750, 930)


def test_a_title_is_no_formula(tmp_path):
    draw_reliability([0], [1], [1], [0.5], [0.5], tmp_path / "x.png", title="$a_{ $")


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(InvalidInputError, match="one length"):
        draw_reliability([0], [1], [1, 2], [0.5], [0.5])
