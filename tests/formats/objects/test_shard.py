import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluation.submission.made_submission import made_details, made_objects, shard_of
from waymo_kit.errors import CorruptDataError
from waymo_kit.formats.objects.shard import encode_shard, parse_shard
from waymo_kit.protos import metrics_pb2
from waymo_kit.protos.submission_pb2 import Submission


def array(content):
    return np.frombuffer(content, np.uint8)


def test_a_shard_of_protobuf_is_divided_into_details_and_boxes():
    shard = parse_shard(array(shard_of(made_details(), made_objects())), "s")
    assert shard.details == made_details()
    (results,) = shard.results
    assert metrics_pb2.Objects.FromString(results.tobytes()) == made_objects()


def test_protobuf_reads_what_is_written():
    halves = [made_objects(segments=("a",)), made_objects(segments=("b",))]
    content = b"".join(encode_shard(made_details(), [half.SerializeToString() for half in halves]))
    read = Submission.FromString(content)
    assert read.inference_results == made_objects(segments=("a", "b"))
    read.ClearField("inference_results")
    assert read == made_details()


def test_predictions_in_the_place_of_a_submission_are_told_apart():
    message = made_objects().SerializeToString()
    with pytest.raises(CorruptDataError, match="got an Objects message of predictions; `waymo-kit"):
        parse_shard(array(message), "s")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 400))
def test_a_cut_shard_is_refused_or_is_shorter(cut):
    whole = shard_of(made_details(), made_objects())
    try:
        shard = parse_shard(array(whole[:cut]), "s")
    except CorruptDataError as error:
        assert str(error).startswith("s: ")
    else:
        assert sum(map(len, shard.results)) == 0


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=40))
def test_noise_is_refused_or_is_details(content):
    try:
        shard = parse_shard(array(content), "s")
    except CorruptDataError as error:
        assert "\n" not in str(error)
    else:
        assert isinstance(shard.details, Submission)
