import threading

import pytest

from waymo_kit.errors import NotFoundError
from waymo_kit.io import locate, write_bytes
from waymo_kit.io.storage import stamp_of
from waymo_kit.io.traffic import measured_traffic


@pytest.fixture
def file(tmp_path):
    (tmp_path / "data").write_bytes(bytes(range(200)))
    return locate(tmp_path / "data")


def test_bytes_of_all_threads_are_counted_where_they_are_measured(file, tmp_path):
    with measured_traffic() as outer:
        file.read_bytes()
        with measured_traffic() as inner, file.open_input() as stream:
            assert stream.read_at(50, 10) == bytes(range(10, 60))
            assert stream.read_at(500, 150) == bytes(range(150, 200))
            stream.seek(-30, 2)
            thread = threading.Thread(target=stream.read)
            thread.start()
            thread.join()
        write_bytes(b"abc", tmp_path / "out")
    file.read_bytes()
    assert (inner.bytes_in, inner.bytes_out) == (130, 0)
    assert (outer.bytes_in, outer.bytes_out) == (330, 3)


def test_what_is_measured_reads_like_what_is_not(file):
    with measured_traffic(), file.open_input() as counted, file.open_input() as plain:
        assert counted.size() == plain.size() == 200
        assert counted.read(7) == plain.read(7)
        assert counted.tell() == plain.tell() == 7
        assert counted.seekable()
        assert counted.readable()
        assert not counted.writable()
        assert counted.read() == plain.read()
    with measured_traffic() as traffic, pytest.raises(NotFoundError):
        locate(f"{file}.none").read_bytes()
    assert traffic.bytes_in == 0


def test_a_folder_has_files_and_can_be_removed(tmp_path):
    root = locate(tmp_path / "root")
    assert root.files() == []
    assert root.with_ending(".parts").name == "root.parts"
    (tmp_path / "root" / "below").mkdir(parents=True)
    for name in ("b", "a", "below/c"):
        (tmp_path / "root" / name).write_text(name)
    assert [info.base_name for info in root.files()] == ["a", "b"]
    root.remove_folder()
    root.remove_folder()
    assert list(tmp_path.iterdir()) == []


def test_an_ending_goes_before_the_options_of_a_uri():
    location = locate("file:///folder/p.parquet").with_ending(".parts")
    assert (location.uri, location.path) == ("file:///folder/p.parquet.parts", location.path)
    assert location.path == "/folder/p.parquet.parts"


def test_a_stamp_tells_that_a_file_has_changed(tmp_path):
    root, file = locate(tmp_path), tmp_path / "a"
    file.write_text("one")
    first = stamp_of(root.files())
    assert stamp_of(root.files()) == first != stamp_of([])
    file.write_text("three")
    second = stamp_of(root.files())
    file.rename(tmp_path / "b")
    assert len({first, second, stamp_of(root.files())}) == 3
