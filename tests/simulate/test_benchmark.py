import json
from types import MappingProxyType

import pytest

from waymo_kit.errors import NotFoundError
from waymo_kit.formats.tfrecord import RecordReader, RecordWriter
from waymo_kit.protos import frame_pb2
from waymo_kit.simulate import benchmark
from waymo_kit.simulate.benchmark import (
    BENCHMARKS,
    SPLITS,
    DriveBenchmark,
    DriveSplit,
    find_benchmark,
    label_digest,
    simulate_benchmark,
)

TINY = DriveBenchmark(
    3, "fast", MappingProxyType({name: DriveSplit(1, 1, "0" * 64) for name in SPLITS})
)


@pytest.fixture
def tiny(monkeypatch):
    monkeypatch.setattr(benchmark, "BENCHMARKS", {("v1", "small"): TINY})


@pytest.mark.parametrize("key", BENCHMARKS)
def test_no_two_segments_share_a_place_or_a_name(key):
    plans = [plan for split in SPLITS for plan in BENCHMARKS[key].plans(split)]
    assert len({plan.name for plan in plans}) == len(plans)
    assert len({(plan.city.name, plan.crossing) for plan in plans}) == len(plans)


@pytest.mark.parametrize("key", BENCHMARKS)
@pytest.mark.parametrize("split", SPLITS)
def test_each_split_has_all_cities_times_and_weathers(key, split):
    plans = BENCHMARKS[key].plans(split)
    assert len({plan.city.name for plan in plans}) == 3
    assert len({plan.time_of_day for plan in plans}) == 3
    assert len({plan.weather for plan in plans}) == 2


def test_a_second_run_keeps_the_files_and_finds_the_same_digest(tmp_path, tiny):
    first = simulate_benchmark(tmp_path, splits=["test"])
    (path,) = (tmp_path / "test").iterdir()
    time = path.stat().st_mtime_ns
    (second,) = simulate_benchmark(tmp_path, splits=["test", "test"])
    assert path.stat().st_mtime_ns == time
    assert first[0].digest == second.digest
    assert first[0].differs  # from the published digest, which is made up
    written = json.loads((tmp_path / "test.json").read_text())
    assert (written["split"], written["digest"]) == ("test", first[0].digest)
    assert [segment["file"] for segment in written["segments"]] == [path.name]


def test_the_digest_tells_labels_apart_but_not_last_digits(tmp_path, tiny):
    simulate_benchmark(tmp_path, splits=["train"])
    (path,) = (tmp_path / "train").iterdir()
    before = label_digest(path)
    with RecordReader(path) as records:
        frames = [frame_pb2.Frame.FromString(bytes(record)) for record in records]
    label = frames[0].laser_labels[0]

    def digest():
        with RecordWriter(tmp_path / "changed.tfrecord") as writer:
            for frame in frames:
                writer.write(frame.SerializeToString())
        return label_digest(tmp_path / "changed.tfrecord")

    label.box.center_x = round(label.box.center_x, 3)
    assert digest() == before
    label.box.center_x += 1e-9
    assert digest() == before
    label.box.center_x += 0.002
    assert digest() != before


def test_unknown_names_are_refused(tmp_path):
    with pytest.raises(NotFoundError, match=r"benchmark: expected one of v1, got 'v0'"):
        find_benchmark("v0", "small")
    with pytest.raises(NotFoundError, match="size: expected one of"):
        find_benchmark("v1", "huge")
    with pytest.raises(NotFoundError, match="split: expected one of train, validation, test"):
        simulate_benchmark(tmp_path, splits=["training"])
