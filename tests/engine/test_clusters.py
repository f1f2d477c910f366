"""Clusters of two workers that lose one, or a machine, in the middle of the work."""

import json
import time

import pytest

from tests.engine import clusters
from tests.engine.clusters import DaskCluster, RayCluster, finish, waymo_kit
from tests.engine.conftest import SEGMENTS, tree

pytestmark = pytest.mark.heavy


@pytest.fixture
def ray_cluster(tmp_path_factory):
    pytest.importorskip("ray", reason="needs waymo-kit[ray]")
    # A short path: Ray makes sockets in it.
    with RayCluster(tmp_path_factory.mktemp("r")) as cluster:
        yield cluster


@pytest.fixture
def dask_cluster(tmp_path_factory):
    pytest.importorskip("distributed", reason="needs waymo-kit[dask]")
    with DaskCluster(tmp_path_factory.mktemp("dask")) as cluster:
        yield cluster


class Conversion:
    """A running `waymo-kit convert`."""

    def __init__(self, work, folder, env, *where):
        self.out, self.summary = folder / "out", folder / "summary.json"
        options = ("--out", self.out, "--json", self.summary, *where)
        self.process = waymo_kit("convert", work.v1, *options, env=env)

    def done(self):
        return len(list(self.out.glob("_manifest/*.json")))

    def wait_for(self, condition):
        """Waits until something is so; the work must not be over before."""
        while not condition():
            assert self.process.poll() is None, self.process.communicate()
            time.sleep(0.02)
        assert self.done() < SEGMENTS

    def kill_one_of(self, busy):
        """Kills a worker that `busy()` names."""
        self.wait_for(lambda: busy() and self.done() >= 2)
        clusters.kill(busy()[0])

    def retries(self):
        finish(self.process)
        segments = json.loads(self.summary.read_text())["segments"]
        assert len(segments) == SEGMENTS
        assert all(s["status"] == "converted" and s["core_seconds"] > 0 for s in segments)
        return sum(segment["retries"] for segment in segments)


def on(engine, cluster):
    return "--engine", engine, "--address", cluster.address


def evaluate(work, cluster, engine, folder):
    """The file of scores of `waymo-kit eval` on a cluster."""
    arguments = ("-p", work.predictions, "-g", work.tables, "--json", folder / "scores.json")
    finish(waymo_kit("eval", *arguments, *on(engine, cluster), env=cluster.env))
    return (folder / "scores.json").read_bytes()


def test_ray_loses_a_worker_and_then_a_node(work, ray_cluster, tmp_path):
    conversion = Conversion(work, tmp_path, ray_cluster.env, *on("ray", ray_cluster))
    conversion.kill_one_of(ray_cluster.busy_workers)
    seen = conversion.done()
    conversion.wait_for(lambda: conversion.done() > seen + 1)
    ray_cluster.kill_node(ray_cluster.node)
    assert conversion.retries() >= 1
    assert tree(conversion.out) == tree(work.tables)
    assert evaluate(work, ray_cluster, "ray", tmp_path) == work.scores


def test_dask_loses_a_worker(work, dask_cluster, tmp_path):
    conversion = Conversion(work, tmp_path, dask_cluster.env, *on("dask", dask_cluster))
    conversion.kill_one_of(dask_cluster.worker_processes)
    assert conversion.retries() >= 1
    assert tree(conversion.out) == tree(work.tables)
    assert evaluate(work, dask_cluster, "dask", tmp_path) == work.scores


def test_local_processes_lose_a_worker(work, tmp_path):
    env = clusters.environment(tmp_path / "site")
    conversion = Conversion(work, tmp_path, env, "--workers", 2)

    def workers():
        found = clusters.descendants(conversion.process.pid)
        return [pid for pid, line in found.items() if "spawn_main" in line]

    conversion.kill_one_of(workers)
    assert conversion.retries() == 1
    assert tree(conversion.out) == tree(work.tables)


@pytest.mark.parametrize("engine", ["ray", "dask"])
def test_an_engine_without_address_is_started_here(engine, work, tmp_path):
    pytest.importorskip({"ray": "ray", "dask": "distributed"}[engine], reason="needs the engine")
    env = clusters.environment(tmp_path / "site")
    env.pop("RAY_TMPDIR")
    scores = tmp_path / "scores.json"
    arguments = ("-p", work.predictions, "-g", work.tables, "--json", scores)
    finish(waymo_kit("eval", *arguments, "--engine", engine, "--workers", 2, env=env))
    assert scores.read_bytes() == work.scores


@pytest.mark.parametrize(
    ("engine", "address"), [("ray", "127.0.0.1:1"), ("dask", "tcp://127.0.0.1:1")]
)
def test_a_cluster_that_does_not_answer_is_one_line(engine, address, work, tmp_path):
    pytest.importorskip({"ray": "ray", "dask": "distributed"}[engine], reason="needs the engine")
    env = clusters.environment(tmp_path / "site")
    arguments = ("-p", work.predictions, "-g", work.tables, "--engine", engine)
    process = waymo_kit("eval", *arguments, "--address", address, env=env)
    _, err = process.communicate(timeout=300)
    assert process.returncode == 2
    assert err.startswith(f"waymo-kit: error: --address {address}: ")
    assert err.count("\n") == 1
