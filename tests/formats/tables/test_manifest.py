import json

import pytest

from waymo_kit.errors import CorruptDataError
from waymo_kit.formats.tables.manifest import (
    Manifest,
    TableEntry,
    list_manifests,
    manifest_location,
    read_manifest,
    table_location,
)
from waymo_kit.io import locate

MANIFEST = Manifest("seg", "1.2", "a.tfrecord", 10, 3, {"stats": TableEntry(3, 20, "0badcafe")})


def test_what_is_written_reads_back(tmp_path):
    root = locate(tmp_path)
    assert list_manifests(root) == []
    assert read_manifest(root, "seg") is None
    MANIFEST.write(root, tmp_path / "staging")
    assert read_manifest(root, "seg") == MANIFEST
    assert list_manifests(root) == ["seg"]
    (tmp_path / "_manifest" / ".hidden.json").touch()
    (tmp_path / "_manifest" / "notes.txt").touch()
    assert list_manifests(root) == ["seg"]


def test_locations(tmp_path):
    root = locate(tmp_path)
    assert str(manifest_location(root, "seg")) == f"{tmp_path}/_manifest/seg.json"
    assert str(table_location(root, "stats", "seg")) == f"{tmp_path}/stats/seg.parquet"


def test_equal_manifests_are_equal_bytes():
    other = Manifest("seg", "1.2", "a.tfrecord", 10, 3, dict(reversed(MANIFEST.tables.items())))
    assert other.to_json() == MANIFEST.to_json()
    assert json.loads(MANIFEST.to_json())["tables"]["stats"]["crc32c"] == "0badcafe"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        MANIFEST.to_json()[:-2],
        MANIFEST.to_json().replace(b'"format": 1', b'"format": 2'),
        MANIFEST.to_json().replace(b'"rows"', b'"lines"'),
        MANIFEST.to_json().replace(b'"frames"', b'"images"'),
        MANIFEST.to_json().replace(b'"rows": 3', b'"rows": "3"'),
        MANIFEST.to_json().replace(b'"segment": "seg"', b'"segment": null'),
    ],
)
def test_what_is_no_manifest_is_named(tmp_path, content):
    (tmp_path / "_manifest").mkdir()
    (tmp_path / "_manifest" / "seg.json").write_bytes(content)
    with pytest.raises(CorruptDataError, match=r"seg.json: not a manifest that can be read: "):
        read_manifest(locate(tmp_path), "seg")
