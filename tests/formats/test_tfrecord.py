import gzip
import pickle
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive import records as naive
from tests.object_store import ObjectStore
from waymo_kit.errors import CorruptDataError, NotFoundError, StorageError
from waymo_kit.formats import tfrecord as tfrecord_module
from waymo_kit.formats.tfrecord import RecordReader, RecordWriter, masked_crc32c

RECORDS = [b"first", b"", b"x" * 300, bytes(range(256))]


def flip(content, at):
    return content[:at] + bytes([content[at] ^ 0x10]) + content[at + 1 :]


def header(length):
    packed = struct.pack("<Q", length)
    return packed + struct.pack("<I", masked_crc32c(packed)) + bytes(4)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.tfrecord"
    path.write_bytes(naive.tfrecord(RECORDS))
    return path


def stream(path):
    with RecordReader(path) as reader:
        return [record.data for record in reader.stream()]


def test_crc_has_the_published_value():
    # RFC 3720, B.4: the CRC-32C of 32 zero bytes is 0x8A9136AA; masked as TFRecord does.
    crc = 0x8A9136AA
    assert masked_crc32c(bytes(32)) == ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


@settings(max_examples=50)
@given(st.binary(max_size=100))
def test_crc_equals_the_naive_one(data):
    assert masked_crc32c(data) == naive.masked_crc32c(data)


def test_records_by_index_slice_and_stream(path):
    with RecordReader(path) as reader:
        assert len(reader) == 4
        assert [reader[i] for i in range(4)] == RECORDS
        assert reader[-1] == RECORDS[-1]
        assert reader[1:3] == RECORDS[1:3]
        assert list(reader) == RECORDS
        assert [record.data for record in reader.stream()] == RECORDS
        assert [(r.index, r.offset) for r in reader.stream()] == [
            (0, 0),
            (1, 21),
            (2, 37),
            (3, 353),
        ]
        assert reader.offsets.tolist() == [0, 21, 37, 353, path.stat().st_size]
        assert reader.record(3).offset == 353


def test_offsets_are_int64(path):
    with RecordReader(path) as reader:
        assert reader.offsets.dtype == np.int64


def test_random_access_reads_only_its_record(path, monkeypatch):
    with RecordReader(path) as reader:
        len(reader)
        sizes = []
        read = reader._read
        monkeypatch.setattr(reader, "_read", lambda size, at: sizes.append(size) or read(size, at))
        assert reader[2] == RECORDS[2]
        assert sizes == [300, 4]


def test_a_record_of_an_object_store_is_one_request(path, monkeypatch):
    store = ObjectStore()
    store.files["a"] = path.read_bytes()
    with RecordReader(store.location("a")) as reader:
        sizes = []
        read = reader._read
        monkeypatch.setattr(reader, "_read", lambda size, at: sizes.append(size) or read(size, at))
        assert [record.data for record in reader.stream()] == RECORDS
        assert sizes == [12, *[len(data) + 16 for data in RECORDS]]
        assert reader[2] == RECORDS[2]


def test_a_file_that_shrinks_while_it_is_read_is_reported(path):
    with RecordReader(path) as reader:
        len(reader)
        path.write_bytes(path.read_bytes()[:-1])
        with pytest.raises(
            CorruptDataError, match="record 3 at byte 353: the file has become short"
        ):
            reader[3]


def test_head_of_the_first_record_needs_no_index(path):
    with RecordReader(path) as reader:
        assert reader.head(0, 3) == b"fir"
        assert reader._offsets is None
        assert reader.head(2, 1000) == RECORDS[2]


@pytest.mark.parametrize("index", [4, -5])
def test_a_missing_record_is_named(path, index):
    with RecordReader(path) as reader, pytest.raises(NotFoundError, match=f"no record {index}, "):
        reader[index]


def test_gzip_reads_like_plain(path, tmp_path):
    packed = tmp_path / "a.tfrecord.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    with RecordReader(packed) as reader:
        assert list(reader) == RECORDS
        assert [record.data for record in reader.stream()] == RECORDS


def test_gzip_of_several_members_reads_whole(tmp_path):
    packed = tmp_path / "a.gz"
    packed.write_bytes(b"".join(gzip.compress(naive.tfrecord([r])) for r in RECORDS))
    assert stream(packed) == RECORDS


def test_a_record_whose_length_looks_like_gzip_is_plain(tmp_path):
    plain = tmp_path / "a.tfrecord"
    plain.write_bytes(naive.tfrecord([bytes(0x8B1F)]))
    assert stream(plain) == [bytes(0x8B1F)]


