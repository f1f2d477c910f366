"""Twenty small simulated segments, converted, scored, detected and tracked by the local engine."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.engine.clusters import environment, finish, waymo_kit
from tests.s3_server import FaultProxy, bucket_behind, moto_server
from waymo_kit.io import locate
from waymo_kit.io.whole_files import publish
from waymo_kit.predictions import make_predictions, write_predictions
from waymo_kit.schema import component_of

SEGMENTS, FRAMES = 20, 2


@dataclass(frozen=True)
class Work:
    """Paths of the v1 files, tables and predictions, and what evaluating them gives."""

    v1: Path
    tables: Path
    predictions: Path
    scores: bytes

    @property
    def folder(self):
        return self.v1.parent


@pytest.fixture(scope="session")
def work(tmp_path_factory):
    root = tmp_path_factory.mktemp("work")
    env = environment(root / "site")
    v1, tables, scores = root / "v1", root / "tables", root / "scores.json"
    options = ("--segments", SEGMENTS, "--frames", FRAMES, "--workers", 2)
    finish(waymo_kit("simulate", "--out", v1, *options, env=env))
    finish(waymo_kit("convert", v1, "--out", tables, "--workers", 2, env=env))
    predictions = write_made_predictions(tables, root / "predictions.parquet")
    finish(waymo_kit("eval", "-p", predictions, "-g", tables, "--json", scores, env=env))
    return Work(v1, tables, predictions, scores.read_bytes())


@pytest.fixture(scope="session")
def clusters_found(work):
    """The predictions of the baseline: a file."""
    return detected(work, "clusters", "--baseline", "clusters")


@pytest.fixture(scope="session")
def network(work):
    """The folder of a run of a tiny network."""
    pytest.importorskip("keras", reason="needs waymo-kit[train]")
    from tests.detectors.lidar.tiny import write_tiny_run

    folder = work.folder / "run"
    folder.mkdir()
    return write_tiny_run(folder)


@pytest.fixture(scope="session")
def network_found(work, network):
    """The predictions of the tiny network: a file."""
    return detected(work, "network", "--checkpoint", network)


@pytest.fixture(scope="session")
def tracks(work):
    """The tracks of the made predictions: a file."""
    out = work.folder / "tracks.parquet"
    arguments = ("-p", work.predictions, "-d", work.tables, "--out", out)
    finish(waymo_kit("track", *arguments, env=environment(work.folder / "site")))
    return out


def detected(work, name, *chosen):
    out = work.folder / f"{name}.parquet"
    arguments = (*chosen, "--data", work.tables, "--out", out)
    finish(waymo_kit("detect", *arguments, env=environment(work.folder / "site")))
    return out


@pytest.fixture
def bucket(monkeypatch):
    """Port of a server with an empty bucket, and a proxy in front of it; $AWS... point to that."""
    pytest.importorskip("moto.server", reason="needs moto[server]")
    with (
        moto_server() as port,
        FaultProxy(port, seed=4) as proxy,
        bucket_behind(proxy, monkeypatch),
    ):
        yield port, proxy


def upload(file, uri, scratch):
    """Puts a file into the bucket."""
    staged = scratch / file.name
    shutil.copyfile(file, staged)
    publish(staged, locate(uri))


def write_made_predictions(tables, path):
    """Labels, a little displaced, some of them missing, with random scores."""
    rng = np.random.default_rng(0)
    found = []
    column = component_of("lidar_box").column
    for file in sorted((tables / "lidar_box").iterdir()):
        table = pq.read_table(file)
        table = table.filter(pa.array(rng.random(len(table)) < 0.9))
        names = [f"box.center.{axis}" for axis in "xyz"] + [f"box.size.{axis}" for axis in "xyz"]
        boxes = np.column_stack(
            [table[column(name)].to_numpy() for name in [*names, "box.heading"]]
        )
        boxes += rng.normal(0, 0.05, boxes.shape)
        boxes[:, 3:6] = np.maximum(boxes[:, 3:6], 0.1)
        found.append(
            make_predictions(
                file.stem,
                table["key.frame_timestamp_micros"].to_numpy(),
                boxes,
                table[column("type")].to_numpy(),
                rng.random(len(boxes)),
            )
        )
    write_predictions(pa.concat_tables(found), path)
    return path


def tree(folder):
    """Content of each file."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
