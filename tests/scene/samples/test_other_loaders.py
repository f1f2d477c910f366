"""Samples for TensorFlow, grain, Hugging Face Datasets and Ray Data."""

import sys

import numpy as np
import pytest

from tests.scene.samples.transforms import fixed_size, nothing
from waymo_kit.errors import InvalidInputError, MissingDependencyError


@pytest.fixture
def frames(dataset):
    return dataset.frames(lasers="TOP", returns=1)


@pytest.mark.filterwarnings("ignore")
def test_tensorflow(frames):
    tf = pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")
    dataset = frames.to_tf()
    found = list(dataset)
    assert [int(each["frame"]) for each in found] == [0, 1, 2, 3] * 2
    for each, sample in zip(found, frames, strict=True):
        expected = sample.arrays()
        assert each["segment"].numpy().decode() == sample.segment
        assert [name.decode() for name in each["ids"].numpy()] == expected["ids"]
        for key in ("points", "boxes", "types", "world_from_vehicle"):
            np.testing.assert_array_equal(each[key].numpy(), expected[key])
    (batch,) = frames[:3].to_tf().padded_batch(3)
    assert batch["points"].shape[0] == 3
    mixed = frames.to_tf(fixed_size, shuffle=True)
    assert mixed.element_spec["xyz"].dtype == tf.float32
    once, again = ([each["xyz"].numpy() for each in mixed] for _ in range(2))
    assert not np.array_equal(once, again)
    with pytest.raises(InvalidInputError, match="expected a sample or a mapping"):
        frames.to_tf(nothing)


def test_grain(frames):
    pytest.importorskip("grain", reason="needs waymo-kit[grain]")
    dataset = frames.to_grain()
    assert [dataset[k]["frame"] for k in range(len(dataset))] == [0, 1, 2, 3] * 2
    np.testing.assert_array_equal(dataset[3]["points"], frames[3].points)
    mixed = frames.to_grain(fixed_size, shuffle=True, epochs=2)
    assert len(mixed) == 16
    orders = [[mixed[k]["frame"] for k in part] for part in (range(8), range(8, 16))]
    assert orders[0] != orders[1]
    np.testing.assert_array_equal(mixed[5]["xyz"], mixed[5]["xyz"])


def test_hugging_face(frames):
    pytest.importorskip("datasets", reason="needs waymo-kit[hf]")
    dataset = frames.to_hf(fixed_size)
    assert dataset.num_shards == 2
    found = list(dataset)
    assert [each["frame"] for each in found] == [0, 1, 2, 3] * 2
    assert found[0]["xyz"].shape == (64, 3)
    plain = next(iter(frames.to_hf().with_format("numpy")))
    np.testing.assert_array_equal(plain["points"], frames[0].points)


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore")
def test_ray(frames):
    ray = pytest.importorskip("ray", reason="needs waymo-kit[ray]")
    ray.init(num_cpus=2, log_to_driver=False)
    try:
        rows = frames.to_ray().take_all()
    finally:
        ray.shutdown()
    assert sorted((row["segment"], row["frame"]) for row in rows) == sorted(
        (sample.segment, sample.frame) for sample in frames
    )
    row = next(r for r in rows if (r["segment"], r["frame"]) == (frames[1].segment, 1))
    np.testing.assert_array_equal(row["points"], frames[1].points)


@pytest.mark.parametrize(
    ("package", "method", "extra"),
    [
        ("torch", "to_torch", "torch"),
        ("tensorflow", "to_tf", "train"),
        ("grain", "to_grain", "grain"),
        ("datasets", "to_hf", "hf"),
        ("ray.data", "to_ray", "ray"),
    ],
)
def test_a_framework_that_is_not_there_is_named(frames, monkeypatch, package, method, extra):
    monkeypatch.setitem(sys.modules, package, None)
    name = package.partition(".")[0]
    with pytest.raises(
        MissingDependencyError, match=rf"{method} needs the package {name}.*{extra}"
    ):
        getattr(frames, method)()
