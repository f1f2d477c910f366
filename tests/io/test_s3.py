"""Reading and writing through the S3 protocol, against moto's server on the loopback."""

import gc
import pickle
import random
import subprocess
import sys

import pyarrow as pa
import pytest

from tests.s3_server import FAULTS, FaultProxy, bucket_behind, demand_credentials, moto_server
from waymo_kit.errors import NotFoundError, OutputError, StorageError
from waymo_kit.formats.tfrecord import RecordReader, RecordWriter
from waymo_kit.io import find_files, locate, s3
from waymo_kit.io.whole_files import publish

pytest.importorskip("moto.server", reason="needs moto[server]")
pytestmark = pytest.mark.skipif(
    int(pa.__version__.split(".")[0]) < 20, reason="counts the requests of pyarrow >= 20"
)
MEGABYTE = 1 << 20


@pytest.fixture(scope="module")
def server():
    with moto_server() as port:
        yield port


@pytest.fixture
def proxy(server, monkeypatch):
    """A proxy without faults; the environment points to it."""
    with FaultProxy(server) as proxy, bucket_behind(proxy, monkeypatch):
        yield proxy


def upload(tmp_path, content, uri):
    staged = tmp_path / "staged"
    staged.write_bytes(content)
    publish(staged, locate(uri))
    assert not staged.exists()


def test_options_come_from_the_uri_or_the_environment(proxy, monkeypatch, tmp_path):
    upload(tmp_path, b"abc", "s3://bucket/folder/a b.txt")
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    options = f"endpoint_override=127.0.0.1:{proxy.port}&scheme=http&region=eu-west-1"
    root = locate(f"s3://bucket/folder?{options}")
    assert root.path == "bucket/folder"
    assert root.name == "folder"
    assert root.is_dir()
    assert not root.is_local
    (file,) = root.children()
    assert str(file) == f"s3://bucket/folder/a b.txt?{options}"
    assert file.read_bytes() == b"abc"
    assert file.info().size == 3
    assert locate(f"s3://bucket/folder/a%20b.txt?{options}").read_bytes() == b"abc"
    assert locate(str(file)).read_bytes() == b"abc"
    with file.filesystem.open_output_stream(file.path, metadata={"ACL": "public-read"}) as stream:
        stream.write(b"abc")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    open_to_all = locate(f"s3://bucket/folder/a%20b.txt?{options}&anonymous=true")
    assert open_to_all.read_bytes() == b"abc"


def test_a_sent_location_keeps_its_retries(proxy, tmp_path):
    upload(tmp_path, b"abc", "s3://bucket/sent.txt")
    again = pickle.loads(pickle.dumps(locate("s3://bucket") / "sent.txt"))
    assert again == locate("s3://bucket/sent.txt")
    proxy.script = ["error"] * (s3.ATTEMPTS - 5)
    assert again.read_bytes() == b"abc"
    assert proxy.injected["error"] == s3.ATTEMPTS - 5


