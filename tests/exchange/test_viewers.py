"""MCAP, Rerun and WebDataset exports, read by their own libraries."""

import io
import json
import tarfile

import numpy as np
import pytest

import waymo_kit as wk
from tests.exchange.scenes import FRAMES, SEGMENTS, TIMES, pose_of, vehicle_boxes
from tests.exchange.test_round_trips import labels_as_predictions
from waymo_kit.errors import InvalidInputError
from waymo_kit.exchange import ExportOptions, export_dataset
from waymo_kit.geometry import rotation_from_quaternion
from waymo_kit.predictions import BoxKind, write_predictions


def messages(path):
    """Messages by topic, decoded by the schemas in the file."""
    reader = pytest.importorskip("mcap.reader")
    decoder = pytest.importorskip("mcap_protobuf.decoder")
    found = {}
    with path.open("rb") as file:
        made = reader.make_reader(
            file, validate_crcs=True, decoder_factories=[decoder.DecoderFactory()]
        )
        for schema, channel, message, content in made.iter_decoded_messages():
            found.setdefault(channel.topic, []).append((message.log_time, schema.name, content))
    return found


@pytest.fixture(scope="module")
def recording(exported):
    pytest.importorskip("foxglove_schemas_protobuf", reason="needs waymo-kit[mcap]")
    return messages(exported("mcap") / f"{SEGMENTS[1]}.mcap")


def test_a_recording_has_the_topics_of_the_sensors(recording):
    cameras = [f"/camera/{name}" for name in ("front", "front_left", "side_right")]
    expected = {"/tf", "/labels", "/lidar/top", "/lidar/front"}
    for camera in cameras:
        expected |= {f"{camera}/image", f"{camera}/calibration", f"{camera}/annotations"}
    assert expected <= set(recording)
    for rows in recording.values():
        assert [time for time, _, _ in rows] == [time * 1000 for time in TIMES]
    assert recording["/labels"][0][1] == "foxglove.SceneUpdate"


def test_transforms_lead_from_the_world_to_the_optical_frames(recording, scenes):
    _, _, message = recording["/tf"][2]
    placed = {(t.parent_frame_id, t.child_frame_id): t for t in message.transforms}
    vehicle = placed["world", "vehicle"]
    translation = [vehicle.translation.x, vehicle.translation.y, vehicle.translation.z]
    np.testing.assert_allclose(translation, pose_of(1, 2)[:3, 3])
    mount = placed["vehicle", "camera_front"].rotation
    rotation = rotation_from_quaternion([mount.w, mount.x, mount.y, mount.z])
    calibration = wk.open_dataset(scenes)[1].camera_calibration("FRONT")
    np.testing.assert_allclose(rotation[:, 2], calibration.vehicle_from_camera[:3, 0], atol=1e-12)
    assert {child for _, child in placed} >= {"camera_side_left", "camera_front_right"}


