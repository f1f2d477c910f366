"""Keys in files: one for all processes, there whole or not at all."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from waymo_kit.web.leaderboard.key_files import key_in_file


def test_processes_that_start_together_have_one_key(tmp_path):
    path = tmp_path / "keys" / "one.key"
    barrier = Barrier(4)

    def make(number):
        barrier.wait(10)  # all found no file
        return str(number).encode()

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda n: key_in_file(path, lambda: make(n)), range(4)))
    assert found == {path.read_bytes()}
    assert path.stat().st_mode & 0o077 == 0
    assert [each.name for each in path.parent.iterdir()] == ["one.key"]


def test_a_key_that_cannot_be_made_leaves_no_file(tmp_path):
    def fail():
        raise RuntimeError("no entropy")

    with pytest.raises(RuntimeError):
        key_in_file(tmp_path / "keys" / "one.key", fail)
    assert list((tmp_path / "keys").iterdir()) == []