def test_a_record_is_read_by_its_range_alone(proxy, tmp_path):
    records = [random.Random(k).randbytes(MEGABYTE) for k in range(4)]
    with RecordWriter(tmp_path / "a.tfrecord") as writer:
        for record in records:
            writer.write(record)
    upload(tmp_path, (tmp_path / "a.tfrecord").read_bytes(), "s3://bucket/in/a.tfrecord")
    (found,) = find_files(["s3://bucket/in"], ".tfrecord")
    with RecordReader(found) as reader:
        assert reader[2] == records[2]
        proxy.requests.clear()
        assert reader[1] == records[1]
    ((method, path, span),) = proxy.requests
    first, last = map(int, span.removeprefix("bytes=").split("-"))
    assert (method, path) == ("GET", "/bucket/in/a.tfrecord")
    assert last - first + 1 == MEGABYTE + 4


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_made_up_for(proxy, tmp_path, fault):
    content = random.Random(1).randbytes(MEGABYTE)
    proxy.script = [fault]
    upload(tmp_path, content, f"s3://bucket/{fault}.bin")
    location = locate(f"s3://bucket/{fault}.bin")
    with location.open_input() as file:
        proxy.script = [fault]
        assert file.read_at(MEGABYTE // 2, 100) == content[100 : 100 + MEGABYTE // 2]
    assert proxy.injected[fault] == 2


@pytest.mark.parametrize("fault", FAULTS)
def test_a_range_that_is_shorter_than_the_text_of_an_error(proxy, tmp_path, fault):
    upload(tmp_path, b"0123456789", "s3://bucket/digits")
    with locate("s3://bucket/digits").open_input() as file:
        proxy.script = [fault] * 2
        assert file.read_at(4, 3) == b"3456"
        file.seek(0)
        assert file.size() == 10
        assert file.read() == b"0123456789"
    assert proxy.script == []


def test_a_small_file_is_one_request_without_a_folder(proxy, tmp_path):
    locate("s3://bucket")
    proxy.requests.clear()
    upload(tmp_path, b"small", "s3://bucket/new/folder/small.txt")
    assert [(m, p.partition("?")[0]) for m, p, _ in proxy.requests] == [
        ("PUT", "/bucket/new/folder/small.txt")
    ]
    assert [str(child) for child in locate("s3://bucket/new").children()] == [
        "s3://bucket/new/folder"
    ]


@pytest.mark.parametrize("size", [1000, 20 * MEGABYTE], ids=["one request", "in parts"])
def test_an_upload_that_fails_leaves_nothing(proxy, tmp_path, size, monkeypatch):
    """Neither when it fails, nor when its stream is freed, nor when the process ends."""
    monkeypatch.setattr(s3, "ATTEMPTS", 2)
    s3._open_bucket.cache_clear()
    target = locate("s3://bucket/failed.bin")
    (tmp_path / "staged").write_bytes(bytes(size))
    proxy.rate, proxy.faults = 1.0, ("error",)
    with pytest.raises(OutputError, match=r"^s3://bucket/failed\.bin: .*INTERNAL"):
        publish(tmp_path / "staged", target)
    gc.collect()
    proxy.rate = 0.0
    assert not target.is_file()
    assert (tmp_path / "staged").exists()


INTERRUPTED = """
import io, sys, time
from pathlib import Path
from waymo_kit.io import locate
from waymo_kit.io.whole_files import publish
class Interrupted(io.BytesIO):
    def read(self, size):
        if self.tell() == 24 << 20:
            time.sleep(1)
            sys.exit(7)
        return super().read(size)
class Staged(type(Path())):
    def open(self, *arguments):
        return Interrupted(bytes(64 << 20))
publish(Staged("staged"), locate("s3://bucket/interrupted.bin"))
"""


def test_an_interrupted_upload_leaves_nothing(proxy):
    """An exit between two parts, like that of a worker that is told to stop."""
    assert subprocess.run([sys.executable, "-c", INTERRUPTED]).returncode == 7
    parts = [path for method, path, _ in proxy.requests if "partNumber" in path]
    assert parts
    assert not locate("s3://bucket/interrupted.bin").is_file()


@pytest.mark.parametrize(
    ("uri", "complaint"),
    [
        ("s3://none/key", r"s3://none/key: there is no such bucket"),
        ("s3://bucket/key?color=red", r"expected s3://bucket/key, .* got color"),
        ("s3:///key", "got no bucket"),
        ("s3://key:secret@bucket/key", "expected no credentials in a URI"),
    ],
)
def test_a_wrong_uri_is_one_line(proxy, uri, complaint):
    with pytest.raises(StorageError, match=complaint) as caught:
        locate(uri)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_what_is_not_there(proxy):
    with pytest.raises(NotFoundError, match="s3://bucket/none: no such file or folder"):
        locate("s3://bucket/none").read_bytes()
    with pytest.raises(NotFoundError, match="s3://bucket/none: no such file or folder"):
        find_files(["s3://bucket/none"], ".tfrecord")


def test_another_region_is_said(proxy):
    location = locate("s3://bucket/key")
    proxy.script = ["elsewhere"] * 4
    with pytest.raises(StorageError, match=r"the bucket is in another region: add \?region="):
        location.read_bytes()
    proxy.script = []


def test_nobody_there_is_said_after_a_while(proxy, monkeypatch):
    monkeypatch.setattr(s3, "ATTEMPTS", 2)
    with pytest.raises(StorageError, match="NETWORK_CONNECTION"):
        locate("s3://bucket/key?endpoint_override=127.0.0.1:1&scheme=http")


def test_wrong_credentials_are_said(tmp_path, proxy, server):
    """The last test: from here on the server wants keys that nobody has."""
    upload(tmp_path, b"abc", "s3://bucket/private.txt")
    demand_credentials(server)
    for use in (
        lambda: locate("s3://bucket/private.txt").read_bytes(),
        lambda: locate("s3://bucket/folder").children(),
        lambda: upload(tmp_path, b"abc", "s3://bucket/new.txt"),
        lambda: locate("s3://bucket/private.txt").is_file(),
    ):
        with pytest.raises(StorageError, match="AWS_ACCESS_KEY_ID") as caught:
            use()
        assert "\n" not in str(caught.value)
