"""One accelerator a worker, with made-up accelerators: names in $CUDA_VISIBLE_DEVICES."""

import os
import signal
import time
from collections import Counter

import pytest

from waymo_kit.engine import LocalEngine, run_tasks
from waymo_kit.engine.accelerators import hold_accelerator, visible_accelerators

PREALLOCATE = "XLA_PYTHON_CLIENT_PREALLOCATE"


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("0,1", ("0", "1")),
        (" 3 ", ("3",)),
        ("GPU-a1, GPU-b2", ("GPU-a1", "GPU-b2")),
        ("", ()),
        ("-1", ()),
        ("2,-1,5", ("2",)),
    ],
)
def test_the_variable_names_the_accelerators(value, names, tmp_path):
    (tmp_path / "nvidia7").touch()
    assert visible_accelerators({"CUDA_VISIBLE_DEVICES": value}, tmp_path) == names


def test_without_the_variable_devices_are_counted(tmp_path):
    assert visible_accelerators({}, tmp_path) == ()
    for name in ("nvidia3", "nvidia5", "nvidiactl", "nvidia-uvm"):
        (tmp_path / name).touch()
    assert visible_accelerators({}, tmp_path) == ("0", "1")


def test_a_process_that_holds_one_shares_its_memory(monkeypatch):
    for name in ("CUDA_VISIBLE_DEVICES", "TF_FORCE_GPU_ALLOW_GROWTH", PREALLOCATE):
        monkeypatch.setenv(name, "before")
    del os.environ[PREALLOCATE]
    hold_accelerator("4")
    assert os.environ["CUDA_VISIBLE_DEVICES"] == "4"
    assert os.environ["TF_FORCE_GPU_ALLOW_GROWTH"] == "before"
    assert os.environ[PREALLOCATE] == "false"


def seen(item, progress):
    """Process and what it sees; waits for the other workers, so that each does something."""
    (item / str(os.getpid())).touch()
    while len(list(item.iterdir())) < int(os.environ["TOGETHER"]):
        time.sleep(0.01)
    return os.getpid(), os.environ.get("CUDA_VISIBLE_DEVICES")


def die_once(item, progress):
    """The first process that sees device 7 dies; the other waits for the one that replaces it."""
    device, again = os.environ["CUDA_VISIBLE_DEVICES"], item.with_name("again")
    if device == "7" and not item.exists():
        item.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if device == "7":
        again.touch()
    deadline = time.monotonic() + 60
    while not again.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    return device


@pytest.mark.parametrize(
    ("workers", "devices", "shares"),
    [(2, "4,7", {"4": 1, "7": 1}), (3, "4,7", {"4": 2, "7": 1}), (2, "9", {"9": 2})],
)
def test_each_worker_holds_one(workers, devices, shares, monkeypatch, tmp_path):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", devices)
    monkeypatch.setenv("TOGETHER", str(workers))
    engine = LocalEngine(workers).on_accelerators()
    found = {done.result for done in run_tasks(engine, seen, [tmp_path] * 3 * workers)}
    assert len(found) == workers
    assert Counter(device for _, device in found) == shares
    assert os.environ["CUDA_VISIBLE_DEVICES"] == devices


@pytest.mark.parametrize(("devices", "engine"), [("4,7", LocalEngine(2)), ("", None)])
def test_who_wants_none_or_has_none_is_left_alone(devices, engine, monkeypatch, tmp_path):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", devices)
    monkeypatch.setenv("TOGETHER", "2")
    engine = engine or LocalEngine(2).on_accelerators()
    found = {done.result[1] for done in run_tasks(engine, seen, [tmp_path] * 4)}
    assert found == {devices}


def test_who_replaces_a_worker_takes_its_accelerator(monkeypatch, tmp_path):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "4,7")
    engine = LocalEngine(2).on_accelerators()
    done = list(run_tasks(engine, die_once, [tmp_path / "died"] * 6))
    assert (tmp_path / "died").exists()
    assert {one.result for one in done} == {"4", "7"}
    assert sum(one.cost.retries for one in done) == 1
