import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageOps

pytest.importorskip("keras", reason="needs waymo-kit[train]")
pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")

import tensorflow as tf

from tests.detectors.augment.samples import images
from waymo_kit.detectors.augment import POLICIES, Policy, RandAugment
from waymo_kit.errors import InvalidInputError

PAPER = (
    *("identity", "auto_contrast", "equalize", "rotate", "solarize", "color", "posterize"),
    *("contrast", "brightness", "sharpness", "shear_x", "shear_y", "translate_x", "translate_y"),
)
MOVING = ("rotate", "shear_x", "shear_y", "translate_x", "translate_y")
EFFICIENTNET = (
    *("auto_contrast", "equalize", "invert", "rotate", "posterize", "solarize", "color"),
    *("contrast", "brightness", "sharpness", "shear_x", "shear_y", "translate_x", "translate_y"),
    *("cutout", "solarize_add"),
)


def affine(*data):
    return lambda x: x.transform(x.size, Image.Transform.AFFINE, data, fillcolor=(128,) * 3)


def paper_by_pillow(name, part, width, height):
    """What an operation of the paper may do: by its definition, one outcome for each sign."""
    outcomes = []
    for sign in (-1, 1):
        p = sign * part
        outcomes.append(
            {
                "identity": lambda x: x,
                "auto_contrast": ImageOps.autocontrast,
                "equalize": ImageOps.equalize,
                "rotate": lambda x, p=p: x.rotate(30 * p, fillcolor=(128,) * 3),
                "solarize": lambda x: ImageOps.solarize(x, 255 * (1 - part)),
                "color": lambda x, p=p: ImageEnhance.Color(x).enhance(1 + 0.9 * p),
                "posterize": lambda x: ImageOps.posterize(x, round(8 - 4 * part)),
                "contrast": lambda x, p=p: ImageEnhance.Contrast(x).enhance(1 + 0.9 * p),
                "brightness": lambda x, p=p: ImageEnhance.Brightness(x).enhance(1 + 0.9 * p),
                "sharpness": lambda x, p=p: ImageEnhance.Sharpness(x).enhance(1 + 0.9 * p),
                "shear_x": affine(1, 0.3 * p, 0, 0, 1, 0),
                "shear_y": affine(1, 0, 0, 0.3 * p, 1, 0),
                "translate_x": affine(1, 0, 150 / 331 * p * width, 0, 1, 0),
                "translate_y": affine(1, 0, 0, 0, 1, 150 / 331 * p * height),
            }[name]
        )
    return outcomes


def difference(first, second):
    return np.abs(np.asarray(first).astype(int) - np.asarray(second).astype(int))


def repeated(count, size=(24, 31)):
    return np.resize(images(size=size), (count, *size, 3))


@pytest.mark.parametrize("magnitude", [0, 4, 9, 10])
def test_operations_of_the_paper_are_in_its_ranges(magnitude):
    batch = repeated(150)
    indices = np.arange(len(batch))
    augment = RandAugment(1, magnitude, seed=3)
    assert augment.policy.names == PAPER
    results = np.asarray(augment(batch, indices))
    chosen = np.asarray(augment.choices(indices))[:, 0]
    assert set(chosen) == set(range(14))
    signs = {name: set() for name in PAPER}
    for image, result, number in zip(batch, results, chosen, strict=True):
        name = PAPER[number]
        outcomes = paper_by_pillow(name, magnitude / 10, image.shape[1], image.shape[0])
        close = []
        for change in outcomes:
            gap = difference(result, change(Image.fromarray(image)))
            close.append(np.mean(gap > 0) <= 0.005 if name in MOVING else gap.max() <= 1)
        assert any(close), name
        if not all(close):
            signs[name].add(close.index(True))
    if magnitude == 9:
        both = set(PAPER[7:]) | {"rotate", "color"}
        assert {name for name in signs if signs[name] == {0, 1}} == both


def test_efficientnet_takes_its_parameters_from_a_scale_of_ten():
    policy = POLICIES["efficientnet"]
    assert policy.names == EFFICIENTNET
    at = {
        magnitude: {
            operation.name: float(
                operation.strength.parameters(magnitude, np.ones(1, np.float32))[0]
            )
            for operation in policy.operations
        }
        for magnitude in (5, 28)
    }
    for name in ("color", "contrast", "brightness", "sharpness"):
        assert (at[5][name], at[28][name]) == pytest.approx((1.0, 5.14))
    expected = {
        "rotate": (15, 84),
        "posterize": (2, 11),
        "solarize": (128, 716),
        "solarize_add": (55, 308),
        "cutout": (20, 112),
        "shear_x": (0.15, 0.84),
        "translate_y": (50, 280),
    }
    for name, values in expected.items():
        assert (at[5][name], at[28][name]) == pytest.approx(values)


