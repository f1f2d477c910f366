import math
from pathlib import Path

import pytest

from tests.evaluation.submission.made_submission import made_details
from waymo_kit.errors import CorruptDataError, NotFoundError
from waymo_kit.evaluation.submission.details import check_details, read_details, rules_of
from waymo_kit.predictions import BoxKind
from waymo_kit.protos.submission_pb2 import Submission

DOCS = Path(__file__).parents[3] / "docs" / "guides" / "submission.md"


def lines_of(details):
    return [str(problem) for problem in check_details(details, "f")]


def test_nothing_is_wrong_with_complete_details():
    assert lines_of(made_details()) == []


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"task": None}, "error: f: task: expected one of DETECTION_2D, DETECTION_3D, TRACKING_2D"),
        ({"task": 0}, "error: f: task: expected one of"),
        ({"account_name": None}, "error: f: account_name: expected the whole email address"),
        ({"account_name": "someone"}, "got 'someone'"),
        ({"account_name": "your_registered_email@gmail.com"}, "error: f: account_name: "),
        ({"unique_method_name": None}, "error: f: unique_method_name: expected the method's name"),
        ({"unique_method_name": "Your unique method name."}, "error: f: unique_method_name: "),
        ({"unique_method_name": "x" * 26}, "expected at most 25 characters, got 26"),
        ({"unique_method_name": "Käse"}, "expected printable ASCII, got 'Käse'"),
        ({"unique_method_name": "a\nb"}, "expected printable ASCII, got 'a\\nb'"),
        ({"authors": None}, "warning: f: authors: expected a name for each"),
        ({"authors": ["A", " "]}, "warning: f: authors: expected a name for each"),
        ({"affiliation": "Your affiliation."}, "warning: f: affiliation: expected a text"),
        ({"description": None}, "warning: f: description: expected a text"),
        ({"method_link": None}, "warning: f: method_link: expected a text"),
        ({"sensor_type": None}, "error: f: sensor_type: expected one of LIDAR_ALL, LIDAR_TOP"),
        (
            {"task": Submission.CAMERA_ONLY_DETECTION_3D},
            "error: f: sensor_type: expected CAMERA_ALL for CAMERA_ONLY_DETECTION_3D, got LIDAR",
        ),
        (
            {"number_past_frames_exclude_current": None},
            "warning: f: number_past_frames_exclude_current: expected the number of frames",
        ),
        (
            {"number_future_frames_exclude_current": -1},
            "error: f: number_future_frames_exclude_current: expected a number of frames, got -1",
        ),
        ({"object_types": None}, "warning: f: object_types: not set"),
        ({"object_types": [0, 1]}, "error: f: object_types: expected known types"),
        ({"object_types": [1, 1]}, "error: f: object_types: expected each type once"),
        ({"latency_second": math.nan}, "error: f: latency_second: expected seconds, got nan"),
        ({"docker_image_source": "Link to it"}, "error: f: docker_image_source: expected a gs://"),
        (
            {"docker_image_source": "us-west1-docker.pkg.dev/a/b/c:latest"},
            "warning: f: docker_image_source: an image without @sha256:",
        ),
    ],
)
def test_each_fault_is_one_line(changes, line):
    (found,) = lines_of(made_details(**changes))
    assert line in found


@pytest.mark.parametrize(
    "source", ["gs://bucket/image.tar.gz", "us-west1-docker.pkg.dev/a/b/c@sha256:0123"]
)
def test_images_where_the_server_can_fetch_them_are_fine(source):
    assert lines_of(made_details(docker_image_source=source)) == []


def test_the_template_of_the_page_is_readable_and_says_what_is_missing(tmp_path):
    text = DOCS.read_text().partition("```protobuf\n")[2].partition("```")[0]
    (tmp_path / "details.txtpb").write_text(text)
    details = read_details(tmp_path / "details.txtpb")
    assert details.task == Submission.DETECTION_3D
    assert lines_of(details) == []


def test_an_unknown_field_is_named_with_its_line(tmp_path):
    (tmp_path / "d.txtpb").write_text('account_name: "a@b.c"\nmethod: "x"\n')
    with pytest.raises(
        CorruptDataError, match=r"d.txtpb: not the text of a Submission: 2:1.*method"
    ):
        read_details(tmp_path / "d.txtpb")
    with pytest.raises(NotFoundError, match=r"none.txtpb"):
        read_details(tmp_path / "none.txtpb")


def test_tasks_differ_in_their_boxes():
    kinds = {
        name: rules_of(Submission(task=number))
        for name, number in Submission.Task.items()
        if number
    }
    flat = {name for name, rules in kinds.items() if rules.kind is BoxKind.BOX_2D}
    assert flat == {"DETECTION_2D", "TRACKING_2D"}
    assert {name for name, rules in kinds.items() if rules.needs_tracks} == {
        "TRACKING_2D",
        "TRACKING_3D",
    }
    assert rules_of(Submission()) is None
