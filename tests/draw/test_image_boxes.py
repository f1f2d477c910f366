"""Boxes and masks in the colors of their types, pixel by pixel."""

import io

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from waymo_kit.boxes import ImageBoxes
from waymo_kit.draw import draw_image_boxes
from waymo_kit.draw.style import new_figure, type_color
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import Masks

GRAY = np.full((40, 60, 3), 90, np.uint8)


def render(boxes):
    """Pixels of a view that fills its picture, ten by ten for each of the image."""
    figure = new_figure(6, 4, dpi=100)
    draw_image_boxes(figure.add_axes((0, 0, 1, 1)), GRAY, boxes)
    with io.BytesIO() as file:
        figure.savefig(file, format="png")
        return np.asarray(Image.open(file).convert("RGB")).astype(int)


def color(kind):
    return np.array(to_rgb(type_color(kind))) * 255


def test_masks_are_filled_and_boxes_outlined():
    mask = np.zeros((1, 40, 60), bool)
    mask[0, 5:15, 10:30] = True
    boxes = ImageBoxes(
        [[20, 10, 20, 10], [45, 25, 20, 20]],
        [1, 2],
        masks=[Masks.encode(mask).texts[0], ""],
        image_sizes=[[40, 60], [0, 0]],
    )
    picture = render(boxes)
    middles = picture[5::10, 5::10]
    inside = 90 + 0.45 * (color(1) - 90)
    assert np.abs(middles[6:14, 11:29] - inside).max() <= 2
    for edge in (middles[5, 10:30], middles[14, 10:30], middles[5:15, 10], middles[5:15, 29]):
        assert np.abs(edge - color(1)).max() <= 2
    assert np.abs(picture[250, 350] - color(2)).max() <= 60  # the edge of the box
    assert (middles[20:30, 40:50] == 90).all()  # whose inside stays
    assert (middles[16:, :30] == 90).all()


def test_nothing_is_drawn_without_objects():
    assert (render(ImageBoxes.empty())[5::10, 5::10] == 90).all()


def test_masks_of_other_images_are_refused():
    mask = Masks.encode(np.ones((1, 4, 6), bool))
    boxes = ImageBoxes([[3, 2, 6, 4]], [1], masks=mask.texts, image_sizes=[[4, 6]])
    with pytest.raises(InvalidInputError, match="mask 0: expected runs of 40 x 60 pixels"):
        render(boxes)
