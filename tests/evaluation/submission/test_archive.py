import gzip
import tarfile
import zipfile

import pytest

from tests.evaluation.submission.made_submission import pack
from waymo_kit.errors import CorruptDataError, NotFoundError
from waymo_kit.evaluation.submission.archive import (
    check_file_name,
    check_member_names,
    read_members,
    shard_name,
    write_archive,
)
from waymo_kit.io import locate

GOOD = [f"s.binproto-{k:05d}-of-00003" for k in range(3)]


def names_lines(names):
    return [str(problem) for problem in check_member_names(names, "a.tar.gz")]


def test_archives_hold_the_shards_and_are_reproducible(tmp_path):
    shards = [tmp_path / "one", tmp_path / "two"]
    for shard, content in zip(shards, (b"1" * 70_000, b"2"), strict=True):
        shard.write_bytes(content)
    for name in ("a.tar.gz", "b.tar.gz"):
        write_archive(shards, tmp_path / name)
    assert (tmp_path / "a.tar.gz").read_bytes() == (tmp_path / "b.tar.gz").read_bytes()
    with tarfile.open(tmp_path / "a.tar.gz", "r:gz") as archive:
        contents = {name: archive.extractfile(name).read() for name in archive.getnames()}
    assert contents == {shard_name(0, 2): b"1" * 70_000, shard_name(1, 2): b"2"}
    assert names_lines(list(contents)) == []
    read = {m.name: m.content.tobytes() for m in read_members(locate(tmp_path / "a.tar.gz"))}
    assert read == contents


@pytest.mark.parametrize("names", [GOOD, GOOD[::-1], ["x.binproto"], [f"folder/{n}" for n in GOOD]])
def test_names_that_the_server_takes(names):
    assert names_lines(names) == []


@pytest.mark.parametrize(
    ("names", "line"),
    [
        ([], "error: a.tar.gz: expected shards, got no file"),
        (["part0"], "error: a.tar.gz: part0: expected a name like submission.binproto-00000-of-"),
        (["my_model0"], "'No shards found'"),
        (["x.bin"], "error: a.tar.gz: x.bin: expected a name like"),
        (["x.binproto-0-of-1"], "expected a name like"),
        (["x.binproto-00000-of-00001.bin"], "expected a name like"),
        ([*GOOD, "._s.binproto"], "a.tar.gz: ._s.binproto: a hidden file"),
        (
            GOOD[1:],
            "expected 3 shards s.binproto-?????-of-00003, 1 are missing, for example",
        ),
        ([*GOOD, GOOD[0]], f"error: a.tar.gz: {GOOD[0]}: is there twice"),
        ([*GOOD, "s.binproto-00003-of-00003"], "shard number 00003 of 00003 is one too many"),
        (
            ["a.binproto-00000-of-00001", "b.binproto-00000-of-00001"],
            "got a.binproto-?????-of-00001 and b.binproto-?????-of-00001",
        ),
        (["../x.binproto"], "expected a path inside the archive"),
        (["/x.binproto"], "expected a path inside the archive"),
    ],
)
def test_names_that_it_does_not_take(names, line):
    (found,) = names_lines(names)
    assert line in found


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("x.tar", "expected a name that ends with .tar.gz"),
        ("x.zip", "expected a name that ends with .tar.gz"),
        ("x.tgz", "expected a name that ends with .tar.gz"),
        ("ü.tar.gz", "expected a name of ASCII characters"),
        ("my model.tar.gz", "expected a name of ASCII characters without spaces"),
    ],
)
def test_file_names_that_cannot_be_uploaded(tmp_path, name, line):
    (found,) = check_file_name(locate(tmp_path / name))
    assert line in found.message


def read_all(path):
    return list(read_members(locate(path)))


def test_other_archives_are_told_apart(tmp_path):
    pack(tmp_path / "a.tar.gz", [("s.binproto", b"x")], "w:")
    with pytest.raises(CorruptDataError, match="got a tar file that is not compressed"):
        read_all(tmp_path / "a.tar.gz")
    with zipfile.ZipFile(tmp_path / "b.tar.gz", "w") as archive:
        archive.writestr("s.binproto", b"x")
    with pytest.raises(CorruptDataError, match="got a zip file"):
        read_all(tmp_path / "b.tar.gz")
    (tmp_path / "c.tar.gz").write_bytes(b"")
    with pytest.raises(CorruptDataError, match="got something else"):
        read_all(tmp_path / "c.tar.gz")
    with gzip.open(tmp_path / "d.tar.gz", "wb") as file:
        file.write(b"no tar" * 200)
    with pytest.raises(CorruptDataError, match="cut off or damaged"):
        read_all(tmp_path / "d.tar.gz")
    with pytest.raises(NotFoundError, match="no such file or folder"):
        read_all(tmp_path / "e.tar.gz")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_cut_archive_is_refused(tmp_path, share):
    content = bytes(range(256)) * 4000
    whole = pack(tmp_path / "a.tar.gz", [("s.binproto", content)]).read_bytes()
    (tmp_path / "a.tar.gz").write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(CorruptDataError, match="cut off or damaged"):
        read_all(tmp_path / "a.tar.gz")


def test_links_and_folders(tmp_path):
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        folder, link = tarfile.TarInfo("folder"), tarfile.TarInfo("folder/s.binproto")
        folder.type, link.type, link.linkname = tarfile.DIRTYPE, tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(folder)
        archive.addfile(link)
    with pytest.raises(CorruptDataError, match=r"s.binproto: expected a file, got a link"):
        read_all(tmp_path / "a.tar.gz")


def test_a_folder_and_a_single_shard_are_read_too(tmp_path):
    (tmp_path / "s.binproto").write_bytes(b"x")
    (tmp_path / "notes").mkdir()
    assert [member.name for member in read_all(tmp_path)] == ["s.binproto"]
    assert [member.name for member in read_all(tmp_path / "s.binproto")] == ["s.binproto"]
