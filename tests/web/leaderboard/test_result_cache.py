"""Copies of remote results."""

import os
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from waymo_kit.io.storage import locate
from waymo_kit.web.leaderboard.result_cache import local_path


class RemoteFiles:
    """A storage elsewhere: keys and contents."""

    def __init__(self):
        self.contents = {}

    def __truediv__(self, key):
        return SimpleNamespace(is_local=False, read_bytes=lambda: self.contents[key])


@pytest.fixture
def site(tmp_path):
    return SimpleNamespace(home=tmp_path, files=RemoteFiles())


def test_a_remote_result_is_copied_once(site):
    site.files.contents["results/a.parquet"] = b"first"
    path = local_path(site, "results/a.parquet")
    site.files.contents.clear()
    assert local_path(site, "results/a.parquet") == path
    assert Path(path).read_bytes() == b"first"


def test_copies_that_no_one_used_for_a_day_are_removed(site):
    site.files.contents |= {name: name.encode() for name in "abc"}
    old, used = local_path(site, "a"), local_path(site, "b")
    part = site.home / "cache" / "d.123"
    part.write_bytes(b"left by a killed process")
    for path in (old, used, part):
        os.utime(path, (time.time() - 90_000,) * 2)
    local_path(site, "b")
    new = local_path(site, "c")
    assert sorted(map(str, (site.home / "cache").iterdir())) == [used, new]
    assert local_path(site, "a") == old


def test_a_local_result_stays_where_it_is(tmp_path):
    files = locate(str(tmp_path / "files"))
    assert local_path(SimpleNamespace(home=tmp_path, files=files), "x") == str(tmp_path / "files/x")
    assert not (tmp_path / "cache").exists()
