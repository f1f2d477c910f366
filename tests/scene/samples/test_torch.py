"""Samples as PyTorch tensors: workers, ranks and exact resume."""

import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.scene.samples.transforms import fails, fixed_size, jitter, many_kinds, nothing
from waymo_kit.errors import CorruptDataError, InvalidInputError
from waymo_kit.scene.samples.shared_batches import (
    MAX_SLOTS,
    BatchReader,
    BatchWriter,
    slot_flags,
)

torch = pytest.importorskip("torch", reason="needs waymo-kit[torch]")
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
ROOT = Path(__file__).parents[3]


def sums(batches, epochs=1):
    """Names the frames of each batch, with sums that tell its points apart."""
    return [
        (batch["segment"], batch["frame"].tolist(), batch["points"].double().sum().item())
        for _ in range(epochs)
        for batch in batches
    ]


@pytest.fixture
def frames(dataset):
    return dataset.frames(lasers="TOP", returns=1)


def test_samples_are_tensors(frames):
    dataset = frames.to_torch()
    assert len(dataset) == 8
    sample = dataset[1]
    assert sample["points"].dtype == torch.float32
    assert sample["boxes"].shape == (len(sample["ids"]), 7)
    assert sample["frame"] == 1


def test_a_loader_of_pytorch_takes_the_frames(frames):
    loader = torch.utils.data.DataLoader(
        frames.to_torch(fixed_size), batch_size=4, shuffle=True, num_workers=0
    )
    torch.manual_seed(0)
    first = list(loader)
    assert [batch["xyz"].shape for batch in first] == [(4, 64, 3)] * 2
    torch.manual_seed(0)
    assert all(torch.equal(a["xyz"], b["xyz"]) for a, b in zip(first, list(loader), strict=True))
    assert not any(torch.equal(a["xyz"], b["xyz"]) for a, b in zip(first, loader, strict=True))


def test_collations(frames):
    def first(how):
        return next(iter(frames.to_torch().batches(3, collate=how, shuffle=False)))

    listed, padded, flat = first("list"), first("pad"), first("flat")
    counts = [len(points) for points in listed["points"]]
    assert padded["points_mask"].sum(1).tolist() == counts
    assert flat["points_sample"].bincount().tolist() == counts
    assert torch.equal(flat["points"], torch.cat(listed["points"]))
    assert torch.equal(padded["points"][1, : counts[1]], listed["points"][1])


@pytest.mark.parametrize("start_method", ["fork", "spawn"])
def test_workers_give_the_same_batches(frames, start_method):
    dataset = frames.to_torch(jitter)
    frames[0]  # files are open where workers are forked
    expected = sums(dataset.batches(3, collate="pad", seed=2), 3)
    batches = dataset.batches(3, collate="pad", seed=2, workers=2, start_method=start_method)
    assert sums(batches, 3) == expected
    assert len(batches) == 3
    assert {tuple(frames) for _, frames, _ in expected[:3]} != {
        tuple(frames) for _, frames, _ in expected[3:6]
    }
    batches.close()


def test_workers_send_every_kind_of_value(frames):
    for how in ("list", "pad", "flat"):
        made = frames.to_torch(many_kinds)
        here = list(made.batches(3, collate=how))
        sent = made.batches(3, collate=how, workers=1)
        for batch, expected in zip(sent, here, strict=True):
            assert batch.keys() == expected.keys()
            for key, value in expected.items():
                assert_same(batch[key], value)
        sent.close()


def assert_same(found, expected):
    assert type(found) is type(expected)
    if isinstance(expected, list):
        for each, value in zip(found, expected, strict=True):
            assert_same(each, value)
    elif isinstance(expected, torch.Tensor):
        assert found.dtype == expected.dtype
        assert torch.equal(found, expected)
    else:
        assert found == expected


def test_memory_is_used_again_when_a_batch_is_dropped():
    flags = slot_flags(1)
    writer, reader = BatchWriter(0, flags), BatchReader(flags, False)

    def send(number, size=100):
        sent = writer.write({"x": np.full(size, number), "y": [np.float32([number])], "z": "a"})
        return sent and reader.read(sent)

    first, second = send(1), send(2)
    part, places = first["x"][3:5], [first["x"].data_ptr(), second["x"].data_ptr()]
    del first
    third = send(3)
    assert third["x"].data_ptr() not in places
    assert part.tolist() == [1, 1]  # a part of a batch keeps its memory
    del part
    again, larger = send(4), send(5, size=1000)
    assert again["x"].data_ptr() == places[0]
    assert (larger["x"] == 5).all()
    assert [batch["y"][0].item() for batch in (again, second, third)] == [4, 2, 3]
    assert again["z"] == "a"
    kept = [again, second, third, larger, *(send(k) for k in range(4, MAX_SLOTS))]
    assert flags.sum() == MAX_SLOTS
    assert send(0) is None
    del kept[5]
    assert send(0, size=5000)["x"].sum() == 0
    assert kept[-1]["x"][0] == MAX_SLOTS - 1


