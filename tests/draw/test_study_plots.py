"""Plots of studies: zero is seen, and so are lines that coincide."""

import pytest

from waymo_kit.draw.study_plots import draw_data_size, draw_domain_gap


def test_lines_at_zero_lie_inside_the_plot(tmp_path):
    figure = draw_data_size([0.5, 1.0], {"VEHICLE_LEVEL_1": [0.0, 0.0]}, tmp_path / "a.png")
    (axes,) = figure.axes
    assert axes.get_ylim()[0] < 0
    line = axes.get_lines()[0]
    assert list(line.get_ydata()) == [0.0, 0.0]
    assert not line.get_clip_on()


def test_coinciding_lines_have_different_widths():
    figure = draw_data_size(
        [0.5, 1.0],
        {
            "VEHICLE_LEVEL_1": [0.2, 0.4],
            "VEHICLE_LEVEL_2": [0.2, 0.404],
            "CYCLIST_LEVEL_1": [0.2, None],
            "PEDESTRIAN_LEVEL_1": [0.3, 0.4],
        },
    )
    vehicle, same, cyclist, other = figure.axes[0].get_lines()[:4]
    assert vehicle.get_linewidth() > same.get_linewidth() > cyclist.get_linewidth()
    assert cyclist.get_linewidth() == other.get_linewidth()
    assert [len(line.get_xdata()) for line in (vehicle, cyclist)] == [2, 1]


@pytest.mark.parametrize("cell", ["0.00", "-"])
def test_no_score_differs_from_zero(cell):
    rows = [["", "in a", "in b"], ["a", "0.62", cell]]
    figure = draw_domain_gap({"VEHICLE": rows})
    (axes,) = figure.axes
    assert [text.get_text() for text in axes.texts] == ["0.62", cell]
    (image,) = axes.get_images()
    assert bool(image.get_array().mask.any()) == (cell == "-")
