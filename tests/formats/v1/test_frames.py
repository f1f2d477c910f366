import numpy as np
import pytest

from tests.made_frames import FIRST_TIME, FRAME_STEP, SEGMENT, full_frame, write_segment
from tests.naive import records as naive
from waymo_kit.errors import CorruptDataError
from waymo_kit.formats.tfrecord import RecordReader
from waymo_kit.formats.v1.frames import FrameHead, parse_frame, read_head, read_timestamps
from waymo_kit.protos import frame_pb2


def test_heads_are_read_without_the_rest(tmp_path, monkeypatch):
    path = write_segment(tmp_path / "a.tfrecord", [full_frame(i) for i in (0, 2, 1)])
    monkeypatch.setattr("waymo_kit.formats.v1.frames.parse_frame", None)
    with RecordReader(path) as reader:
        assert read_head(reader, 1) == FrameHead(SEGMENT, FIRST_TIME + 2 * FRAME_STEP)
        times = read_timestamps(reader)
    assert times.dtype == np.int64
    assert ((times - FIRST_TIME) // FRAME_STEP).tolist() == [0, 2, 1]


@pytest.mark.parametrize("timestamp", [-5, 0, 2**63 - 1, -(2**63)])
@pytest.mark.parametrize("padding", [0, 40_000])
def test_heads_equal_the_parsed_frame(tmp_path, timestamp, padding):
    frame = frame_pb2.Frame(timestamp_micros=timestamp)
    frame.context.name = "a"
    frame.context.stats.location = "x" * padding
    path = write_segment(tmp_path / "a.tfrecord", [frame])
    with RecordReader(path) as reader:
        assert read_head(reader, 0) == FrameHead("a", timestamp)


def test_a_timestamp_in_front_of_the_context_is_found(tmp_path):
    context = frame_pb2.Frame()
    context.context.name = "a"
    data = frame_pb2.Frame(timestamp_micros=7).SerializeToString() + context.SerializeToString()
    (tmp_path / "a").write_bytes(naive.tfrecord([data]))
    with RecordReader(tmp_path / "a") as reader:
        assert read_head(reader, 0) == FrameHead("a", 7)


BAD_NAMES = ["", "../../etc/passwd", "a/b", ".hidden", "a b", "a\0b", "x" * 201, "naïve"]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_is_no_file_name_is_refused(tmp_path, name):
    frame = frame_pb2.Frame(timestamp_micros=1)
    frame.context.name = name
    path = write_segment(tmp_path / "a.tfrecord", [frame])
    with RecordReader(path) as reader:
        for read in (read_head, lambda reader, index: parse_frame(reader, reader.record(index))):
            with pytest.raises(
                CorruptDataError, match=r"a\.tfrecord: record 0 at byte 0: no v1 Frame"
            ) as e:
                read(reader, 0)
            assert len(str(e.value)) < 400
            assert "\n" not in str(e.value)


@pytest.mark.parametrize("data", [b"\xff\xff\xff", b"\x0a\x7f", b"\x0a\x04\x0a\x02\xff\xfe", b""])
def test_what_is_no_frame_is_located(tmp_path, data):
    good = full_frame().SerializeToString()
    (tmp_path / "a").write_bytes(naive.tfrecord([good[:0], data]))
    with RecordReader(tmp_path / "a") as reader:
        with pytest.raises(CorruptDataError, match="a: record 1 at byte 16: "):
            parse_frame(reader, reader.record(1))
        with pytest.raises(CorruptDataError, match="a: record 1 at byte 16: "):
            read_head(reader, 1)
