"""Scenes are the same from a v1 file, from our tables and, where it reaches, from official ones."""

import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pyarrow as pa
import pytest

import waymo_kit as wk
from tests import made_frames
from tests.scene.small_scene import FRAMES, covered_bytes, make_frame, panoptic_bytes
from waymo_kit.convert import convert_segment
from waymo_kit.io import locate
from waymo_kit.schema import CONVERTED_TAGS, component_of


def test_dataset_has_length_names_and_slices(paths):
    for path in paths.values():
        dataset = wk.open_dataset(path)
        assert len(dataset) == 1
        assert dataset.segments == [made_frames.SEGMENT]
        assert dataset[made_frames.SEGMENT].name == made_frames.SEGMENT
        assert [scene.name for scene in dataset[:1]] == [made_frames.SEGMENT]
        assert len(dataset[1:]) == 0
        with pytest.raises(IndexError):
            dataset[1]
        with pytest.raises(wk.NotFoundError, match="no segment 'elsewhere'"):
            dataset["elsewhere"]


def test_unfinished_segments_of_our_tables_do_not_count(paths, tmp_path):
    unfinished = tmp_path / "tables"
    unfinished.mkdir()
    for table in paths["tables"].rglob("*.parquet"):
        target = unfinished / table.relative_to(paths["tables"])
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(table.read_bytes())
    assert wk.open_dataset(unfinished).segments == [made_frames.SEGMENT]
    (unfinished / "_manifest").mkdir()
    with pytest.raises(wk.NotFoundError, match=r"tables: no segment is complete"):
        wk.open_dataset(unfinished)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path / "nothing", "no such file or folder"),
        (lambda path: path, "neither TFRecord files nor component folders"),
    ],
)
def test_what_is_no_dataset_says_so(tmp_path, make, message):
    with pytest.raises(wk.NotFoundError, match=message):
        wk.open_dataset(make(tmp_path))


def test_frames_by_index_and_slice(scene):
    expected = [made_frames.FIRST_TIME + made_frames.FRAME_STEP * i for i in range(FRAMES)]
    assert scene.timestamps_micros.tolist() == expected
    assert len(scene) == FRAMES
    assert [frame.index for frame in scene] == list(range(FRAMES))
    assert scene[-1].timestamp_micros == expected[-1]
    part = scene[1:]
    assert len(part) == FRAMES - 1
    assert part[0].index == 1
    assert part[0].world_from_vehicle.tolist() == scene[1].world_from_vehicle.tolist()
    times = part.table("lidar_box").column("key.frame_timestamp_micros").unique().to_pylist()
    assert times == expected[1:]
    with pytest.raises(IndexError):
        scene[FRAMES]


def test_scene_stats_and_poses(scene):
    stats = make_frame(0).context.stats
    assert scene.location == stats.location
    assert scene.time_of_day == stats.time_of_day
    assert scene.weather == stats.weather
    poses = [np.reshape(make_frame(i).pose.transform, (4, 4)) for i in range(FRAMES)]
    np.testing.assert_array_equal(scene.world_from_vehicle, poses)


@pytest.mark.parametrize("tag", CONVERTED_TAGS)
def test_tables_of_both_sources_are_equal(paths, tag):
    tables = [wk.open_dataset(path)[0].table(tag) for path in paths.values()]
    assert tables[0].schema.equals(component_of(tag).schema)
    assert tables[0].num_rows > 0
    assert tables[0].equals(tables[1])


def shape_of_points(frame):
    """Runs in another process."""
    return len(frame.points()), frame.scene.name


def test_scenes_and_frames_survive_pickling(scene):
    frame = scene[1]
    cloud = frame.points()
    _ = scene.laser_calibration("TOP"), scene.boxes, scene.location, frame.boxes
    copy = pickle.loads(pickle.dumps(scene))
    assert (len(copy), copy.name) == (len(scene), scene.name)
    other = pickle.loads(pickle.dumps(scene[1:][0]))
    assert (other.index, other.timestamp_micros) == (1, frame.timestamp_micros)
    np.testing.assert_array_equal(other.points().xyz, cloud.xyz)
    points = pickle.loads(pickle.dumps(cloud[::2]))
    np.testing.assert_array_equal(points.camera_projection, cloud.camera_projection[::2])
    boxes = pickle.loads(pickle.dumps(frame.boxes))
    assert boxes.ids.tolist() == frame.boxes.ids.tolist()
    image = pickle.loads(pickle.dumps(frame.camera("FRONT"))).image
    np.testing.assert_array_equal(image, frame.camera("FRONT").image)


def test_spawned_workers_read_frames(scene):
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        found = pool.submit(shape_of_points, scene[2]).result()
    assert found == (len(scene[2].points()), scene.name)


