"""Copies of datasets from Google Cloud Storage, which a small server stands for."""

import shutil

import pyarrow.parquet as pq
import pytest

import waymo_kit as wk
from tests import made_frames
from tests.gcs_server import gcs_server
from waymo_kit.cli import main
from waymo_kit.convert import convert_segment
from waymo_kit.download import download, plan_download, transfer
from waymo_kit.engine import make_engine
from waymo_kit.errors import CorruptDataError, NotFoundError
from waymo_kit.io import locate

NAME = "1001_0_000_20_000"
ENGINE = make_engine("local", None, 1)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    """Folder with a v1 file and its tables."""
    root = tmp_path_factory.mktemp("gcs")
    frames = [made_frames.full_frame(i) for i in range(2)]
    for frame in frames:
        frame.context.name = NAME
    path = root / "v1" / f"segment-{NAME}_with_camera_labels.tfrecord"
    path.parent.mkdir()
    made_frames.write_segment(path, frames)
    convert_segment(locate(path), locate(root / "tables"), ("lidar_box", "stats", "vehicle_pose"))
    return root


@pytest.fixture
def store(dataset, tmp_path):
    shutil.copytree(dataset, tmp_path / "gcs" / "bucket")
    with gcs_server(tmp_path / "gcs") as server:
        yield server


def files_below(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def exit_code(command):
    with pytest.raises(SystemExit) as end:
        main(command)
    return end.value.code


@pytest.mark.parametrize("kind", ["tables", "v1"])
def test_the_command_copies_every_byte_once(store, dataset, tmp_path, kind):
    copy = tmp_path / "copy"
    command = ["download", store.uri("bucket", kind), "--out", str(copy), "--workers", "1"]
    assert exit_code(command) == 0
    assert files_below(copy) == files_below(dataset / kind)
    assert wk.open_dataset(copy).segments == [NAME]
    assert any(".parquet" in line or ".tfrecord" in line for line in store.new_requests())
    assert exit_code(command) == 0
    read = [line for line in store.new_requests() if "/o/" not in line and "/o?" not in line]
    assert all("_manifest" in line or line == read[0] for line in read), read


def test_datasets_are_read_where_they_are(store, dataset):
    remote = wk.open_dataset(store.uri("bucket", "tables"))
    here = wk.open_dataset(dataset / "tables")
    assert remote[0].boxes.array.tolist() == here[0].boxes.array.tolist()


def test_an_interrupted_copy_goes_on_in_the_middle(store, dataset, tmp_path, monkeypatch):
    monkeypatch.setattr(transfer, "_CHUNK", 1000)
    (segment,) = plan_download(store.uri("bucket", "v1"))
    (file,) = segment.files
    copy = tmp_path / "copy"
    copy.mkdir()

    def interrupt(done):
        if done >= 3000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        transfer.copy_file(file, copy, None, interrupt)
    seen = []
    transfer.copy_file(file, copy, None, seen.append)
    assert seen[0] >= 2000
    assert files_below(copy) == files_below(dataset / "v1")


def test_a_page_that_flips_on_the_way_is_fetched_again_or_reported(store, dataset, tmp_path):
    """An official download has no manifest; only the store knows the checksum of a data page."""
    (source,) = (dataset / "tables" / "lidar_box").iterdir()
    official = tmp_path / "gcs" / "bucket" / "v2" / "lidar_box"
    official.mkdir(parents=True)
    shutil.copy(source, official)
    page = pq.ParquetFile(source).metadata.row_group(0).column(5).data_page_offset + 30
    name, copy = ("bucket", f"v2/lidar_box/{source.name}"), tmp_path / "copy"
    plan = plan_download(store.uri("bucket", "v2"))
    store.new_requests()
    store.flip(*name, page, times=100)
    with pytest.raises(CorruptDataError, match=r"the store lists [0-9a-f]{8}, 2 times in turn"):
        download(plan, copy, ENGINE)
    assert files_below(copy) == {}
    # Google's client asks again by itself, and takes what it gets then: a try is some answers.
    answers = [line for line in store.new_requests() if "alt=media" in line]
    store.flip(*name, page, times=len(answers) // 2)
    download(plan, copy, ENGINE)
    assert files_below(copy) == {f"lidar_box/{source.name}": source.read_bytes()}
    again = [line for line in store.new_requests() if "alt=media" in line]
    assert len(answers) // 2 < len(again) <= len(answers)


def test_damage_and_what_is_not_there_are_named(store, tmp_path):
    (path,) = (tmp_path / "gcs/bucket/tables/lidar_box").iterdir()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(CorruptDataError):
        download(plan_download(store.uri("bucket", "tables")), tmp_path / "copy", ENGINE)
    with pytest.raises(NotFoundError):
        plan_download(store.uri("bucket", "nothing"))
