"""Clusters of two workers that lose one, or a machine, in the middle of the work."""

import ast
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
    with RayCluster(tmp_path_factory.mktemp("r"), gpus=1) as cluster:
        yield cluster


@pytest.fixture
def dask_cluster(tmp_path_factory):
    pytest.importorskip("distributed", reason="needs waymo-kit[dask]")
    with DaskCluster(tmp_path_factory.mktemp("dask")) as cluster:
        yield cluster


class Job:
    """A running command that does a segment a task, and what it has done."""

    def __init__(self, command, *arguments, done, summary, env):
        self.folder, self.summary = done, summary
        self.process = waymo_kit(command, *arguments, "--json", self.summary, env=env)

    def done(self):
        """Number of segments that are complete."""
        return len([path for path in self.folder.glob("**/*.*") if path.name[0] != "."])

    def wait_for(self, condition):
        """Waits until something is so; the work must not be over before."""
        while not condition():
            assert self.process.poll() is None, self.process.communicate()
            time.sleep(0.02)
        assert self.process.poll() is None, self.process.communicate()

    def kill_one_of(self, workers):
        """Kills one of the processes `workers()` in the middle of a task.

        A worker that has just completed a segment is busy too, with the rest of its task. So the
        one that is killed computes while no segment is completed, twice in a row.
        """
        busy = []

        def one_is_busy():
            done = self.done()
            if done >= 2:
                first = clusters.busy_ones(workers())
                second = clusters.busy_ones(first)
                busy[:] = second if self.done() == done else []
            return busy

        self.wait_for(one_is_busy)
        clusters.kill(busy[0])

    def retries(self):
        finish(self.process)
        summary = json.loads(self.summary.read_text())
        segments = summary.get("work", summary["segments"])
        assert len(segments) == SEGMENTS
        assert all(s["status"] in ("converted", "made") for s in segments), segments
        # A worker may die after the last file of a segment; the next one has nothing to read then.
        assert all(s["core_seconds"] > 0 for s in segments), segments
        assert all(s["bytes_in"] > 0 or s["retries"] for s in segments), segments
        return sum(segment["retries"] for segment in segments)


class Conversion(Job):
    """A running `waymo-kit convert`."""

    def __init__(self, work, folder, env, *where):
        self.out = folder / "out"
        arguments = (work.v1, "--out", self.out, *where)
        done, summary = self.out / "_manifest", folder / "summary.json"
        super().__init__("convert", *arguments, done=done, summary=summary, env=env)


class Detection(Job):
    """A running `waymo-kit detect`."""

    def __init__(self, work, folder, env, *options):
        self.out = folder / "found.parquet"
        arguments = ("--data", work.tables, "--out", self.out, *options)
        done, summary = folder / "found.parquet.parts", folder / "summary.json"
        super().__init__("detect", *arguments, done=done, summary=summary, env=env)


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


def track(work, cluster, engine, folder):
    """The file of tracks of `waymo-kit track` on a cluster."""
    out = folder / "tracks.parquet"
    arguments = ("-p", work.predictions, "-d", work.tables, "--out", out)
    finish(waymo_kit("track", *arguments, *on(engine, cluster), env=cluster.env))
    return out.read_bytes()


def test_ray_detects_and_tracks_though_it_loses_a_worker_and_a_node(
    work, network, network_found, clusters_found, tracks, ray_cluster, tmp_path
):
    """The network's tasks hold a GPU each, or what Ray is told is one."""
    place, env = on("ray", ray_cluster), ray_cluster.env
    detection = Detection(work, tmp_path, env, "--checkpoint", network, *place)
    detection.kill_one_of(ray_cluster.busy_workers)
    assert detection.retries() >= 1
    assert detection.out.read_bytes() == network_found.read_bytes()
    detection.out.unlink()
    detection = Detection(work, tmp_path, env, "--baseline", "clusters", *place)
    detection.wait_for(lambda: detection.done() >= 2)
    ray_cluster.kill_node(ray_cluster.node)
    detection.retries()
    assert detection.out.read_bytes() == clusters_found.read_bytes()
    assert track(work, ray_cluster, "ray", tmp_path) == tracks.read_bytes()


def test_dask_detects_and_tracks_though_it_loses_a_worker(
    work, network, network_found, tracks, dask_cluster, tmp_path
):
    place, env = on("dask", dask_cluster), dask_cluster.env
    detection = Detection(work, tmp_path, env, "--checkpoint", network, *place)
    detection.kill_one_of(dask_cluster.worker_processes)
    assert detection.retries() >= 1
    assert detection.out.read_bytes() == network_found.read_bytes()
    assert track(work, dask_cluster, "dask", tmp_path) == tracks.read_bytes()


RAY_TASKS = """
import os, time
import ray
from waymo_kit.engine.ray_cluster import RayEngine
from waymo_kit.engine import run_tasks

def seen(item, progress):
    time.sleep(0.3)
    return os.getpid(), os.environ["CUDA_VISIBLE_DEVICES"]

ray.init(num_cpus=4, num_gpus=2, include_dashboard=False, logging_level="ERROR")
done = list(run_tasks(RayEngine().on_accelerators(), seen, range(12)))
print(*sorted({one.result for one in done}), sep=chr(10))
"""
DASK_TASKS = """
import os, time
from waymo_kit.engine.dask_cluster import DaskEngine
from waymo_kit.engine import run_tasks

def seen(item, progress):
    time.sleep(0.3)
    return os.getpid(), os.environ["CUDA_VISIBLE_DEVICES"]

done = list(run_tasks(DaskEngine(workers=2).on_accelerators(), seen, range(12)))
print(*sorted({one.result for one in done}), sep=chr(10))
"""


@pytest.mark.parametrize(
    ("package", "script", "devices"),
    [("ray", RAY_TASKS, {"0", "1"}), ("distributed", DASK_TASKS, {"4", "7"})],
)
def test_a_worker_process_keeps_one_accelerator(package, script, devices, tmp_path):
    """Made-up ones: a number told to Ray, names in a variable. Few processes do all the tasks."""
    pytest.importorskip(package, reason="needs the engine")
    env = clusters.environment(tmp_path / "site") | {"CUDA_VISIBLE_DEVICES": "4,7"}
    for name in [name for name in env if name.startswith("RAY_")]:
        del env[name]
    if package == "ray":
        del env["CUDA_VISIBLE_DEVICES"]
    process = clusters.python("-c", script, env=env)
    out, _ = finish(process)
    found = [ast.literal_eval(line) for line in out.splitlines() if line.startswith("(")]
    assert len(found) == 2
    assert {device for _, device in found} == devices


def test_dask_loses_a_worker(work, dask_cluster, tmp_path):
    conversion = Conversion(work, tmp_path, dask_cluster.env, *on("dask", dask_cluster))
    conversion.kill_one_of(dask_cluster.worker_processes)
    assert conversion.retries() >= 1
    assert tree(conversion.out) == tree(work.tables)
    assert evaluate(work, dask_cluster, "dask", tmp_path) == work.scores


def test_local_processes_lose_a_worker(work, tmp_path):
    env = clusters.environment(tmp_path / "site", long_tasks=True)
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
