import numpy as np
import pytest

from tests.metrics.naive_instances import naive_precision
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import Masks
from waymo_kit.metrics.instances import FIGURES, InstanceMetric, Instances


def squares(*corners):
    """Returns masks of squares of 10 pixels with these corners in an image of 40 x 40."""
    pixels = np.zeros((len(corners), 40, 40), bool)
    for mask, (left, top) in zip(pixels, corners, strict=True):
        mask[top : top + 10, left : left + 10] = True
    return Masks.encode(pixels)


def test_by_hand():
    metric = InstanceMetric()
    truth, found = squares((0, 0), (20, 20)), squares((0, 0), (20, 0))
    labels = Instances(truth.boxes, [1, 1], truth)
    metric.update(Instances(found.boxes, [1, 1], found, [0.6, 0.9]), labels)
    result = metric.result()
    figures = result.mask.figures()
    # The better one is wrong, so that precision is 1/2 up to the recall of 1/2: 51 of 101 recalls.
    assert figures["AP"] == pytest.approx(0.5 * 51 / 101)
    assert figures["AR_1"] == 0
    assert figures["AR_100"] == 0.5
    assert np.isnan(figures["AP_LARGE"])
    assert result.box.figures() == pytest.approx(figures, nan_ok=True)
    assert result.box.labels.tolist() == [2]


def test_crowds_and_other_sizes_count_neither_way():
    metric = InstanceMetric()
    truth = squares((0, 0), (20, 20))
    labels = Instances(truth.boxes, [1, 1], truth, is_crowd=[False, True])
    found = squares((0, 0), (20, 20), (21, 21))
    metric.update(Instances(found.boxes, [1, 1, 1], found, [0.5, 0.9, 0.8]), labels)
    figures = metric.result().mask.figures()
    assert figures["AP50"] == pytest.approx(1)
    assert figures["AP_SMALL"] > 0
    assert np.isnan(figures["AP_MEDIUM"])


@pytest.mark.parametrize("seed", range(5))
def test_equals_the_naive_version_in_parts_too(seed):
    rng = np.random.default_rng(seed)
    images = []
    for _ in range(6):
        sides = []
        for most in (8, 5):
            count = int(rng.integers(0, most))
            masks = np.zeros((count, 50, 60), bool)
            for mask in masks:
                top, left = rng.integers(0, [30, 40])
                mask[top : top + rng.integers(5, 30), left : left + rng.integers(5, 30)] = True
            sides.append((Masks.encode(masks), rng.integers(1, 3, count)))
        (found, kinds), (truth, classes) = sides
        scores = np.round(rng.random(len(found)), 1)
        crowd = rng.random(len(truth)) < 0.2
        images.append(
            (
                Instances(found.boxes, kinds, found, scores),
                Instances(truth.boxes, classes, truth, is_crowd=crowd),
            )
        )
    metric, other = InstanceMetric(), InstanceMetric()
    for k, image in enumerate(images):
        (metric if k < 3 else other).update(*image)
    metric.merge(other)
    result = metric.result()
    for part, name in ((result.mask, "masks"), (result.box, "boxes")):
        for k, label in enumerate(part.classes.tolist()):
            for t in (0, 5, 9):
                expected = naive_precision(images, label, 0.5 + 0.05 * t, name)
                found = part.precision[t, :, k, 0].mean()
                assert found == pytest.approx(expected, abs=1e-12, nan_ok=True)


def test_figures_are_those_of_pycocotools():
    pytest.importorskip("pycocotools")
    from tools.official.compare_instances import (
        as_instances,
        our_figures,
        random_case,
        their_figures,
    )

    for seed in range(4):
        content, results = random_case(seed, images=5)
        found, _ = our_figures(as_instances(content, results, True))
        for kind in ("segm", "bbox"):
            expected, _ = their_figures(content, results, kind)
            np.testing.assert_allclose(found[kind], expected, atol=1e-9)


def test_nothing_at_all():
    metric = InstanceMetric()
    metric.update(
        Instances(np.empty((0, 4)), np.empty(0, int), scores=[]),
        Instances(np.empty((0, 4)), np.empty(0, int)),
    )
    result = metric.result()
    assert result.mask is None
    assert list(result.box.figures()) == list(FIGURES)
    assert np.isnan(list(result.box.figures().values())).all()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"boxes": [[0, 0, -1, 2]]}, "boxes: expected finite"),
        ({"scores": [np.nan]}, "scores: expected 1 finite"),
        ({"classes": [1, 2]}, "classes: expected 1"),
        ({"masks": squares()}, "masks: expected 1, got 0"),
    ],
)
def test_bad_columns_are_refused(changes, message):
    columns = {"boxes": [[0, 0, 1, 2]], "classes": [1], "scores": [0.5], **changes}
    with pytest.raises(InvalidInputError, match=message):
        Instances(**columns)
