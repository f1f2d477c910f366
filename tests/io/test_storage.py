import errno
import gc
import io
import os
import re
from pathlib import Path

import google_crc32c
import pyarrow as pa
import pytest
from pyarrow import fs

from tests.object_store import ObjectStore
from waymo_kit.errors import NotFoundError, OutputError, StorageError
from waymo_kit.io import find_files, locate, write_bytes
from waymo_kit.io.checksum_stream import ChecksumStream
from waymo_kit.io.storage import translated_errors
from waymo_kit.io.whole_files import publish


@pytest.fixture
def folder(tmp_path):
    for name in (
        "b.tfrecord",
        "a.tfrecord.gz",
        "c.tfrecord-00000-of-00001",
        ".d.tfrecord",
        "e.txt",
    ):
        (tmp_path / name).write_text(name)
    return tmp_path


def names(locations):
    return [location.name for location in locations]


def test_a_location_is_a_local_path_or_a_uri(tmp_path):
    (tmp_path / "a b.txt").write_text("text")
    for text in (str(tmp_path / "a b.txt"), f"file://{tmp_path}/a%20b.txt"):
        location = locate(text)
        assert str(location) == location.uri == text
        assert location.is_local
        assert location.is_file()
        assert not location.is_dir()
        assert location.name == "a b.txt"
        assert location.read_bytes() == b"text"
        assert locate(location) is location
    assert (locate(tmp_path) / "x").path == f"{tmp_path}/x"
    assert names(locate(tmp_path).children()) == ["a b.txt"]
    assert locate(tmp_path / "none").children() == []


@pytest.mark.parametrize("uri", ["ftp://host/file", "s3:///no-bucket", "nonsense://"])
def test_a_uri_that_means_nothing_is_refused(uri):
    with pytest.raises(StorageError, match=uri):
        locate(uri)


def test_folders_patterns_and_files_are_expanded_once_in_order(folder):
    in_folder = ["a.tfrecord.gz", "b.tfrecord", "c.tfrecord-00000-of-00001"]
    assert names(find_files([folder], ".tfrecord")) == in_folder
    assert names(find_files([f"{folder}/*.tfrecord*"], ".tfrecord")) == in_folder
    assert names(find_files([f"file://{folder}"], ".tfrecord")) == in_folder
    assert names(find_files([folder / "e.txt", folder], ".tfrecord")) == ["e.txt", *in_folder]
    assert names(find_files([folder / "b.tfrecord", folder], ".tfrecord"))[0] == "b.tfrecord"
    assert names(find_files([folder, folder], ".tfrecord")) == in_folder


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path):
    (tmp_path / "a[1].tfrecord").touch()
    assert names(find_files([tmp_path / "a[1].tfrecord"], ".tfrecord")) == ["a[1].tfrecord"]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("none.tfrecord", "no such file or folder"),
        ("*.none", "the pattern matches no file"),
        ("emp*", "the folder has no file with '.tfrecord' in its name"),
        ("empty", "the folder has no file with '.tfrecord' in its name"),
    ],
)
def test_a_source_without_files_is_named(folder, source, reason):
    (folder / "empty").mkdir()
    with pytest.raises(NotFoundError, match=re.escape(f"{folder}/{source}: {reason}") + "$"):
        find_files([folder / "b.tfrecord", folder / source], ".tfrecord")


def test_errors_of_the_storage_are_translated_once():
    missing = pytest.raises(NotFoundError, match=r"^here: no such file or folder$")
    with missing, translated_errors("here"):
        raise FileNotFoundError
    full = pytest.raises(OutputError, match=r"^here: No space left on device$")
    with full, translated_errors("outer"), translated_errors("here", OutputError):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_checksum_stream_counts_what_it_passes_on():
    raw = io.BytesIO()
    stream = ChecksumStream(raw)
    for part in (b"one", pa.py_buffer(b""), pa.py_buffer(b"two")):
        stream.write(part)
    assert raw.getvalue() == b"onetwo"
    assert stream.size == stream.tell() == 6
    assert stream.crc32c == google_crc32c.value(b"onetwo")
    stream.discard()
    stream.write(b"three")
    assert raw.getvalue() == b"onetwo"


def test_publishing_moves_a_file_into_a_new_folder(tmp_path):
    staged = tmp_path / "staged"
    staged.write_bytes(b"data")
    publish(staged, locate(tmp_path / "new" / "folder" / "file"))
    assert (tmp_path / "new" / "folder" / "file").read_bytes() == b"data"
    assert not staged.exists()


