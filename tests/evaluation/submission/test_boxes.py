import pytest

from tests.evaluation.submission.made_submission import (
    FLAT_TASKS,
    SEGMENTS,
    TIMES,
    lines_of,
    made_objects,
    pack_objects,
)
from waymo_kit.evaluation.submission import boxes
from waymo_kit.protos.submission_pb2 import Submission

NAN, INF = float("nan"), float("inf")
WHERE = "a.tar.gz: s.binproto-00000-of-00001: object 4: "


@pytest.mark.parametrize("task", Submission.Task.values()[1:])
def test_nothing_is_wrong_with_good_boxes(tmp_path, task):
    sensor = Submission.CAMERA_ALL
    path = pack_objects(tmp_path / "a.tar.gz", made_objects(task), task=task, sensor_type=sensor)
    assert lines_of(path) == []


def box(name, value):
    return lambda o: setattr(o.object.box, name, value)


def top(name, value):
    return lambda o: setattr(o, name, value)


def label(name, value):
    return lambda o: setattr(o.object, name, value)


FAULTS = [
    (box("center_x", NAN), "error", "box.center_x: expected a finite number, got nan"),
    (box("heading", INF), "error", "box.heading: expected a finite number, got inf"),
    (box("length", 0.0), "error", "box.length: expected more than 0, got 0.0"),
    (box("height", -1.0), "error", "box.height: expected more than 0, got -1.0"),
    (box("heading", 90.0), "warning", "box.heading: expected radians within a full turn, got 90.0"),
    (box("center_y", 4e4), "warning", "box: expected a center within 250 m of the vehicle"),
    (top("score", 1.5), "error", "score: expected 0 to 1, got 1.5"),
    (top("score", NAN), "error", "score: expected 0 to 1, got nan"),
    (label("type", 0), "error", "object.type: expected 1 to 4, got 0"),
    (label("type", 3), "error", "object.type: expected one of object_types, got TYPE_SIGN"),
    (top("camera_name", 1), "error", "camera_name: expected none in a 3D task"),
    (
        top("frame_timestamp_micros", 1558407840397),
        "error",
        "expected microseconds since 1970, got",
    ),
    (top("frame_timestamp_micros", -1), "error", "expected microseconds since 1970, got -1"),
    (
        top("context_name", f"segment-{SEGMENTS[0]}_with_camera_labels"),
        "error",
        "context_name: expected Frame.context.name, not the name of its file",
    ),
    (top("context_name", f"{SEGMENTS[0]}.tfrecord"), "error", "not the name of its file"),
    (top("context_name", "drive 7"), "warning", "context_name: expected a name like 1008463"),
    (
        lambda o: setattr(o.object.camera_synced_box, "center_x", 1.0),
        "warning",
        "camera_synced_box: only object.box is scored",
    ),
]


@pytest.mark.parametrize(("fault", "severity", "line"), FAULTS)
def test_each_fault_is_one_line_with_its_object(tmp_path, fault, severity, line):
    objects = made_objects()
    fault(objects.objects[4])
    (found,) = lines_of(pack_objects(tmp_path / "a.tar.gz", objects))
    assert found.startswith(f"{severity}: {WHERE}")
    assert line in found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("context_name", "expected context_name, the name of the segment"),
        ("frame_timestamp_micros", "expected frame_timestamp_micros"),
        ("object", "expected object.box"),
    ],
)
def test_what_is_missing_is_named(tmp_path, name, expected):
    objects = made_objects()
    objects.objects[4].ClearField(name)
    found = lines_of(pack_objects(tmp_path / "a.tar.gz", objects))
    assert f"error: {WHERE}{expected}" in found


def test_many_of_a_kind_are_one_line_with_their_number(tmp_path):
    objects = made_objects()
    for o in objects.objects[4:9]:
        o.object.box.width = 0.0
    (found,) = lines_of(pack_objects(tmp_path / "a.tar.gz", objects))
    assert found.endswith("object 4: box.width: expected more than 0, got 0.0 (and 4 more)")


def test_boxes_in_the_world_frame_are_an_error(tmp_path):
    objects = made_objects()
    for o in objects.objects:
        o.object.box.center_x += 30_000
    (found,) = lines_of(pack_objects(tmp_path / "a.tar.gz", objects))
    assert found.startswith("error: ")
    assert "not in the world's" in found


@pytest.mark.parametrize("task", FLAT_TASKS)
def test_boxes_of_images_need_a_camera_and_nothing_of_3d(tmp_path, task):
    objects = made_objects(task)
    objects.objects[4].ClearField("camera_name")
    objects.objects[5].object.box.heading = 1.0
    error, warning = lines_of(pack_objects(tmp_path / "a.tar.gz", objects, task=task))
    assert error.endswith("object 4: camera_name: expected 1 to 5 in a 2D task, got 0")
    assert warning.startswith("warning: ")
    assert warning.endswith("object 5: box: expected no center_z, height or heading in 2D")


@pytest.mark.parametrize("task", [Submission.TRACKING_2D, Submission.TRACKING_3D])
def test_tracks_need_an_id_once_a_frame(tmp_path, task):
    objects = made_objects(task)
    objects.objects[3].object.ClearField("id")
    objects.objects[4].object.ClearField("id")
    objects.objects[7].CopyFrom(objects.objects[6])
    missing, again = lines_of(pack_objects(tmp_path / "a.tar.gz", objects, task=task))
    assert missing.endswith("object 3: object.id: expected the id of the track (and 1 more)")
    assert again.endswith(
        "object 7: object.id: expected each id once per frame and type, got 'track-0' again in "
        f"segment {SEGMENTS[1]} at {TIMES[0]}"
    )


@pytest.mark.parametrize("task", [Submission.TRACKING_2D, Submission.TRACKING_3D])
def test_ids_that_repeat_across_types_only_are_fine(tmp_path, task):
    objects = made_objects(task)
    objects.objects[7].CopyFrom(objects.objects[6])
    objects.objects[7].object.type = 3 - objects.objects[6].object.type % 3
    assert objects.objects[7].object.type != objects.objects[6].object.type
    assert lines_of(pack_objects(tmp_path / "a.tar.gz", objects, task=task)) == []


@pytest.mark.parametrize(("limit", "what"), [("MAX_FRAMES", "frames"), ("MAX_IDS", "track ids")])
def test_more_frames_or_ids_than_any_split_has_end_the_check(tmp_path, monkeypatch, limit, what):
    monkeypatch.setattr(boxes, limit, 2)
    task = Submission.TRACKING_3D
    (found,) = lines_of(pack_objects(tmp_path / "a.tar.gz", made_objects(task), task=task))
    assert found.startswith("error: ")
    assert f"expected at most 2 {what}, got more" in found


def test_one_id_in_the_images_of_two_cameras_is_fine(tmp_path):
    task = Submission.TRACKING_2D
    objects = made_objects(task)
    for o in objects.objects:
        o.object.id = "same"
    assert lines_of(pack_objects(tmp_path / "a.tar.gz", objects, task=task)) == []


def test_crowded_frames_are_a_warning(tmp_path):
    objects = made_objects(per_frame=401)
    objects.objects.extend(objects.objects[-10:])
    (found,) = lines_of(pack_objects(tmp_path / "a.tar.gz", objects))
    assert found.startswith("warning: ")
    assert (
        "4 frames with more than 400 boxes, at most 411 in segment "
        f"{SEGMENTS[1]} at {TIMES[1]}: the server may give up" in found
    )