def test_frames_have_neighbors_also_in_slices(scene):
    part = scene[1:2]
    frame = part[0]
    assert (frame.neighbor(-1).index, frame.neighbor(1).index) == (0, 2)
    assert frame.neighbor(1).timestamp_micros == scene[2].timestamp_micros
    assert frame.neighbor(0).index == 1
    assert frame.neighbor(-2) is None
    assert frame.neighbor(2) is None


def test_the_end_of_a_with_block_closes_the_scene(paths):
    with wk.open_dataset(paths["v1"])[0] as scene:
        assert len(scene) == FRAMES
    with pytest.raises((wk.WaymoKitError, ValueError)):
        _ = scene[1].boxes


def test_boxes_of_a_scene_are_those_of_its_frames(scene):
    for part in (scene, scene[::2]):
        boxes = part.boxes
        frames = boxes.by_frame(part.timestamps_micros)
        assert sum(map(len, frames)) == len(boxes)
        for frame, of_frame in zip(part, frames, strict=True):
            assert of_frame.ids.tolist() == frame.boxes.ids.tolist()
            assert of_frame.timestamps_micros.tolist() == [frame.timestamp_micros] * len(of_frame)


def test_tracks_of_a_reversed_scene_are_the_same(scene):
    forwards, backwards = scene.tracks(), scene[::-1].tracks()
    assert forwards.keys() == backwards.keys()
    for name, track in forwards.items():
        np.testing.assert_array_equal(track.boxes_world.array, backwards[name].boxes_world.array)


def test_boxes_hold_the_labels(scene):
    labels = [label for label in make_frame(2).laser_labels if label.HasField("box")]
    boxes = scene[2].boxes
    assert boxes.ids.tolist() == [label.id for label in labels]
    assert boxes.types.tolist() == [label.type for label in labels]
    assert boxes.num_points.tolist() == [label.num_lidar_points_in_box for label in labels]
    assert boxes.array[:, 3].tolist() == [label.box.length for label in labels]
    assert boxes.array[:, 6].tolist() == [label.box.heading for label in labels]
    assert boxes.velocities_world[:, 1].tolist() == [label.metadata.speed_y for label in labels]
    assert len(boxes[boxes.types == boxes.types[0]]) >= 1
    assert boxes.corners.shape == (len(boxes), 8, 3)


def test_tracks_gather_each_id_in_world_coordinates(scene):
    tracks = scene.tracks()
    table = scene.table("lidar_box")
    assert sum(len(track.frames) for track in tracks.values()) == table.num_rows
    track = next(iter(tracks.values()))
    for row, index in enumerate(track.frames):
        frame = scene[int(index)]
        own = frame.boxes[frame.boxes.ids == track.id]
        np.testing.assert_array_equal(track.boxes.array[row], own.array[0])
        world = own.transform(frame.world_from_vehicle)
        np.testing.assert_array_equal(track.boxes_world.array[row], world.array[0])


