"""Scenarios of the motion dataset and their lidar points."""

import numpy as np
import pytest

import waymo_kit as wk
from tests.e2e.made_e2e import made_frame
from tests.motion.made_scenarios import (
    NOW,
    STEPS,
    golden_steps,
    lidar_data,
    made_scenario,
    write_records,
)
from waymo_kit.motion import MotionType
from waymo_kit.protos.scenario_pb2 import Scenario
from waymo_kit.schema import Difficulty, LaserName


@pytest.fixture
def file(tmp_path):
    return write_records(
        tmp_path / "training.tfrecord-00000-of-01000",
        [made_scenario(), made_scenario("b2", lidar=True)],
    )


def test_scenarios_by_position_and_id(file):
    dataset = wk.open_motion_dataset(file)
    assert dataset.names == ["ee519cf571686d19", "b2"]
    assert dataset["b2"].id == dataset[1].id == dataset[1:][0].id == "b2"
    assert repr(dataset[0]) == "<Scenario ee519cf571686d19, 2 tracks, 5 steps>"
    assert "steps with lidar" in dataset[1]._repr_html_()
    with pytest.raises(wk.NotFoundError, match="no scenario 'z' among 2"):
        dataset["z"]


def test_tracks_map_and_lights(file):
    scenario = wk.open_motion_dataset(file)[0]
    tracks = scenario.tracks
    assert scenario.timestamps_seconds.tolist() == [0, 0.1, 0.2, 0.3, 0.4]
    assert (scenario.current_step, scenario.ego_track) == (NOW, 1)
    assert scenario.objects_of_interest == [10, 11]
    assert scenario.to_predict == {0: Difficulty.LEVEL_2}
    assert tracks.ids.tolist() == [10, 11]
    assert tracks.types.tolist() == [MotionType.VEHICLE, MotionType.PEDESTRIAN]
    assert tracks.valid.tolist() == [[True] * STEPS, [False] + [True] * (STEPS - 1)]
    assert tracks.boxes[0, 2].tolist() == [102 + 1 / 3, -50, 2, 4.5, 2, 1.5, 0.25]
    assert tracks.velocities[1, 1].tolist() == [10, 0.5]
    assert np.isnan(tracks.boxes[1, 0]).all()
    assert tracks.index(11) == 1
    assert scenario.road_map.nearest_lanes([[95.0, -49.0]]).distances.tolist() == [1.0]
    assert [scenario.traffic_lights(step) for step in (2, 3)] == [{7: "STOP"}, {7: "GO"}]
    with pytest.raises(wk.NotFoundError, match="no object 5"):
        tracks.index(5)
    with pytest.raises(wk.NotFoundError, match="no step 5: there are 0 to 4"):
        scenario.traffic_lights(5)


def test_points_equal_the_official_utilities_to_the_digit(file):
    """In float64 the official code gives the same float32; in float32 it loses millimeters."""
    scenario = wk.open_motion_dataset(file)["b2"]
    for step, (_, official) in enumerate(golden_steps()):
        for laser, returns in official.items():
            for number, theirs in returns.items():
                points = scenario.points(step, laser, number)
                assert len(points) == len(theirs["xyz_float64"]) > 0
                np.testing.assert_array_equal(points.xyz, theirs["xyz_float64"].astype("f4"))
                np.testing.assert_allclose(points.xyz, theirs["xyz_float32"], atol=0.01)
                features = theirs["features"].astype(np.float32)
                np.testing.assert_array_equal(points.intensity, features[:, 1])
                np.testing.assert_array_equal(points.elongation, features[:, 2])
                image = scenario.lidar(step).range_image(LaserName(laser), number)
                row, column = points.pixel.T
                np.testing.assert_array_equal(image[row, column, :3], theirs["features"])
                assert set(points.laser) == {laser}
                assert set(points.return_number) == {number}


def test_all_points_of_a_step(file):
    scenario = wk.open_motion_dataset(file)["b2"]
    points = scenario.points(1)
    _, official = list(golden_steps())[1]
    sizes = [len(each["features"]) for returns in official.values() for each in returns.values()]
    assert len(points) == sum(sizes)
    assert scenario.lidar_steps == 2
    assert scenario.lidar(1).lasers == [LaserName.TOP, LaserName.FRONT, LaserName.REAR]
    assert points.in_no_label_zone.any()
    assert not points.in_no_label_zone.all()
    assert len(scenario.points(1, "TOP", 1)) == len(official[1][1]["features"])
    with pytest.raises(wk.NotFoundError, match="the motion dataset has no camera projections"):
        len(points.camera_projection)
    with pytest.raises(wk.NotFoundError, match="no lidar data of step 2: there are 0 to 1"):
        scenario.points(2)
    with pytest.raises(wk.NotFoundError, match="step 0: no data of laser SIDE_LEFT"):
        scenario.points(0, "SIDE_LEFT")
    with pytest.raises(wk.InvalidInputError, match="returns: expected 1 or 2"):
        scenario.points(0, returns=3)


