"""Figures of lidar data, by hand on made-up images."""

import numpy as np

from tools.models.sim_to_real import FrameFigures
from waymo_kit.boxes import Boxes
from waymo_kit.schema import ObjectType


class Frame:
    """A frame of 6 beams and 4 columns, with three labels."""

    boxes = Boxes(
        np.array([[3, 4, 0, 4, 2, 2, 0], [0, 8, 0, 4, 2, 2, 0], [25, 0, 0, 1, 1, 2, 0]], float),
        np.array([ObjectType.VEHICLE, ObjectType.VEHICLE, ObjectType.PEDESTRIAN], np.int8),
        num_points=np.array([100, 50, 7]),
    )

    def range_image(self, laser, return_number):
        assert laser == "TOP"
        image = np.full((6, 4, 4), -1.0, np.float32)
        if return_number == 1:
            image[2:, :, :3] = [10.0, 0.5, 0.0]
            image[1, 0, :3] = [30.0, 0.1, 0.2]
        else:
            image[3, :2, 0] = 11.0
        return image


def test_figures_are_those_of_the_images_and_labels():
    figures = FrameFigures()
    figures.add(Frame())
    figures.add(Frame())
    rows = figures.rows()
    assert rows["frames"] == "2"
    assert rows["pulses with a return, all beams"] == "0.71"  # 17 of 24
    assert rows["pulses with a return, lowest third"] == "1.00"
    assert rows["pulses with a return, highest third"] == "0.12"  # 1 of 8
    assert rows["second returns, share of the first"] == "0.118"  # 2 of 17
    assert rows["range, m: quantiles 0.1 / 0.5 / 0.9"] == "10 / 10 / 10"
    assert rows["points in a vehicle, 0 to 10 m: median of boxes"] == "75 of 4"
    assert rows["points in a pedestrian, 20 to 30 m: median of boxes"] == "7 of 2"
    assert rows["points in a cyclist, 0 to 10 m: median of boxes"] == "0"
