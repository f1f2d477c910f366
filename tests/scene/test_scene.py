"""Scenes are the same from a v1 file, from our tables and, where it reaches, from official ones."""

import io
import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image

import waymo_kit as wk
from tests import made_frames
from tests.naive import range_images as naive
from waymo_kit.convert import convert_segment
from waymo_kit.io import locate
from waymo_kit.schema import CONVERTED_TAGS, LaserName, component_of

FRAMES = 3


def image_bytes(shade, size=(12, 8)):
    with io.BytesIO() as file:
        Image.new("RGB", size, (shade, 2 * shade, 200)).save(file, "JPEG")
        return file.getvalue()


def panoptic_bytes():
    values = (np.arange(96, dtype=np.uint16).reshape(8, 12) % 5) * 1000 + 3
    with io.BytesIO() as file:
        Image.fromarray(values).save(file, "PNG")
        return file.getvalue(), values


def covered_bytes():
    values = (np.arange(96, dtype=np.uint8).reshape(8, 12) % 3) + 1
    with io.BytesIO() as file:
        Image.fromarray(values).save(file, "PNG")
        return file.getvalue(), values


def rigid(yaw, offset):
    return naive.pose_matrix(0.01, -0.02, yaw, *offset)


def make_frame(index):
    frame = made_frames.full_frame(index)
    pose = rigid(0.3 + 0.1 * index, [12_345.0 + index, -6_000.0, 3.0])
    frame.pose.transform[:] = pose.ravel()
    for number, image in enumerate(frame.images):
        image.image = image_bytes(20 + number + index)
        image.camera_segmentation_label.panoptic_label = panoptic_bytes()[0]
        image.camera_segmentation_label.panoptic_label_divisor = 1000
        image.camera_segmentation_label.num_cameras_covered = covered_bytes()[0]
        image.pose.transform[:] = pose.ravel()
    for calibration in frame.context.camera_calibrations:
        calibration.intrinsic[:] = [10.0, 10.0, 6.0, 4.0, 0, 0, 0, 0, 0]
        calibration.width, calibration.height = 12, 8
        calibration.extrinsic.transform[:] = rigid(0.2, [1.5, 0, 2]).ravel()
        calibration.rolling_shutter_direction = 5
    for calibration in frame.context.laser_calibrations:
        calibration.extrinsic.transform[:] = rigid(0.7, [1.4, 0.1, 2.2]).ravel()
    return frame


@pytest.fixture(scope="module")
def paths(tmp_path_factory):
    """The same segment as a v1 file and as tables."""
    root = tmp_path_factory.mktemp("scene")
    made_frames.write_segment(root / "a.tfrecord", [make_frame(i) for i in range(FRAMES)])
    convert_segment(locate(root / "a.tfrecord"), locate(root / "tables"), CONVERTED_TAGS)
    return {"v1": root / "a.tfrecord", "tables": root / "tables"}


@pytest.fixture(params=["v1", "tables"])
def scene(paths, request):
    scene = wk.open_dataset(paths[request.param])[0]
    yield scene
    scene.close()


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


def test_points_equal_the_naive_ones(scene):
    frame, message = scene[1], make_frame(1)
    cloud = frame.points()
    parts = []
    for laser in sorted(message.lasers, key=lambda laser: laser.name):
        calibration = next(c for c in message.context.laser_calibrations if c.name == laser.name)
        for number, returned in ((1, laser.ri_return1), (2, laser.ri_return2)):
            image = made_frames.read_blob(returned.range_image_compressed, "range_image_compressed")
            poses = laser.ri_return1.range_image_pose_compressed
            is_moving = laser.name == LaserName.TOP
            low, high = calibration.beam_inclination_min, calibration.beam_inclination_max
            values = list(calibration.beam_inclinations) or [
                low + (high - low) * (i + 0.5) / len(image) for i in range(len(image))
            ]
            points = naive.range_image_points(
                image,
                np.reshape(calibration.extrinsic.transform, (4, 4)),
                values[::-1],
                made_frames.read_blob(poses, "range_image_pose_compressed") if is_moving else None,
                np.reshape(message.pose.transform, (4, 4)),
            )[:, :3]
            parts.append((laser.name, number, points))
    xyz = np.concatenate([points for _, _, points in parts])
    np.testing.assert_allclose(cloud.xyz, xyz, atol=2e-3)
    assert cloud.laser.tolist() == [name for name, _, points in parts for _ in points]
    assert cloud.return_number.tolist() == [number for _, number, points in parts for _ in points]


def test_point_columns_come_from_their_pixels(scene):
    frame = scene[0]
    cloud = frame.points()
    assert len(cloud) > 0
    for i in range(0, len(cloud), 7):
        laser, number = int(cloud.laser[i]), int(cloud.return_number[i])
        row, column = cloud.pixel[i]
        pixel = frame.range_image(laser, number)[row, column]
        assert pixel[0] > 0
        assert cloud.intensity[i] == pixel[1]
        assert cloud.elongation[i] == pixel[2]
        assert cloud.in_no_label_zone[i] == (pixel[3] > 0)
        projection = frame.camera_projection_image(laser, number)[row, column]
        assert cloud.camera_projection[i].tolist() == projection.tolist()


