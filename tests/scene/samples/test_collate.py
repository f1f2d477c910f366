"""Samples of different sizes joined into batches."""

import numpy as np
import pytest

from waymo_kit.errors import InvalidInputError
from waymo_kit.scene.samples.collate import collate


def examples():
    rng = np.random.default_rng(0)
    return [
        {
            "points": rng.normal(size=(count, 3)).astype(np.float32),
            "pose": rng.normal(size=(4, 4)),
            "frame": k,
            "ids": ["a"] * k,
            "segment": "s",
        }
        for k, count in enumerate((4, 0, 2))
    ]


def test_lists_stay_lists():
    given = examples()
    batch = collate(given)
    assert batch["frame"] == [0, 1, 2]
    for key in given[0]:
        assert all(one is example[key] for one, example in zip(batch[key], given, strict=True))


def test_pad_fills_up_and_says_where():
    given = examples()
    batch = collate(given, "pad")
    assert batch["points"].shape == (3, 4, 3)
    assert batch["points"].dtype == np.float32
    for row, example in enumerate(given):
        mask = batch["points_mask"][row]
        assert mask.sum() == len(example["points"])
        np.testing.assert_array_equal(batch["points"][row, mask], example["points"])
        assert not batch["points"][row, ~mask].any()
    np.testing.assert_array_equal(batch["pose"], np.stack([e["pose"] for e in given]))
    assert "pose_mask" not in batch
    np.testing.assert_array_equal(batch["frame"], [0, 1, 2])
    assert batch["ids"] == [[], ["a"], ["a", "a"]]
    assert batch["segment"] == ["s"] * 3


def test_flat_puts_one_after_the_other():
    given = examples()
    batch = collate(given, "flat")
    np.testing.assert_array_equal(batch["points_sample"], [0, 0, 0, 0, 2, 2])
    np.testing.assert_array_equal(batch["points"], np.concatenate([e["points"] for e in given]))


@pytest.mark.parametrize(("how", "added"), [("pad", "points_mask"), ("flat", "points_sample")])
def test_points_are_joined_in_one_way_whatever_their_number(how, added):
    """The keys of a batch must not depend on chance."""
    assert added in collate([{"points": np.zeros((2, 3))}] * 2, how)


@pytest.mark.parametrize(
    ("second", "how", "message"),
    [
        ({"a": np.zeros((2, 3))}, "ragged", "expected list, pad or flat, got 'ragged'"),
        ({"a": np.zeros((2, 4))}, "pad", "differ in their first dimension only"),
        ({"a": 1.0}, "flat", "differ in their first dimension only"),
        ({"b": np.zeros((2, 3))}, "pad", "only some examples of a batch have 'a'"),
    ],
)
def test_what_cannot_be_joined_is_said(second, how, message):
    with pytest.raises(InvalidInputError, match=message):
        collate([{"a": np.zeros((2, 3))}, second], how)