def test_lidar_data_in_a_folder(tmp_path, file):
    folder = tmp_path / "lidar"
    folder.mkdir()
    data = Scenario(compressed_frame_laser_data=lidar_data())
    write_records(folder / "ee519cf571686d19.tfrecord", [data])
    dataset = wk.open_motion_dataset(file, lidar=folder)
    assert dataset[0].lidar_steps == 2
    inside = dataset["b2"].points(0)
    np.testing.assert_array_equal(dataset[0].points(0).xyz, inside.xyz)
    assert dataset[:1][0].lidar_steps == 2
    with pytest.raises(wk.NotFoundError, match="no lidar data; open_motion_dataset takes"):
        wk.open_motion_dataset(file)[0].points(0)
    (folder / "ee519cf571686d19.tfrecord").unlink()
    with pytest.raises(wk.NotFoundError, match=f"no lidar data in {folder}"):
        dataset[0].points(0)
    with pytest.raises(wk.NotFoundError, match="expected a folder of lidar data"):
        wk.open_motion_dataset(file, lidar=tmp_path / "none")
    write_records(folder / "ee519cf571686d19.tfrecord", [made_scenario()])
    with pytest.raises(wk.InvalidInputError, match="expected the lidar data of a Scenario"):
        dataset[0].points(0)
    write_records(folder / "data.tfrecord", [data])
    with pytest.raises(wk.InvalidInputError, match="got its lidar data"):
        wk.open_motion_dataset(folder / "data.tfrecord")[0]


def changed(change):
    scenario = made_scenario(lidar=True)
    change(scenario)
    return scenario


def no_poses(scenario):
    top = scenario.compressed_frame_laser_data[0].lasers[0]
    top.ri_return1.ClearField("range_image_pose_delta_compressed")


def small_poses(scenario):
    top = scenario.compressed_frame_laser_data[0].lasers[0]
    top.ri_return1.range_image_pose_delta_compressed = (
        scenario.compressed_frame_laser_data[0].lasers[1].ri_return1.range_image_delta_compressed
    )


def damaged_image(scenario):
    front = scenario.compressed_frame_laser_data[0].lasers[1]
    front.ri_return1.range_image_delta_compressed = b"\x78\x9c damaged"


def fewer_beams(scenario):
    scenario.compressed_frame_laser_data[0].laser_calibrations[1].beam_inclinations.pop()


def short_extrinsic(scenario):
    scenario.compressed_frame_laser_data[0].laser_calibrations[1].extrinsic.transform.pop()


def no_calibration(scenario):
    del scenario.compressed_frame_laser_data[0].laser_calibrations[1]


def laser_twice(scenario):
    scenario.compressed_frame_laser_data[0].lasers[1].name = 1


def no_pose(scenario):
    scenario.compressed_frame_laser_data[0].ClearField("pose")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (no_poses, "step 0: no poses of the pixels of TOP"),
        (small_poses, "laser TOP pose: expected 6 channels, got 4"),
        (damaged_image, "step 0: laser FRONT return 1: 10 bytes of zlib data do not inflate"),
        (fewer_beams, "laser FRONT return 1: 4 beam inclinations for a range image of 5 rows"),
        (short_extrinsic, "extrinsic of laser FRONT: expected 16 finite numbers, got 15"),
        (no_calibration, "no calibration of laser FRONT"),
        (laser_twice, "laser TOP is there twice"),
        (no_pose, "step 0: no vehicle pose"),
        (lambda s: s.tracks[1].states.pop(), "track 1: expected 5 states, got 4"),
        (lambda s: s.ClearField("timestamps_seconds"), "got its lidar data"),
        (lambda s: s.tracks_to_predict.add(track_index=2), "one of 2 tracks, got 2"),
        (lambda s: setattr(s, "current_time_index", 5), "current_time_index: expected 0 to 4"),
        (lambda s: setattr(s, "scenario_id", "../x"), "'../x' cannot be an id"),
    ],
)
def test_damage_is_named(tmp_path, change, problem):
    file = write_records(tmp_path / "x.tfrecord", [made_scenario(), changed(change)])
    with pytest.raises(wk.WaymoKitError) as caught:
        wk.open_motion_dataset(file)[1].points(0)
    text = str(caught.value)
    assert problem in text
    assert text.startswith(f"{file}: record 1")
    assert "\n" not in text


def test_other_messages_are_named(tmp_path):
    file = write_records(tmp_path / "x.tfrecord", [made_frame("a-001")])
    with pytest.raises(wk.InvalidInputError, match="expected a Scenario, got an E2EDFrame"):
        wk.open_motion_dataset(file)[0]
    file = write_records(tmp_path / "y.tfrecord", [made_scenario()])
    with pytest.raises(wk.InvalidInputError, match=r"which waymo_kit\.open_motion_dataset reads"):
        wk.open_e2e_dataset(file)[0]


def test_300_mutated_files_give_a_line_or_points(tmp_path):
    random = np.random.default_rng(5)
    whole = made_scenario(lidar=True).SerializeToString()
    lines = set()
    for number in range(300):
        data = bytearray(whole)
        if number % 3 == 0:
            del data[int(random.integers(len(data))) :]
        for _ in range(number % 3 * int(random.integers(1, 20))):
            data[int(random.integers(len(data)))] = int(random.integers(256))
        file = write_records(tmp_path / "x.tfrecord", [bytes(data)])
        try:
            scenario = wk.open_motion_dataset(file)[0]
            assert scenario.tracks.boxes.shape[1] == len(scenario.timestamps_seconds)
            for step in range(scenario.lidar_steps):
                assert scenario.points(step).xyz.shape[1] == 3
        except wk.WaymoKitError as error:
            assert "\n" not in str(error)
            assert str(error).startswith(f"{file}: record 0")
            lines.add(str(error).partition("record 0")[2][-40:])
    assert len(lines) > 3
