"""Several parts of a frame in one answer: the same bytes as one by one, whatever fails."""

import json
import struct

import pytest

from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.web.viewer.parts import MAX_PARTS, Answer, join_parts

NAMES = ("boxes", "points", "wireframes", "image_boxes", "projections", "cameras/1/image")


def split(body):
    """The entry and the bytes of each part, as the page takes them apart."""
    assert body[:4] == b"WKF1"
    (length,) = struct.unpack("<I", body[4:8])
    assert length % 8 == 0
    at = 8 + length
    for entry in json.loads(body[8:at]):
        size = entry.get("bytes", 0)
        yield entry, body[at : at + size]
        at += size
    assert at == len(body)


def test_parts_together_are_the_parts_alone(reader):
    found = list(split(reader.bytes(reader.of_frame("parts", frame=2), names=",".join(NAMES))))
    assert [entry["name"] for entry, _ in found] == list(NAMES)
    for name, (entry, body) in zip(NAMES, found, strict=True):
        alone = reader.answers.get(f"{reader.answers.stamp}/{reader.of_frame(name, frame=2)}", {})
        assert body == alone.body, name
        assert entry["type"] == alone.media_type


def test_a_part_has_parameters_of_its_own(reader):
    names = "points?limit=7,points,boxes"
    few, all_points, _ = split(reader.bytes(reader.of_frame("parts"), names=names))
    assert few[1] == reader.bytes(reader.of_frame("points"), limit=7)
    assert all_points[1] == reader.bytes(reader.of_frame("points"))
    assert len(few[1]) < len(all_points[1])


def test_a_missing_part_leaves_the_others(reader):
    answer = reader.answers.get(
        f"{reader.answers.stamp}/{reader.of_frame('parts')}", {"names": "cameras/7/image,boxes"}
    )
    (missing, nothing), (_, boxes) = split(answer.body)
    assert missing["status"] == 404
    assert missing["error"]
    assert nothing == b""
    assert boxes == reader.bytes(reader.of_frame("boxes"))
    assert answer.is_final


@pytest.mark.parametrize("names", ["parts", "../../scene", "parts?names=boxes", "x/y/z/w"])
def test_nothing_but_parts_of_the_frame_is_reached(reader, names):
    ((entry, body),) = split(reader.bytes(reader.of_frame("parts"), names=names))
    assert entry["status"] == 404
    assert body == b""


@pytest.mark.parametrize("names", ["", ",", ",".join(["boxes"] * (MAX_PARTS + 1))])
def test_a_wrong_number_of_parts_is_refused(reader, names):
    with pytest.raises(InvalidInputError, match="names: expected 1 to 32 parts"):
        reader.bytes(reader.of_frame("parts"), names=names)


def test_a_frame_that_is_not_there_has_no_parts(reader):
    ((entry, _),) = split(reader.bytes(reader.of_frame("parts", frame=99), names="boxes"))
    assert entry["status"] == 404


def test_what_fails_otherwise_is_asked_for_again():
    def get(words, parameters):
        if words == ["bad"]:
            raise CorruptDataError("damaged")
        if words == ["none"]:
            raise NotFoundError("nothing there")
        return Answer(b"abc", "text/plain", is_final=words != ["open"])

    answer = join_parts("bad,none,good", get, str)
    assert not answer.is_final
    assert [entry.get("status") for entry, _ in split(answer.body)] == [422, 404, None]
    assert join_parts("none,good", get, str).is_final
    assert not join_parts("good,open", get, str).is_final
