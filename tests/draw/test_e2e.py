"""Pictures of end-to-end driving frames."""

import numpy as np
import pytest
from PIL import Image

import waymo_kit as wk
from tests.e2e.made_e2e import made_frame, path, write_frames

pytest.importorskip("matplotlib", reason="needs waymo-kit[viz]")
from waymo_kit.draw import draw_e2e_frame


def made(folder, **options):
    return wk.open_e2e_dataset(
        write_frames(folder / "x.tfrecord", [made_frame("a-001", **options)])
    )[0]


def labels(figure):
    return [text.get_text() for text in figure.axes[-1].get_legend().get_texts()]


def test_paths_are_drawn_in_images_and_from_above(tmp_path):
    frame = made(tmp_path, rated=[(path(8), 7.0), (path(4, 0.1), 2.0)])
    figure = draw_e2e_frame(frame, tmp_path / "x.png", predicted=path(6))
    assert [axes.get_title() for axes in figure.axes] == ["FRONT_LEFT", "FRONT", "FRONT_RIGHT", ""]
    assert labels(figure) == ["rated", "past 4 s", "driven", "predicted"]
    assert {text.get_text() for text in figure.axes[-1].texts} == {"rated 7", "rated 2"}
    drawn = figure.axes[-1].get_lines()[-2].get_xydata()
    np.testing.assert_array_equal(drawn, path(6))
    with Image.open(tmp_path / "x.png") as picture:
        assert picture.size == (1200, 760)


def test_a_frame_of_the_test_set_without_cameras(tmp_path):
    figure = draw_e2e_frame(made(tmp_path, cameras=[], future=False))
    assert labels(figure) == ["past 4 s"]
    with pytest.raises(wk.InvalidInputError, match=r"expected shape \(T, 2\)"):
        draw_e2e_frame(made(tmp_path), predicted=np.zeros(3))


def test_unknown_positions_are_gaps_and_predicted_ones_are_refused(tmp_path):
    positions = path(8)
    positions[3, 1] = np.nan
    figure = draw_e2e_frame(made(tmp_path, rated=[(positions, 7.0)]))
    drawn = figure.axes[-1].get_lines()[0].get_xydata()
    np.testing.assert_array_equal(np.isnan(drawn[:, 1]), np.arange(len(positions)) == 3)
    with pytest.raises(wk.InvalidInputError, match=r"finite positions, got .*nan.* in row 3"):
        draw_e2e_frame(made(tmp_path), predicted=positions)
