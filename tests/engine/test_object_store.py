"""Everything in an object store in which a request in twenty fails."""

import io
import json
import threading
import time

import pyarrow.parquet as pq
import pytest
from pyarrow import fs

from tests.engine.clusters import environment, finish, waymo_kit
from tests.engine.conftest import SEGMENTS, tree, upload

pytestmark = pytest.mark.heavy

RATE = 0.05


class Watcher(threading.Thread):
    """Looks at a bucket again and again, past the proxy.

    Whatever is visible must have the bytes that it is to have in the end; what is not expected by
    name must at least be a whole Parquet file. A manifest must not be visible without its tables.
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
        self.there = self.look()

    def run(self):
        while not self.done.is_set():
            self.look()
            time.sleep(0.05)

    def look(self):
        """Names of the objects that are there now."""
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
            try:
                with self.store.open_input_stream(info.path) as stream:
                    content = stream.read()
            except FileNotFoundError:  # A part that was removed since.
                continue
            self.seen.add((name, info.mtime_ns))
            if not self.is_whole(name, content):
                self.violations.append(f"{name} is not whole")
        return names

    def is_whole(self, name, content):
        if name in self.expected:
            return content == self.expected[name]
        try:
            pq.ParquetFile(io.BytesIO(content), page_checksum_verification=True).read()
        except OSError:
            return False
        return ".parts/" in name


def comparable(scores):
    values = json.loads(scores)
    return {k: v for k, v in values.items() if k not in ("predictions", "ground_truth")}


def test_from_store_to_store_with_faults_is_as_from_disk_to_disk(
    work, clusters_found, tracks, bucket, tmp_path
):
    port, proxy = bucket
    env = environment(tmp_path / "site")
    proxy.rate = RATE
    for file in sorted(work.v1.iterdir()):
        upload(file, f"s3://bucket/v1/{file.name}", tmp_path)
    upload(work.predictions, "s3://bucket/p.parquet", tmp_path)
    counts = {}

    def run(command, *arguments):
        before = len(proxy.requests)
        _, err = finish(waymo_kit(command, *arguments, "--workers", 2, env=env))
        counts[command] = len(proxy.requests) - before
        assert [line for line in err.splitlines() if not line.startswith("note: ")] == []

    expected = tree(work.tables)
    with Watcher(port, "bucket/tables", expected) as watcher:
        run("convert", "s3://bucket/v1", "--out", "s3://bucket/tables")
    assert watcher.violations == []
    assert watcher.there == {name for name, _ in watcher.seen} == expected.keys()

    scores, costs = tmp_path / "scores.json", tmp_path / "costs.json"
    inputs = ("-p", "s3://bucket/p.parquet", "-g", "s3://bucket/tables")
    run("eval", *inputs, "--json", scores, "--costs", costs)
    assert comparable(scores.read_bytes()) == comparable(work.scores)
    cost = json.loads(costs.read_text())["work"]
    assert len(cost) == SEGMENTS
    assert all(each["bytes_in"] > 1000 for each in cost)

    found = {"detected.parquet": clusters_found, "tracks.parquet": tracks}
    expected = {name: file.read_bytes() for name, file in found.items()}
    with Watcher(port, "bucket/out", expected) as watcher:
        for command, out, *arguments in (
            ("detect", "detected.parquet", "--baseline", "clusters"),
            ("track", "tracks.parquet", "-p", "s3://bucket/p.parquet"),
        ):
            arguments += ["--data", "s3://bucket/tables", "--out", f"s3://bucket/out/{out}"]
            run(command, *arguments)
    assert watcher.violations == []
    assert watcher.there == expected.keys()
    assert len({name for name, _ in watcher.seen}) > SEGMENTS
    total = sum(proxy.injected.values())
    assert total > 0.02 * len(proxy.requests)
    print(
        f"{total} of {len(proxy.requests)} requests failed {proxy.injected}; requests: {counts}; "
        f"the watcher looked {watcher.looks} times"
    )