def test_points_images_and_calibrations_are_those_of_the_frame(recording, scenes):
    frame = wk.open_dataset(scenes)[1][1]
    cloud = recording["/lidar/top"][1][2]
    table = np.frombuffer(cloud.data, np.float32).reshape(-1, cloud.point_stride // 4)
    np.testing.assert_array_equal(table[:, :3], frame.points("TOP").xyz)
    assert [field.name for field in cloud.fields][:4] == ["x", "y", "z", "intensity"]
    image = recording["/camera/front/image"][1][2]
    assert image.data == frame.camera("FRONT").jpeg
    assert (image.format, image.frame_id) == ("jpeg", "camera_front")
    calibration = recording["/camera/front/calibration"][1][2]
    intrinsic = frame.camera("FRONT").calibration.intrinsic
    np.testing.assert_allclose(calibration.D, intrinsic[4:])
    assert calibration.distortion_model == "plumb_bob"
    assert (calibration.K[0], calibration.K[2], calibration.K[8]) == (80.0, 47.0, 1.0)
    loops = recording["/camera/front/annotations"][1][2].points
    box = frame.camera("FRONT").boxes[0]
    assert [loops[0].points[0].x, loops[0].points[0].y] == box.edges[:2].tolist()


def test_labels_are_cubes_that_replace_those_before(recording):
    _, _, update = recording["/labels"][1]
    assert update.deletions[0].type == 1
    boxes = vehicle_boxes(1, 1)[:-1]
    assert len(update.entities) == len(boxes)
    for entity, box in zip(update.entities, boxes, strict=True):
        cube = entity.cubes[0]
        position = cube.pose.position
        np.testing.assert_allclose([position.x, position.y, position.z], box[:3])
        np.testing.assert_allclose([cube.size.x, cube.size.y, cube.size.z], box[3:6])
        turn = cube.pose.orientation
        yaw = 2 * np.arctan2(turn.z, turn.w)
        assert np.cos(yaw - box[6]) == pytest.approx(1)
    assert update.entities[0].id == "object-1-0"


def with_errors(scenes, folder):
    """Predictions of which each lacks the first vehicle and has a box in the air."""
    table = labels_as_predictions(scenes, BoxKind.BOX_3D)
    ids = np.array(table.column("[PredictionComponent].track_id").to_pylist())
    z = table.column("[PredictionComponent].box.center.z").to_numpy().copy()
    z[[name.endswith("-1") for name in ids]] += 30
    place = table.column_names.index("[PredictionComponent].box.center.z")
    import pyarrow as pa

    table = table.set_column(place, table.column_names[place], pa.array(z))
    table = table.filter(pa.array([not name.endswith("-0") for name in ids]))
    write_predictions(table, folder / "p.parquet")
    return folder / "p.parquet"


def test_predictions_and_errors_are_shown(scenes, tmp_path):
    pytest.importorskip("foxglove_schemas_protobuf", reason="needs waymo-kit[mcap]")
    path = with_errors(scenes, tmp_path)
    out = tmp_path / "mcap"
    export_dataset(scenes, "mcap", out, ExportOptions(predictions=str(path), every=2))
    found = messages(out / f"{SEGMENTS[0]}.mcap")
    assert len(found["/predictions"]) == FRAMES / 2
    predictions = found["/predictions"][0][2].entities
    assert len(predictions) == 6
    errors = found["/errors"][0][2].entities
    words = sorted(entity.metadata[0].value for entity in errors)
    assert words == ["false positive vehicle background", "missed vehicle", "missed vehicle"]
    with pytest.raises(InvalidInputError, match="exports to kitti have none"):
        export_dataset(scenes, "kitti", tmp_path, ExportOptions(predictions=str(path)))


def test_rectified_recordings_have_no_distortion(exported):
    pytest.importorskip("foxglove_schemas_protobuf", reason="needs waymo-kit[mcap]")
    found = messages(exported("mcap", rectify=True, every=3) / f"{SEGMENTS[0]}.mcap")
    calibration = found["/camera/front/calibration"][0][2]
    assert list(calibration.D) == [0.0] * 5
    assert len(found["/camera/front/annotations"][0][2].points) >= 4


def test_shards_have_samples_that_webdataset_groups(exported, scenes):
    root = exported("webdataset")
    names = (root / "shards-training.txt").read_text().split()
    assert names == ["waymo-training-000000.tar", "waymo-training-000001.tar"]
    samples = {}
    with tarfile.open(root / names[1]) as archive:
        for member in archive:
            key, _, ending = member.name.partition(".")  # as webdataset splits names
            assert member.mtime == 0
            samples.setdefault(key, {})[ending] = archive.extractfile(member).read()
    assert list(samples) == [f"0001{frame:03d}" for frame in range(FRAMES)]
    sample, frame = samples["0001002"], wk.open_dataset(scenes)[1][2]
    assert sample["front.jpg"] == frame.camera("FRONT").jpeg
    points = np.load(io.BytesIO(sample["points.npy"]))
    np.testing.assert_array_equal(points[:, :3], frame.points().xyz)
    np.testing.assert_array_equal(points[:, 6], frame.points().return_number)
    facts = json.loads(sample["json"])
    assert (facts["segment"], facts["timestamp_micros"]) == (SEGMENTS[1], TIMES[2])
    expected = np.delete(vehicle_boxes(1, 2)[:-1], 4, axis=0)
    np.testing.assert_allclose(facts["boxes"]["array"], expected)
    np.testing.assert_allclose(facts["world_from_vehicle"], pose_of(1, 2))


def test_rerun_recordings_are_written(exported, scenes, tmp_path):
    pytest.importorskip("rerun", reason="needs waymo-kit[rerun]")
    root = exported("rrd", every=2)
    for segment in SEGMENTS:
        data = (root / f"{segment}.rrd").read_bytes()
        assert data.startswith(b"RRF2")
        for name in (b"world/vehicle/lidar", b"world/vehicle/labels", b"camera/front/image"):
            assert name in data