@pytest.mark.parametrize("policy", POLICIES)
def test_every_operation_is_about_equally_frequent(policy):
    augment = RandAugment(2, policy=policy)
    chosen = np.asarray(augment.choices(np.arange(8000)))
    count = len(augment.policy.operations)
    pairs = np.bincount(chosen[:, 0] * count + chosen[:, 1], minlength=count**2)
    expected = len(chosen) / count**2
    chi_square = ((pairs - expected) ** 2 / expected).sum()
    assert chi_square < count**2 - 1 + 5 * np.sqrt(2 * (count**2 - 1))


@pytest.mark.parametrize("policy", POLICIES)
def test_batch_pipeline_and_single_images_agree(policy):
    batch = repeated(20)
    augment = RandAugment(2, 7, policy=policy, seed=11)
    whole = np.asarray(augment(batch, np.arange(20)))
    assert whole.dtype == np.uint8
    assert whole.shape == batch.shape
    for i in (0, 3, 19):
        np.testing.assert_array_equal(augment(batch[i : i + 1], np.array([i])), whole[i : i + 1])
    numbered = tf.data.Dataset.from_tensor_slices(batch).repeat().enumerate().batch(7)
    pipeline = numbered.map(lambda indices, x: augment(x, indices), num_parallel_calls=2)
    assert pipeline.element_spec == tf.TensorSpec((None, 24, 31, 3), tf.uint8)
    epochs = np.concatenate(list(pipeline.take(6).as_numpy_iterator()))
    np.testing.assert_array_equal(epochs[:20], whole)
    assert np.any(epochs[20:40] != whole)
    other = RandAugment(2, 7, policy=policy, seed=12)
    assert np.any(np.asarray(other(batch, np.arange(20))) != whole)


