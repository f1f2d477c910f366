"""A tiny network is trained on tables in an object store, whose frames are read ahead."""

import dataclasses
import itertools
import json
import time

import pytest

pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")

from tests.detectors.lidar.tiny import tiny_config
from tests.engine.conftest import upload
from waymo_kit.detectors.lidar.lidar_run import LidarRun
from waymo_kit.detectors.lidar.network import create_network
from waymo_kit.detectors.lidar.source import LidarSource
from waymo_kit.detectors.training.settings import TrainingSettings
from waymo_kit.detectors.training.tensorflow.batches import (
    PREFETCHED_BATCHES,
    training_batches,
)
from waymo_kit.scene import open_dataset

pytestmark = pytest.mark.heavy

REMOTE = "s3://bucket/tables"
TAGS = ("_manifest", "lidar", "lidar_pose", "lidar_calibration", "lidar_box", "vehicle_pose")
BATCH, STEPS, THREADS = 2, 4, 2


@pytest.fixture
def store(work, bucket, tmp_path):
    """The proxy of a bucket with what training reads."""
    for tag in TAGS:
        for file in sorted((work.tables / tag).iterdir()):
            upload(file, f"{REMOTE}/{tag}/{file.name}", tmp_path)
    return bucket[1]


def train(data, folder):
    """Losses of all steps."""
    settings = TrainingSettings(steps=STEPS, batch_size=BATCH, log_every=1, load_threads=THREADS)
    run = LidarRun(data=str(data), detector=tiny_config("center"), training=settings)
    dataclasses.replace(run, augmentation=None).train(folder, strategy="cpu")
    lines = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    return [line["loss"] for line in lines if "loss" in line]


def test_remote_tables_train_like_local_ones(work, store, tmp_path):
    store.rate = 0.05
    before = len(store.requests)
    remote = train(REMOTE, tmp_path / "remote")
    assert len(store.requests) > before + STEPS * BATCH
    assert sum(store.injected.values()) > 0
    assert len(remote) == STEPS
    assert remote == train(work.tables, tmp_path / "local")


class CountedSource:
    """Notes which examples were loaded."""

    def __init__(self, source):
        self.source, self.loaded = source, []

    def __len__(self):
        return len(self.source)

    def load(self, number, epoch):
        example = self.source.load(number, epoch)
        self.loaded.append(number)
        return example


def test_frames_are_read_ahead_while_a_step_runs_but_not_without_end(store):
    detector = create_network(tiny_config("center"))
    source = LidarSource(open_dataset(REMOTE), detector)
    counted = CountedSource(source)
    batches = iter(training_batches(counted, BATCH, seed=0, threads=THREADS))
    most = 1 + (PREFETCHED_BATCHES + 2) * BATCH + 2 * THREADS
    assert most < len(source)
    next(batches)
    # The step that is not done yet: what it and the next ones need comes meanwhile.
    deadline = time.monotonic() + 120
    while len(counted.loaded) < 1 + (1 + PREFETCHED_BATCHES) * BATCH:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    requests = settled(lambda: len(store.requests))
    assert len(counted.loaded) <= most
    for _ in range(PREFETCHED_BATCHES):
        next(batches)
    assert settled(lambda: len(store.requests)) > requests
    assert len(counted.loaded) <= most + PREFETCHED_BATCHES * BATCH
    source.close()


def settled(value):
    """A number once it has not changed for two seconds."""
    last = value()
    for _ in itertools.count():
        time.sleep(2)
        if value() == last:
            return last
        last = value()
