import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waymo_kit.detectors.classification.view import FILL, Crop, evaluation_view, training_view

SIDES = st.integers(1, 40)


@given(SIDES, SIDES, st.integers(1, 24), st.sampled_from(Crop), st.booleans(), st.integers(0, 99))
def test_views_have_the_size_and_only_levels_of_image_and_border(h, w, size, crop, flip, seed):
    image = np.full((h, w, 3), 77, np.uint8)
    view = training_view(image, size, crop, flip, np.random.default_rng(seed))
    assert view.shape == (size, size, 3)
    assert view.dtype == np.uint8
    assert set(np.unique(view)) <= {77, FILL}
    assert crop is Crop.PAD or (view == 77).all()
    again = training_view(image, size, crop, flip, np.random.default_rng(seed))
    np.testing.assert_array_equal(view, again)
    assert (evaluation_view(image, size, crop) == 77).all()


def test_padding_moves_the_image_by_up_to_an_eighth_to_all_sides():
    image = np.zeros((16, 16, 3), np.uint8)
    image[8, 8] = 255
    places = set()
    for seed in range(200):
        view = training_view(image, 16, Crop.PAD, False, np.random.default_rng(seed))
        places.add(tuple(np.argwhere(view[..., 0] == 255)[0]))
    assert places == {(r, c) for r in range(6, 11) for c in range(6, 11)}


def test_half_of_the_images_are_flipped():
    image = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    views = [
        training_view(image, 4, Crop.NONE, True, np.random.default_rng(seed)) for seed in range(400)
    ]
    flipped = sum(np.array_equal(view, image[:, ::-1]) for view in views)
    assert 150 < flipped < 250
    assert all(np.array_equal(v, image) or np.array_equal(v, image[:, ::-1]) for v in views)


def test_parts_cover_the_areas_of_the_paper():
    ramp = np.arange(256, dtype=np.uint8)
    image = np.repeat(np.stack(np.meshgrid(ramp, ramp), axis=-1), 1, axis=0)
    image = np.concatenate([image, image[..., :1]], axis=-1)
    areas = []
    for seed in range(150):
        view = training_view(image, 64, Crop.AREA, False, np.random.default_rng(seed)).astype(int)
        spans = [np.ptp(view[..., channel]) / 255 for channel in (0, 1)]
        areas.append(spans[0] * spans[1])
    assert 0.06 < min(areas) < 0.2
    assert 0.85 < max(areas) <= 1


def test_evaluation_of_parts_looks_at_the_square_in_the_middle():
    image = np.zeros((64, 96, 3), np.uint8)
    image[:, 21:75] = 200
    view = evaluation_view(image, 32, Crop.AREA)
    assert (view[:, 3:-3] == 200).all()
    assert evaluation_view(image, 32, Crop.PAD)[0, 0, 0] == 0


@pytest.mark.parametrize("crop", [Crop.NONE, Crop.PAD])
def test_an_image_of_the_right_size_is_taken_as_it_is(crop):
    image = np.random.default_rng(0).integers(0, 256, (8, 8, 3)).astype(np.uint8)
    np.testing.assert_array_equal(evaluation_view(image, 8, crop), image)
