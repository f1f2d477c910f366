"""A dataset in an object store is seen like the same dataset on a disk."""

import pytest

from tests.s3_server import FaultProxy, bucket_behind, moto_server
from tests.web.viewer.conftest import Reader
from waymo_kit.io import locate
from waymo_kit.io.whole_files import write_bytes
from waymo_kit.web.viewer.answers import ViewerAnswers
from waymo_kit.web.viewer.viewed import open_viewed

pytestmark = pytest.mark.heavy

FRAME_URLS = ("points", "projections", "boxes", "wireframes", "cameras/1/image")
SEGMENT_URLS = ("scene", "tracks", "outcomes", "events", "thumbnail")


@pytest.fixture
def store(monkeypatch):
    """An empty bucket, and a proxy in front of it that counts requests."""
    pytest.importorskip("moto.server", reason="needs moto[server]")
    with moto_server() as port, FaultProxy(port) as proxy, bucket_behind(proxy, monkeypatch):
        yield proxy


def test_an_object_store_shows_what_a_disk_shows(store, drive, reader, tmp_path):
    for path in sorted(drive.converted.rglob("*.*")):
        if path.is_file():
            name = path.relative_to(drive.converted).as_posix()
            write_bytes(path.read_bytes(), locate(f"s3://bucket/tables/{name}"))
    for name in ("first", "second"):
        predictions = (drive.root / f"{name}.parquet").read_bytes()
        write_bytes(predictions, locate(f"s3://bucket/{name}.parquet"))
    viewed = open_viewed(
        "s3://bucket/tables",
        ["s3://bucket/first.parquet", "s3://bucket/second.parquet"],
        scratch=tmp_path,
    )
    remote = Reader(ViewerAnswers(viewed))
    assert remote.segments == reader.segments
    for what in FRAME_URLS:
        path = reader.of_frame(what, 1, 2)
        assert remote.bytes(path) == reader.bytes(path), what
    for what in SEGMENT_URLS:
        path = reader.of_segment(what, 1)
        assert remote.bytes(path) == reader.bytes(path), what
    assert remote.bytes("cards") == reader.bytes("cards")
    asked = len(store.requests)
    remote.bytes(reader.of_frame("points", 1, 2))  # kept
    assert len(store.requests) == asked
    remote.answers.close()