@pytest.mark.parametrize("cut", [15, -1, -9])
def test_broken_gzip_is_reported(path, tmp_path, cut):
    packed = tmp_path / "a.gz"
    packed.write_bytes(gzip.compress(path.read_bytes())[:cut])
    with pytest.raises(CorruptDataError, match=r"a\.gz: the gzip stream breaks after \d+ unpacked"):
        stream(packed)


def test_an_empty_file_has_no_records(tmp_path):
    path = tmp_path / "empty.tfrecord"
    path.touch()
    assert stream(path) == []
    with RecordReader(path) as reader:
        assert len(reader) == 0
        with pytest.raises(CorruptDataError, match=r"empty\.tfrecord: the file is empty"):
            reader.head(0, 10)


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (lambda b: b[:-3], "record 3 at byte 353: 256 bytes of data announced, the file has 253"),
        (lambda b: b[:358], "record 3 at byte 353: the file ends after 5 of 12 header bytes"),
        (lambda b: b + b"!", "record 4 at byte 625: the file ends after 1 of 12 header bytes"),
        (lambda b: flip(b, 37), "record 2 at byte 37: the length's CRC32C is 0x"),
        (lambda b: flip(b, 47), "record 2 at byte 37: the length's CRC32C is 0x"),
        (lambda b: flip(b, 60), "record 2 at byte 37: the data's CRC32C is 0x"),
        (lambda b: flip(b, 352), "record 2 at byte 37: the data's CRC32C is 0x"),
        (lambda b: header(2**40), "1099511627776 bytes of data announced, the file has 0 more"),
        (lambda b: header(2**64 - 1), "18446744073709551615 bytes of data announced"),
    ],
)
def test_damage_is_located(path, damage, complaint):
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(CorruptDataError, match=r"a\.tfrecord: record ") as caught:
        stream(path)
    assert complaint in str(caught.value)
    with RecordReader(path) as reader, pytest.raises(CorruptDataError) as caught:
        list(reader)
    assert complaint in str(caught.value)


def test_a_length_beyond_belief_is_refused_before_it_is_read(path, monkeypatch):
    monkeypatch.setattr(tfrecord_module, "MAX_RECORD_BYTES", 299)
    with pytest.raises(
        CorruptDataError, match="record 2 at byte 37: 300 bytes of data announced, "
    ):
        stream(path)


def test_data_crc_can_be_ignored(path):
    path.write_bytes(flip(path.read_bytes(), 60))
    with RecordReader(path, verify=False) as reader:
        assert reader[2] != RECORDS[2]
        assert reader[3] == RECORDS[3]


def test_a_missing_file_and_a_folder_are_reported(tmp_path):
    with pytest.raises(NotFoundError, match=r"b\.tfrecord: no such file"):
        RecordReader(tmp_path / "b.tfrecord")
    with pytest.raises(StorageError, match=str(tmp_path)):
        RecordReader(tmp_path)


def test_errors_cross_processes(path):
    with RecordReader(path) as reader, pytest.raises(NotFoundError) as caught:
        reader[9]
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_what_is_written_reads_back(tmp_path):
    path = tmp_path / "new" / "a.tfrecord"
    with RecordWriter(path) as writer:
        for data in RECORDS:
            writer.write(data)
        assert not path.exists()
    assert path.read_bytes() == naive.tfrecord(RECORDS)
    assert [p.name for p in path.parent.iterdir()] == ["a.tfrecord"]


def test_a_failed_write_leaves_nothing(tmp_path):
    with pytest.raises(RuntimeError), RecordWriter(tmp_path / "a.tfrecord") as writer:
        writer.write(b"data")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=60, deadline=None)
@given(
    records=st.lists(st.binary(max_size=40), max_size=4),
    damage=st.lists(st.tuples(st.integers(0, 200), st.integers(1, 255)), max_size=2),
    cut=st.integers(0, 3),
)
def test_reading_equals_the_naive_reader(tmp_path_factory, records, damage, cut):
    content = bytearray(naive.tfrecord(records))
    for at, mask in damage:
        if at < len(content):
            content[at] ^= mask
    content = bytes(content[: len(content) - cut] if cut else content)
    path = tmp_path_factory.mktemp("records") / "a.tfrecord"
    path.write_bytes(content)
    expected = naive.read_tfrecord(content)
    if expected is None:
        with pytest.raises(CorruptDataError):
            stream(path)
    else:
        assert stream(path) == expected
        with RecordReader(path) as reader:
            assert list(reader) == expected