def test_boxes_follow_painted_rectangles():
    size = (60, 80)
    indices = np.arange(120)
    boxes = np.float32([[[40, 30, 20, 16], [12, 9, 10, 8], [0, 0, 0, 0]]]).repeat(120, axis=0)
    augment = RandAugment(2, 10, min_visible=0.3, fill=(0, 0, 0))
    for number in (0, 1):
        cx, cy, length, width = boxes[0, number].astype(int)
        batch = np.zeros((120, *size, 3), np.uint8)
        rows = slice(cy - width // 2, cy + width // 2)
        batch[:, rows, cx - length // 2 : cx + length // 2] = [250, 200, 150]
        changed, moved, visible = (np.asarray(x) for x in augment.with_boxes(batch, boxes, indices))
        np.testing.assert_array_equal(changed, augment(batch, indices))
        names = np.array(PAPER)[np.asarray(augment.choices(indices))]
        # Only operations that keep black black: what is painted stays visible as such.
        black_stays = np.isin(names, ["identity", "posterize", "brightness", *MOVING]).all(axis=1)
        for i in np.flatnonzero(black_stays):
            painted = np.argwhere(changed[i].any(axis=-1))[:, ::-1]
            low = moved[i, number, :2] - moved[i, number, 2:] / 2
            high = moved[i, number, :2] + moved[i, number, 2:] / 2
            if visible[i, number]:
                assert len(painted)
            if len(painted):
                assert np.all(painted.min(axis=0) + 0.5 >= low - 0.51)
                assert np.all(painted.max(axis=0) + 0.5 <= high + 0.51)
    assert not visible[:, 2].any()
    assert visible[:, 0].mean() > 0.9
    assert 0.5 < visible[:, 1].mean() < 1
    in_place = ~np.isin(names, MOVING).any(axis=1)
    assert in_place.any()
    np.testing.assert_array_equal(moved[in_place], boxes[in_place])


@pytest.mark.parametrize("magnitude", [0, 30])
def test_boxes_stay_in_the_image_at_the_ends_of_the_scale(magnitude):
    batch = repeated(60)
    boxes = np.float32([[[15, 12, 10, 8], [2, 3, 4, 6]]]).repeat(60, axis=0)
    augment = RandAugment(3, magnitude, policy="efficientnet")
    _, moved, visible = augment.with_boxes(batch, boxes, np.arange(60))
    low, high = (np.asarray(moved[..., :2] + sign * moved[..., 2:] / 2) for sign in (-1, 1))
    assert low.min() >= -1e-4
    assert np.all(high <= [31 + 1e-4, 24 + 1e-4])
    share = np.mean(visible)
    assert share == 1 if magnitude == 0 else 0 < share < 0.9


def test_boxes_of_a_pipeline_keep_their_shapes():
    batch, boxes = repeated(5), np.zeros((5, 4, 4), np.float32)
    data = tf.data.Dataset.from_tensor_slices((batch, boxes)).enumerate().batch(5)
    augment = RandAugment(1)
    pipeline = data.map(lambda indices, rows: augment.with_boxes(*rows, indices))
    assert pipeline.element_spec == (
        tf.TensorSpec((None, 24, 31, 3), tf.uint8),
        tf.TensorSpec((None, 4, 4), tf.float32),
        tf.TensorSpec((None, 4), tf.bool),
    )


def test_policy_of_ones_own_draws_from_its_operations_alone():
    equalize = Policy(POLICIES["paper"].operations[2:3], max_magnitude=10)
    batch = repeated(9)
    results = RandAugment(1, policy=equalize)(batch, np.arange(9))
    for image, result in zip(batch, results, strict=True):
        np.testing.assert_array_equal(result, ImageOps.equalize(Image.fromarray(image)))


def test_no_rounds_leave_images_as_they_are():
    batch = repeated(3)
    np.testing.assert_array_equal(RandAugment(0)(batch, np.arange(3)), batch)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"policy": "auto"}, "policy: expected one of paper, efficientnet, got 'auto'"),
        ({"magnitude": 11}, "magnitude for this policy: expected 0..10, got 11"),
        ({"magnitude": -1, "policy": "efficientnet"}, "expected 0..30, got -1"),
        ({"count": -1}, "count: expected 0 or more, got -1"),
        ({"seed": 2**64}, "seed: expected 0..18446744073709551615"),
        ({"min_visible": 1.5}, "min_visible: expected 0..1, got 1.5"),
        ({"magnitude": float("nan")}, "magnitude for this policy: expected 0..10, got nan"),
        ({"min_visible": float("nan")}, "min_visible: expected 0..1, got nan"),
        ({"fill": (0, 0, 256)}, "fill: expected three levels in 0..255"),
    ],
)
def test_bad_settings_are_named(arguments, message):
    with pytest.raises(InvalidInputError, match=message.replace("(", r"\(")):
        RandAugment(**arguments)


def test_a_batch_without_boxes_is_augmented_as_one_without_them():
    augment, batch = RandAugment(2, 9), repeated(3)
    images, boxes, visible = augment.with_boxes(
        batch, np.zeros((3, 0, 4), np.float32), np.arange(3)
    )
    np.testing.assert_array_equal(images, augment(batch, np.arange(3)))
    assert (tuple(boxes.shape), tuple(visible.shape)) == ((3, 0, 4), (3, 0))


def test_bad_arrays_are_named():
    augment = RandAugment()
    with pytest.raises(InvalidInputError, match=r"images: .* got \(2, 5, 6, 3\) float32"):
        augment(np.zeros((2, 5, 6, 3), np.float32), np.arange(2))
    with pytest.raises(InvalidInputError, match=r"images: .* got \(5, 6, 3\) uint8"):
        augment(np.zeros((5, 6, 3), np.uint8), np.arange(5))
    with pytest.raises(InvalidInputError, match=r"boxes: .* got \(2, 4\)"):
        augment.with_boxes(np.zeros((2, 5, 6, 3), np.uint8), np.zeros((2, 4)), np.arange(2))


@pytest.mark.parametrize("policy", POLICIES)
def test_images_in_turn_change_as_images_together(policy):
    """As JAX changes them, whose compiler knows no shapes that depend on values."""
    augment = RandAugment(1, 9.0, policy=policy, seed=3)
    batch = repeated(64)
    ((choices, signs, points),) = augment._rounds(np.arange(64))
    assert len(set(np.asarray(choices))) == len(POLICIES[policy].operations)
    together = augment._apply(batch, choices, signs, points)
    in_turn = augment._apply_in_turn(tf.constant(batch), choices, signs, points)
    np.testing.assert_array_equal(in_turn, together)