@pytest.mark.parametrize("fails", [False, True])
def test_publishing_across_disks_shows_no_partial_file(tmp_path, monkeypatch, fails):
    staged, target = tmp_path / "staged", tmp_path / "out" / "file"
    staged.write_bytes(b"data")
    replace = Path.replace

    def replace_on_one_disk(source, destination):
        if source == staged:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        if fails:
            raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))
        replace(source, destination)

    monkeypatch.setattr(Path, "replace", replace_on_one_disk)
    if fails:
        with pytest.raises(OutputError, match="file: Disk quota exceeded"):
            publish(staged, locate(target))
        assert list(target.parent.iterdir()) == []
    else:
        publish(staged, locate(target))
        assert [(p.name, p.read_bytes()) for p in target.parent.iterdir()] == [("file", b"data")]
        assert not staged.exists()


def test_an_upload_appears_when_it_is_complete(tmp_path):
    store = ObjectStore()
    staged = tmp_path / "staged"
    staged.write_bytes(b"data" * 5_000_000)
    publish(staged, store.location("bucket/a"))
    assert store.files == {"bucket/a": b"data" * 5_000_000}
    assert not staged.exists()


@pytest.mark.parametrize("writes", [0, 1, 2])
def test_an_interrupted_upload_publishes_nothing(tmp_path, writes):
    store = ObjectStore()
    store.fails_after = writes
    staged = tmp_path / "staged"
    staged.write_bytes(bytes(20 << 20))
    with pytest.raises(OutputError, match=r"^fake://bucket/a: connection reset$"):
        publish(staged, store.location("bucket/a"))
    gc.collect()
    assert store.files == {}
    assert staged.exists()


def test_small_files_are_written_whole(tmp_path):
    write_bytes(b"{}", tmp_path / "out" / "a.json")
    assert (tmp_path / "out" / "a.json").read_bytes() == b"{}"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out"]


@pytest.mark.skipif(not hasattr(fs, "GcsFileSystem"), reason="pyarrow without Google storage")
@pytest.mark.parametrize(("query", "seconds"), [("", 60), ("?retry_limit_seconds=5", 5)])
def test_google_storage_is_not_tried_for_a_quarter_of_an_hour(query, seconds):
    location = locate(f"gs://anonymous@bucket/folder/a{query}")
    assert location.path == "bucket/folder/a"
    _, (options,) = location.filesystem.__reduce__()
    assert options["retry_time_limit"].total_seconds() == seconds


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("ftp://me:hush@host/file", "ftp://***@host/file: "),
        ("https://hush@host/file?region=x", "https://***@host/file?region=x: "),
        ("gs://me:hush@bucket/file", "gs://***@bucket/file: "),
        ("gs://bucket/file?secret_key=hush", "gs://bucket/file?secret_key=***: "),
        ("s3://bucket/file?secret_key=hush&region=x", "s3://bucket/file?secret_key=***&region=x: "),
        ("s3://key:hush@bucket/file", "s3://...@...: "),
        ("file://me:hush@/file", "file://***@/file: "),
    ],
)
def test_secrets_in_a_uri_that_is_refused_are_masked(uri, shown):
    with pytest.raises(StorageError) as caught:
        locate(uri)
    assert str(caught.value).startswith(shown)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("path", ["a\udcff.tfrecord", "a\0b", "folder\udc80/x"])
def test_a_path_that_is_not_text_is_refused(path):
    with pytest.raises(StorageError, match="the path is not UTF-8 text") as caught:
        locate(path)
    str(caught.value).encode()
    with pytest.raises(StorageError):
        find_files([path], ".tfrecord")


def test_a_folder_with_a_name_that_is_not_utf_8_says_which(tmp_path):
    (tmp_path / os.fsdecode(b"a\xff.tfrecord")).touch()
    for listed in (locate(tmp_path).children, locate(tmp_path).files):
        with pytest.raises(StorageError, match=r"the name of a\\xff.tfrecord is not UTF-8"):
            listed()


def test_a_pipe_is_no_file_to_read(tmp_path):
    os.mkfifo(tmp_path / "a.tfrecord")
    (found,) = find_files([tmp_path], ".tfrecord")
    with pytest.raises(StorageError, match=r"a.tfrecord: expected a regular file"):
        found.open_input()
