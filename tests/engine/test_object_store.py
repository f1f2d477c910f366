"""Everything in an object store in which a request in twenty fails."""

import json
import shutil
import threading
import time

import pytest
from pyarrow import fs

from tests.engine.clusters import environment, finish, waymo_kit
from tests.engine.conftest import tree
from tests.s3_server import FaultProxy, moto_server
from waymo_kit.io import locate, s3
from waymo_kit.io.storage import publish

pytestmark = pytest.mark.heavy
pytest.importorskip("moto.server", reason="needs moto[server]")

RATE = 0.05


class Watcher(threading.Thread):
    """Looks at a bucket again and again, past the proxy.

    Whatever is visible must have the bytes that it is to have in the end, and a manifest must not
    be visible without its tables.
    """

    def __init__(self, port, folder, expected):
        super().__init__(daemon=True)
        options = {"endpoint_override": f"127.0.0.1:{port}", "scheme": "http"}
        self.store = fs.S3FileSystem(**options, region="us-east-1")
        self.folder, self.expected = folder, expected
        self.seen, self.violations, self.looks = set(), [], 0
        self.done = threading.Event()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *error):
        self.done.set()
        self.join()
        self.look()

    def run(self):
        while not self.done.is_set():
            self.look()
            time.sleep(0.05)

    def look(self):
        self.looks += 1
        selector = fs.FileSelector(self.folder, recursive=True, allow_not_found=True)
        found = [i for i in self.store.get_file_info(selector) if i.type == fs.FileType.File]
        names = {info.path.removeprefix(f"{self.folder}/") for info in found}
        for manifest in (name for name in names if name.startswith("_manifest/")):
            for tag in json.loads(self.expected[manifest])["tables"]:
                table = f"{tag}/{manifest.split('/')[1].replace('.json', '.parquet')}"
                if table not in names:
                    self.violations.append(f"{manifest} is there without {table}")
        for info in found:
            name = info.path.removeprefix(f"{self.folder}/")
            if (name, info.mtime_ns) in self.seen:
                continue
            self.seen.add((name, info.mtime_ns))
            with self.store.open_input_stream(info.path) as stream:
                if stream.read() != self.expected.get(name):
                    self.violations.append(f"{name} is not whole")


@pytest.fixture
def bucket(monkeypatch):
    """Port of a server with an empty bucket, and a proxy in front of it; $AWS... point to that."""
    with moto_server() as port, FaultProxy(port, seed=4) as proxy:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        s3._open_bucket.cache_clear()
        locate("s3://bucket?allow_bucket_creation=true")
        yield port, proxy
        s3._open_bucket.cache_clear()


def upload(file, uri, scratch):
    staged = scratch / file.name
    shutil.copyfile(file, staged)
    publish(staged, locate(uri))


def comparable(scores):
    values = json.loads(scores)
    return {k: v for k, v in values.items() if k not in ("predictions", "ground_truth")}


def test_from_store_to_store_with_faults_is_as_from_disk_to_disk(work, bucket, tmp_path):
    port, proxy = bucket
    env = environment(tmp_path / "site")
    proxy.rate = RATE
    for file in sorted(work.v1.iterdir()):
        upload(file, f"s3://bucket/v1/{file.name}", tmp_path)
    upload(work.predictions, "s3://bucket/p.parquet", tmp_path)
    expected, before = tree(work.tables), len(proxy.requests)
    with Watcher(port, "bucket/tables", expected) as watcher:
        options = ("--out", "s3://bucket/tables", "--workers", 2)
        _, err = finish(waymo_kit("convert", "s3://bucket/v1", *options, env=env))
    assert err == ""
    assert watcher.violations == []
    assert {name for name, _ in watcher.seen} == expected.keys()
    middle = len(proxy.requests)
    scores = tmp_path / "scores.json"
    options = ("-p", "s3://bucket/p.parquet", "-g", "s3://bucket/tables", "--workers", 2)
    finish(waymo_kit("eval", *options, "--json", scores, env=env))
    assert comparable(scores.read_bytes()) == comparable(work.scores)
    total = sum(proxy.injected.values())
    assert total > 0.02 * len(proxy.requests)
    print(
        f"{total} of {len(proxy.requests)} requests failed {proxy.injected}; {middle - before} of "
        f"convert, {len(proxy.requests) - middle} of eval; the watcher looked {watcher.looks} times"
    )
