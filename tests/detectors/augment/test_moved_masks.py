import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from waymo_kit.detectors.augment import RandAugment
from waymo_kit.detectors.augment.moved_masks import compose_maps, move_masks

SIDE, HEIGHT, WIDTH = 9, 40, 60


def naive_masks(masks, windows, boxes, maps):
    """`move_masks` pixel by pixel, and which pixels are not at a border of two old ones."""
    found, is_clear = np.zeros_like(masks), np.ones(masks.shape, bool)
    for b, (a, bb, c, d, e, f) in enumerate(maps.tolist()):
        for n in range(masks.shape[1]):
            left, top, right, bottom = boxes[b, n].astype(float).tolist()
            first, low, last, high = windows[b, n].astype(float).tolist()
            for i in range(SIDE):
                for j in range(SIDE):
                    x = left + (j + 0.5) / SIDE * (right - left)
                    y = top + (i + 0.5) / SIDE * (bottom - top)
                    u = (a * x + bb * y + c - first) * SIDE / (last - first)
                    v = (d * x + e * y + f - low) * SIDE / (high - low)
                    is_clear[b, n, i, j] = min(abs(u - round(u)), abs(v - round(v))) > 1e-4
                    u, v = int(np.floor(u)), int(np.floor(v))
                    if 0 <= u < SIDE and 0 <= v < SIDE:
                        found[b, n, i, j] = masks[b, n, v, u]
    return found, is_clear


def random_case(seed, count=3):
    rng = np.random.default_rng(seed)
    masks = rng.integers(0, 2, (count, 4, SIDE, SIDE)).astype(np.uint8)
    corners = []
    for _ in range(2):
        low = rng.uniform(0, 15, (count, 4, 2))
        corners.append(np.concatenate([low, low + rng.uniform(15, 25, low.shape)], -1))
    maps = rng.normal([1, 0, 0, 0, 1, 0], [0.2, 0.2, 5, 0.2, 0.2, 5], (count, 6))
    return masks, *(part.astype(np.float32) for part in corners), maps


@pytest.mark.parametrize("seed", range(5))
def test_moved_masks_equal_the_naive_ones(seed):
    masks, windows, boxes, maps = random_case(seed)
    found = np.asarray(move_masks(masks, windows, boxes, maps))
    assert found.any()
    expected, is_clear = naive_masks(masks, windows, boxes, maps)
    assert is_clear.mean() > 0.99
    assert np.array_equal(found[is_clear], expected[is_clear])


def test_the_identity_changes_nothing():
    masks, windows, _, _ = random_case(0)
    identity = np.tile([1.0, 0, 0, 0, 1, 0], (3, 1))
    assert np.array_equal(np.asarray(move_masks(masks, windows, windows, identity)), masks)


def test_composed_maps_apply_one_after_the_other():
    rng = np.random.default_rng(0)
    first, second = rng.normal(size=(2, 5, 6))
    points = rng.normal(size=(5, 2))

    def apply(maps, at):
        rows = maps.reshape(5, 2, 3)
        return np.einsum("bij,bj->bi", rows[:, :, :2], at) + rows[:, :, 2]

    expected = apply(first, apply(second, points))
    found = apply(np.asarray(compose_maps(first, second)), points)
    np.testing.assert_allclose(found, expected)


def test_masks_follow_the_pixels_of_the_image():
    """A white object on black ground is where its mask says, whatever the operations."""
    rng = np.random.default_rng(0)
    count = 96
    images = np.zeros((count, HEIGHT, WIDTH, 3), np.uint8)
    boxes, masks = np.zeros((count, 1, 4), np.float32), np.zeros((count, 1, 20, 20), np.uint8)
    for image, box, mask in zip(images, boxes, masks, strict=True):
        left, top = rng.integers(10, [WIDTH - 30, HEIGHT - 28])
        rows, columns = np.ogrid[:20, :20]
        mask[0] = (rows - 9.5) ** 2 + (columns - 9.5) ** 2 < 90
        mask[0, :10, :10] = 0
        image[top : top + 20, left : left + 20][mask[0] > 0] = 255
        box[0] = left + 10, top + 10, 20, 20
    augment = RandAugment(2, 12, policy="efficientnet", seed=1, fill=(0, 0, 0), min_visible=0.5)
    names = [operation.name for operation in augment.policy.operations]
    moves = ("rotate", "shear", "translate")
    choices = np.asarray(augment.choices(np.arange(count)))
    augmented = augment.with_masks(images, boxes, masks, np.arange(count))
    _, moved, visible, cut = map(np.asarray, augmented)
    new = np.asarray(augment.with_boxes(images, boxes, np.arange(count))[0])
    compared = 0
    for k in range(count):
        drawn = [names[choice].lower() for choice in choices[k]]
        if not visible[k, 0] or not all(any(m in name for m in moves) for name in drawn):
            continue
        center, half = moved[k, 0, :2], moved[k, 0, 2:] / 2
        part = (np.arange(20) + 0.5) / 20
        x, y = (center[i] - half[i] + part * 2 * half[i] for i in (0, 1))
        white = new[k][np.ix_(y.astype(int), x.astype(int))][..., 0] > 127
        assert (white == (cut[k, 0] > 0)).mean() > 0.93
        compared += 1
    assert compared >= 2
