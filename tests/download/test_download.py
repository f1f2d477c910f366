"""Copies of datasets from an object store: complete, checked, and resumed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import waymo_kit as wk
from tests import made_frames
from tests.s3_server import FaultProxy, bucket_behind, moto_server
from waymo_kit.convert import convert_segment
from waymo_kit.download import download, plan_download, transfer
from waymo_kit.engine import make_engine
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.io import locate
from waymo_kit.io.whole_files import write_bytes

pytest.importorskip("moto.server", reason="needs moto[server]")
NAMES = ("1001_0_000_20_000", "1002_0_000_20_000")
TAGS = ("lidar_box", "stats", "vehicle_pose")
ROOT = Path(__file__).parents[2]
ENGINE = make_engine("local", None, 1)


@pytest.fixture(scope="module")
def server():
    with moto_server() as port:
        yield port


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    """Folder with v1 files of two segments, and their tables."""
    root = tmp_path_factory.mktemp("download")
    for name in NAMES:
        frames = [made_frames.full_frame(i) for i in range(2)]
        for frame in frames:
            frame.context.name = name
        path = root / "v1" / f"segment-{name}_with_camera_labels.tfrecord"
        path.parent.mkdir(exist_ok=True)
        made_frames.write_segment(path, frames)
        convert_segment(locate(path), locate(root / "tables"), TAGS)
    return root


@pytest.fixture
def store(server, dataset, monkeypatch):
    """The dataset in a bucket, behind a proxy that counts requests and makes them fail."""
    with FaultProxy(server) as proxy, bucket_behind(proxy, monkeypatch):
        for path in dataset.rglob("*.*"):
            if path.is_file():
                target = locate(f"s3://bucket/{path.relative_to(dataset).as_posix()}")
                write_bytes(path.read_bytes(), target)
        yield proxy


def files_below(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("kind", ["tables", "v1"])
def test_a_copy_has_the_same_bytes_and_is_made_once(store, dataset, tmp_path, kind):
    plan = plan_download(f"s3://bucket/{kind}")
    assert len(plan) == 2
    copied = download(plan, tmp_path / "copy", ENGINE)
    assert files_below(tmp_path / "copy") == files_below(dataset / kind)
    assert sum(count for _, count in copied) == sum(segment.size for segment in plan)
    assert sorted(wk.open_dataset(tmp_path / "copy").segments) == list(NAMES)
    again = download(plan_download(f"s3://bucket/{kind}"), tmp_path / "copy", ENGINE)
    assert [count for _, count in again] == [0, 0]


def test_segments_and_tables_are_chosen(store, dataset, tmp_path):
    (segment,) = plan_download("s3://bucket/v1", segments=[NAMES[1]])
    assert [file.name for file in segment.files] == [
        f"segment-{NAMES[1]}_with_camera_labels.tfrecord"
    ]
    (segment,) = plan_download("s3://bucket/tables", segments=[NAMES[0]])
    assert [file.folder for file in segment.files] == [*TAGS, "_manifest"]
    with pytest.raises(NotFoundError, match="no segment 7 among 2"):
        plan_download("s3://bucket/tables", segments=["7"])
    with pytest.raises(InvalidInputError, match="list all components"):
        plan_download("s3://bucket/tables", components=["stats"])
    for path in (dataset / "tables" / "stats").iterdir():  # as in an official download
        write_bytes(path.read_bytes(), f"s3://bucket/v2/stats/{path.name}")
        write_bytes(path.read_bytes(), f"s3://bucket/v2/lidar_box/{path.name}")
    plan = plan_download("s3://bucket/v2", components=["stats"])
    assert {file.folder for one in plan for file in one.files} == {"stats"}
    with pytest.raises(NotFoundError, match="no such file"):
        plan_download("s3://bucket/nothing")


def test_an_interrupted_file_goes_on_in_the_middle(store, dataset, tmp_path, monkeypatch):
    monkeypatch.setattr(transfer, "_CHUNK", 1000)
    (segment,) = plan_download("s3://bucket/v1", segments=[NAMES[0]])
    (file,) = segment.files
    seen = []

    def interrupt(done):
        seen.append(done)
        if done >= 3000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        transfer.copy_file(file, tmp_path, None, interrupt)
    (partial,) = tmp_path.iterdir()
    assert partial.name.endswith(".partial")
    assert 2000 <= partial.stat().st_size <= 3000
    with pytest.raises(NotFoundError):
        wk.open_dataset(tmp_path)
    seen = []
    transfer.copy_file(file, tmp_path, None, seen.append)
    assert seen[0] >= 2000
    assert files_below(tmp_path) == {
        file.name: (dataset / "v1" / file.name).read_bytes(),
    }


def test_a_changed_object_starts_anew(store, dataset, tmp_path):
    (segment,) = plan_download("s3://bucket/v1", segments=[NAMES[0]])
    (file,) = segment.files
    (tmp_path / f".{file.name}.0123456789ab.partial").write_bytes(b"of another version")
    transfer.copy_file(file, tmp_path, None, lambda done: None)
    assert files_below(tmp_path) == {file.name: (dataset / "v1" / file.name).read_bytes()}


@pytest.mark.parametrize("kind", ["tables", "v1", "v2"])
def test_damage_is_found(store, dataset, tmp_path, kind):
    source = dataset / ("v1" if kind == "v1" else "tables")
    for path in source.rglob("*.*"):
        if path.is_file() and (kind != "v2" or path.suffix == ".parquet"):
            data = bytearray(path.read_bytes())
            if path.suffix != ".json":
                data[-3 if kind == "v2" else len(data) // 2] ^= 1
            relative = path.relative_to(source).as_posix()
            write_bytes(bytes(data), f"s3://bucket/bad-{kind}/{relative}")
    with pytest.raises(CorruptDataError):
        download(plan_download(f"s3://bucket/bad-{kind}"), tmp_path / "copy", ENGINE)
    assert files_below(tmp_path / "copy") == {}


@pytest.mark.parametrize("fault", ["error", "reset", "cut"])
def test_a_failing_store_is_asked_again(store, dataset, tmp_path, fault):
    plan = plan_download("s3://bucket/tables")
    store.script = [fault] * 3
    download(plan, tmp_path / "copy", ENGINE)
    assert store.injected[fault] == 3
    assert files_below(tmp_path / "copy") == files_below(dataset / "tables")


def test_the_command_is_killed_and_run_again(store, dataset, tmp_path):
    out = tmp_path / "copy"
    command = [
        sys.executable, "-m", "waymo_kit", "download", "s3://bucket/tables", "--out", out,
        "--segments", ",".join(NAMES), "--json",
    ]  # fmt: skip
    store.script = ["stall"]
    process = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not store.injected["stall"] and time.monotonic() < deadline:
        time.sleep(0.1)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    store.script = []
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["segments"] == 2
    assert files_below(out) == files_below(dataset / "tables")