def test_a_loop_may_keep_all_batches(frames):
    made = frames.to_torch(fixed_size)
    batches = made.batches(1, workers=1)
    kept = [batch for _ in range(4) for batch in batches]
    expected = made.batches(1)
    for batch, value in zip(kept, (b for _ in range(4) for b in expected), strict=True):
        assert_same(batch["xyz"], value["xyz"])
    batches.close()


@pytest.mark.parametrize("workers", [0, 2])
def test_a_state_resumes_exactly(frames, workers):
    dataset = frames.to_torch(jitter)

    def batches():
        return dataset.batches(3, collate="pad", workers=workers)

    expected = sums(batches(), 2)
    for stop in range(5):
        first = batches()
        got = []
        while len(got) < stop:
            for batch in first:
                got += sums([batch])
                if len(got) == stop:
                    break
        state = first.state_dict()
        first.close()
        second = batches()
        second.load_state_dict(state)
        got += sums(second)
        if len(got) < len(expected):
            got += sums(second)
        assert got[: len(expected)] == expected[: len(got)]
        second.close()


def test_a_loop_that_was_left_goes_on(frames):
    batches = frames.to_torch().batches(2, collate="pad", shuffle=False)
    for batch in batches:
        assert batch["frame"].tolist() == [0, 1]
        break
    assert [batch["frame"].tolist() for batch in batches] == [[2, 3], [0, 1], [2, 3]]
    assert batches.state_dict()["epoch"] == 1


def test_ranks_share_an_epoch(frames):
    dataset = frames.to_torch()
    parts = [sums(dataset.batches(2, collate="pad", rank=rank, world=3)) for rank in range(3)]
    assert [len(part) for part in parts] == [2, 2, 2]
    seen = [
        (segment, frame)
        for part in parts
        for segments, frames, _ in part
        for segment, frame in zip(segments, frames, strict=True)
    ]
    assert len(seen) == 9  # eight frames, one of them twice
    assert len(set(seen)) == 8
    dropped = dataset.batches(2, collate="pad", drop_last=True, world=3, rank=0)
    assert len(dropped) == len(sums(dropped)) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"batch_size": 0}, "batch_size: expected at least 1, got 0"),
        ({"batch_size": 9, "drop_last": True}, "no batch of 9 in 8 frames"),
        ({"batch_size": 1, "rank": 2, "world": 2}, "rank: expected 0 to 1 in a world of 2, got 2"),
        ({"batch_size": 1, "workers": -1}, "workers: expected at least 0, got -1"),
    ],
)
def test_settings_are_checked(frames, arguments, message):
    with pytest.raises(InvalidInputError, match=message):
        frames.to_torch().batches(**arguments)


def test_a_state_of_other_settings_is_refused(frames):
    state = frames.to_torch().batches(2, seed=1).state_dict()
    with pytest.raises(InvalidInputError, match="the state has seed 1, these batches have 0"):
        frames.to_torch().batches(2).load_state_dict(state)
    with pytest.raises(InvalidInputError, match="the state has frames 8, these batches have 4"):
        frames[:4].to_torch().batches(2, seed=1).load_state_dict(state)


@pytest.mark.parametrize("workers", [0, 1])
def test_errors_keep_their_kind(frames, workers):
    with pytest.raises(CorruptDataError, match="frame 0: broken"):
        list(frames.to_torch(fails).batches(1, shuffle=False, workers=workers))
    with pytest.raises(InvalidInputError, match="expected a sample or a mapping"):
        list(frames.to_torch(nothing).batches(1, workers=workers))


KILLED = """
import json, os, sys
import waymo_kit as wk
from tests.scene.samples.transforms import jitter
tables, folder, die = sys.argv[1], sys.argv[2], int(sys.argv[3])
batches = wk.open_dataset(tables).frames(lasers="TOP", returns=1).to_torch(jitter).batches(
    3, collate="pad", workers=2, start_method="fork"
)
state = os.path.join(folder, "state.json")
if os.path.exists(state):
    batches.load_state_dict(json.load(open(state)))
while batches.state_dict()["epoch"] < 2:
    for batch in batches:
        with open(os.path.join(folder, "seen.txt"), "a") as seen:
            print(batch["frame"].tolist(), batch["points"].double().sum().item(), file=seen)
        json.dump(batches.state_dict(), open(state, "w"))
        die -= 1
        if die == 0:
            os.kill(os.getpid(), 9)
batches.close()
"""


def test_a_killed_loop_resumes_with_the_same_samples(tables, tmp_path):
    seen = []
    for name, kills in (("once", [0]), ("killed", [2, 2, 0])):
        folder = tmp_path / name
        folder.mkdir()
        for die in kills:
            done = subprocess.run(
                [sys.executable, "-c", KILLED, str(tables), str(folder), str(die)],
                cwd=ROOT,
                timeout=120,
                check=False,
            )
            assert done.returncode == (-signal.SIGKILL if die else 0)
        seen.append((folder / "seen.txt").read_text().splitlines())
    assert len(seen[0]) == 6
    assert seen[0] == seen[1]