def test_camera_image_boxes_pose_and_segmentation(scene):
    message = make_frame(1)
    camera = scene[1].camera("front_left")
    stored = next(image for image in message.images if image.name == camera.name)
    assert camera.jpeg == stored.image
    assert camera.image.shape == (8, 12, 3)
    assert camera.image.dtype == np.uint8
    assert camera.pose.shutter == stored.shutter
    assert camera.pose.angular_velocity.tolist() == [
        stored.velocity.w_x,
        stored.velocity.w_y,
        stored.velocity.w_z,
    ]
    labels = next(labels for labels in message.camera_labels if labels.name == camera.name)
    assert camera.boxes.ids.tolist() == [label.id for label in labels.labels]
    assert camera.boxes.array[:, 2].tolist() == [label.box.length for label in labels.labels]
    panoptic = panoptic_bytes()[1]
    np.testing.assert_array_equal(camera.segmentation.panoptic, panoptic)
    np.testing.assert_array_equal(camera.segmentation.semantic, panoptic // 1000)
    np.testing.assert_array_equal(camera.segmentation.instance, panoptic % 1000)
    np.testing.assert_array_equal(camera.segmentation.num_cameras_covered, covered_bytes()[1])
    entries = stored.camera_segmentation_label.instance_id_to_global_id_mapping
    assert len(entries) > 0
    assert camera.segmentation.is_tracked == {e.local_instance_id: e.is_tracked for e in entries}
    assert camera.segmentation.global_ids == {
        e.local_instance_id: e.global_instance_id for e in entries
    }


def test_camera_projects_vehicle_points(scene):
    frame = scene[0]
    camera = frame.camera("FRONT")
    ahead = camera.calibration.vehicle_from_camera @ [5.0, 0.5, -0.25, 1.0]
    pixels, seen = camera.project([ahead[:3], -ahead[:3]])
    np.testing.assert_allclose(pixels[0], [6 - 10 * 0.1, 4 + 10 * 0.05], atol=1e-6)
    assert seen.tolist() == [True, False]


def test_missing_things_name_themselves(scene):
    with pytest.raises(wk.NotFoundError, match=r"frame 0: no image of camera REAR"):
        _ = scene[0].camera("REAR").image
    with pytest.raises(wk.NotFoundError, match="no calibration of REAR"):
        _ = scene[0].camera("REAR").calibration
    with pytest.raises(wk.NotFoundError, match="no component 'radar'"):
        scene.table("radar")
    with pytest.raises(wk.NotFoundError, match="no lidar of return 3: 1 and 2 exist"):
        scene[0].range_image("REAR", 3)
    with pytest.raises(wk.NotFoundError, match="no lidar of return 0"):
        scene[0].points(returns=[0])


def test_a_component_that_was_not_converted_says_which(paths, tmp_path):
    convert_segment(locate(paths["v1"]), locate(tmp_path), ["lidar_box", "stats"])
    scene = wk.open_dataset(tmp_path)[0]
    assert len(scene) == FRAMES
    assert len(scene[0].boxes) > 0
    with pytest.raises(wk.NotFoundError, match="has no lidar table; convert or download"):
        scene[0].points()


def test_a_damaged_image_is_a_clear_error(tmp_path):
    frame = make_frame(0)
    frame.images[0].image = frame.images[0].image[:40]
    frame.images[1].image = b""
    made_frames.write_segment(tmp_path / "a.tfrecord", [frame])
    read = wk.open_dataset(tmp_path / "a.tfrecord")[0][0]
    with pytest.raises(
        wk.CorruptDataError, match=r"frame 0: camera \w+: the image does not decode"
    ):
        _ = read.camera(frame.images[0].name).image
    with pytest.raises(wk.NotFoundError, match=r"frame 0: camera \w+: the image is empty"):
        _ = read.camera(frame.images[1].name).image


def test_a_damaged_table_is_a_clear_error(paths, tmp_path):
    target = tmp_path / "tables"
    convert_segment(locate(paths["v1"]), locate(target), ["lidar", "vehicle_pose"])
    table = target / "lidar" / f"{made_frames.SEGMENT}.parquet"
    table.write_bytes(table.read_bytes()[:-20])
    with pytest.raises(wk.WaymoKitError, match=r"lidar/13_made_up_000_020\.parquet"):
        wk.open_dataset(target)[0][0].range_image("TOP")


def test_unsorted_files_give_sorted_scenes(tmp_path):
    frames = [make_frame(i) for i in (2, 0, 1)]
    made_frames.write_segment(tmp_path / "a.tfrecord", frames)
    scene = wk.open_dataset(tmp_path / "a.tfrecord")[0]
    times = scene.timestamps_micros
    assert (np.diff(times) > 0).all()
    assert [frame.boxes.ids[0] for frame in scene] == [
        make_frame(i).laser_labels[0].id for i in range(3)
    ]


def test_official_v2_files_load(wod_data):
    dataset = wk.open_dataset(wod_data / "v2")
    scene = dataset[0]
    assert dataset.segments == ["10023947602400723454_1120_000_1140_000"]
    assert len(scene) == 199
    assert scene.world_from_vehicle.shape == (199, 4, 4)
    table = scene.table("camera_hkp")
    assert table.schema.equals(component_of("camera_hkp").schema)
    assert table.num_rows == 15844
    assert set(table.column("key.camera_name").unique().to_pylist()) == {1, 2, 3, 4, 5}
    times = table.column("key.frame_timestamp_micros").to_numpy()
    assert (np.diff(times) >= 0).all()
    rows = scene[7].table("camera_hkp")
    expected = int((times == scene[7].timestamp_micros).sum())
    assert rows.num_rows == expected > 0


def test_real_frames_agree_between_v1_and_tables(wod_data, tmp_path):
    source = wod_data / "composite_4frames.tfrecord"
    convert_segment(locate(source), locate(tmp_path), CONVERTED_TAGS)
    v1, tables = wk.open_dataset(source)[0], wk.open_dataset(tmp_path)[0]
    for one, other in zip(v1, tables, strict=True):
        cloud, same = one.points(), other.points()
        assert len(cloud) > 170_000
        np.testing.assert_array_equal(cloud.xyz, same.xyz)
        np.testing.assert_array_equal(cloud.camera_projection, same.camera_projection)
    assert isinstance(tables.table("lidar"), pa.Table)
    assert tables[0].camera("SIDE_LEFT").image.shape == (886, 1920, 3)
    assert len(tables[0].boxes) == 75