def test_lasers_returns_and_masks_select_points(scene):
    cloud = scene[0].points()
    top = scene[0].points(lasers=["top"], returns=[2])
    mask = (cloud.laser == LaserName.TOP) & (cloud.return_number == 2)
    np.testing.assert_array_equal(cloud[mask].xyz, top.xyz)
    np.testing.assert_array_equal(cloud[mask].camera_projection, top.camera_projection)
    assert len(cloud[:5]) == 5
    with pytest.raises(wk.NotFoundError, match="no LaserName 'LEFT'"):
        scene[0].points(lasers=["LEFT"])


@pytest.mark.parametrize(
    ("several", "one"),
    [
        ({"lasers": ["TOP"]}, {"lasers": "TOP"}),
        ({"lasers": ["TOP"]}, {"lasers": "top"}),
        ({"lasers": [1]}, {"lasers": 1}),
        ({"lasers": [1]}, {"lasers": np.int64(1)}),
        ({"lasers": [1]}, {"lasers": LaserName.TOP}),
        ({"lasers": [1, 2]}, {"lasers": np.array([1, 2])}),
        ({"lasers": [1, 2]}, {"lasers": dict.fromkeys(["TOP", "FRONT"]).keys()}),
        ({"returns": [1]}, {"returns": 1}),
        ({"returns": [2]}, {"returns": np.int8(2)}),
        ({"returns": [1, 2]}, {"returns": np.array([1, 2])}),
        ({"returns": [1, 2]}, {"returns": dict.fromkeys([1, 2]).keys()}),
    ],
)
def test_one_name_or_number_will_do_for_a_list(scene, several, one):
    frame = scene[0]
    expected = frame.points(**several)
    np.testing.assert_array_equal(frame.points(**one).xyz, expected.xyz)


@pytest.mark.parametrize("arguments", [{"lasers": 1.5}, {"returns": None}, {"returns": 1.0}])
def test_what_is_no_name_or_number_says_so(scene, arguments):
    (name,) = arguments
    with pytest.raises(wk.InvalidInputError, match=f"{name}: expected a name or number or several"):
        scene[0].points(**arguments)


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


def test_an_int_gives_one_point(scene):
    cloud = scene[0].points()
    point = cloud[-1]
    assert point.xyz.tolist() == cloud.xyz[-1].tolist()
    assert point.laser is LaserName(cloud.laser[-1])
    assert (point.return_number, point.intensity) == (cloud.return_number[-1], cloud.intensity[-1])
    assert point.pixel.tolist() == cloud.pixel[-1].tolist()
    assert [each.pixel.tolist() for each in cloud[:3]] == cloud.pixel[:3].tolist()
    with pytest.raises(IndexError, match=f"no row {len(cloud)}"):
        cloud[len(cloud)]


def test_frames_have_neighbours_also_in_slices(scene):
    part = scene[1:2]
    frame = part[0]
    assert (frame.neighbour(-1).index, frame.neighbour(1).index) == (0, 2)
    assert frame.neighbour(1).timestamp_micros == scene[2].timestamp_micros
    assert frame.neighbour(0).index == 1
    assert frame.neighbour(-2) is None
    assert frame.neighbour(2) is None


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


def test_open3d_gets_points_and_colours(scene):
    pytest.importorskip("open3d", reason="needs Open3D: pip install 'waymo-kit[viz]'")
    cloud = scene[0].points()
    converted = cloud.to_open3d()
    np.testing.assert_array_equal(np.asarray(converted.points), cloud.xyz.astype(np.float64))


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


@pytest.mark.skipif(
    int(pa.__version__.partition(".")[0]) < 26,
    reason="pyarrow before 26 does not read nulls among lists of a fixed size",
)
def test_a_cloud_without_camera_projections_says_so(tmp_path):
    frame = make_frame(0)
    frame.lasers[0].ri_return1.ClearField("camera_projection_compressed")
    made_frames.write_segment(tmp_path / "a.tfrecord", [frame])
    convert_segment(locate(tmp_path / "a.tfrecord"), locate(tmp_path / "tables"), CONVERTED_TAGS)
    for name in ("a.tfrecord", "tables"):
        cloud = wk.open_dataset(tmp_path / name)[0][0].points()
        with pytest.raises(wk.NotFoundError, match="no camera projection of laser TOP return 1"):
            _ = cloud.camera_projection


def test_camera_projections_smaller_than_the_range_image_are_an_error(tmp_path):
    frame = make_frame(0)
    small = made_frames.matrix_blob(np.zeros((1, 2, 6), np.int32))
    frame.lasers[0].ri_return1.camera_projection_compressed = small
    made_frames.write_segment(tmp_path / "a.tfrecord", [frame])
    convert_segment(locate(tmp_path / "a.tfrecord"), locate(tmp_path / "tables"), CONVERTED_TAGS)
    for name in ("a.tfrecord", "tables"):
        cloud = wk.open_dataset(tmp_path / name)[0][0].points()
        with pytest.raises(wk.CorruptDataError, match=r"laser TOP return 1.*there is a pixel"):
            _ = cloud.camera_projection
