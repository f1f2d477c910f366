"""Frames of the end-to-end driving dataset are read as they were written."""

import pickle

import numpy as np
import pytest

import waymo_kit as wk
from tests.e2e.made_e2e import HEIGHT, WIDTH, jpeg, made_frame, path, write_frames
from tests.made_frames import plain_frame
from waymo_kit.e2e import Intent
from waymo_kit.formats.image import decode_image
from waymo_kit.protos.end_to_end_pb2 import E2EDFrame
from waymo_kit.schema import CameraName


@pytest.fixture
def folder(tmp_path):
    rated = [(path(8, 0.05), 7.0), (path(4), 9.0), (path(0.5, steps=12), 2.0)]
    write_frames(
        tmp_path / "val.tfrecord-00000-of-00002",
        [made_frame("b2-007"), made_frame("a1-012", 5, rated=rated)],
    )
    write_frames(
        tmp_path / "val.tfrecord-00001-of-00002",
        [made_frame("c3-100", future=False, rated=[(path(2), -1.0), (None, -1.0)])],
    )
    return tmp_path


def test_frames_by_position_name_and_slice(folder):
    dataset = wk.open_e2e_dataset(folder)
    assert [frame.name for frame in dataset] == ["b2-007", "a1-012", "c3-100"] == dataset.names
    assert len(dataset) == 3
    assert dataset[-1].name == "c3-100"
    assert dataset["a1-012"].sequence == "a1"
    assert [frame.name for frame in dataset[1:]] == ["a1-012", "c3-100"]
    assert dataset[1:]["c3-100"].name == "c3-100"
    assert len(pickle.loads(pickle.dumps(dataset))) == 3
    assert repr(dataset) == f"<E2EDataset {folder}, 2 files>"
    with pytest.raises(IndexError, match="no frame 3 among 3"):
        dataset[3]
    with pytest.raises(wk.NotFoundError, match="no frame 'z' among 3"):
        dataset["z"]


def test_states_intent_and_ratings(folder):
    frame = wk.open_e2e_dataset(folder)["a1-012"]
    assert frame.intent is Intent.GO_LEFT
    assert frame.past.times[[0, -1]].tolist() == [-3.75, 0]
    assert frame.past.positions.shape == (16, 3)
    assert frame.past.velocities[-1].tolist() == [5, 0]
    assert frame.past.accelerations.shape == (16, 2)
    assert frame.speed == 5
    assert frame.future.times[[0, -1]].tolist() == [0.25, 5]
    np.testing.assert_array_equal(frame.future.positions[:, :2], path(5, 0.05).astype(np.float32))
    assert np.isnan(frame.future.velocities).all()
    assert [each.score for each in frame.rated] == [7, 9, 2]
    assert [len(each) for each in frame.rated] == [20, 20, 12]
    assert np.isnan(frame.rated[0].positions[:, 2]).all()
    assert "GO_LEFT" in repr(frame)
    assert "3 trajectories" in frame._repr_html_()


def test_a_frame_of_the_test_set_has_no_future_and_no_valid_ratings(folder):
    frame = wk.open_e2e_dataset(folder)["c3-100"]
    assert frame.future is None
    assert frame.rated == ()


def test_eight_cameras(folder):
    frame = wk.open_e2e_dataset(folder)[0]
    assert frame.cameras == [name for name in CameraName if name]
    rear = frame.camera("rear")
    assert rear.jpeg == jpeg(20 * 7)
    assert rear.image.shape == (HEIGHT, WIDTH, 3)
    np.testing.assert_array_equal(rear.image, decode_image(jpeg(20 * 7), "image", "RGB"))
    assert rear.calibration.width == WIDTH
    with pytest.raises(wk.NotFoundError, match="no CameraName 'top'"):
        frame.camera("top")


def test_projection_is_that_of_a_pinhole(folder):
    front = wk.open_e2e_dataset(folder)[0].camera("FRONT")
    pixels, valid = front.project([[11.5, 1.0, 0.8], [-10, 0, 0]])
    assert valid.tolist() == [True, False]
    np.testing.assert_allclose(pixels[0], [WIDTH / 2 - 6, HEIGHT / 2 + 6], atol=1e-9)


def test_a_single_file_and_a_pattern(folder):
    assert len(wk.open_e2e_dataset(folder / "val.tfrecord-00001-of-00002")) == 1
    assert len(wk.open_e2e_dataset(f"{folder}/val*")) == 3
    with pytest.raises(wk.NotFoundError, match="no such file or folder"):
        wk.open_e2e_dataset(folder / "test")


def error_of(file, frames, read):
    dataset = wk.open_e2e_dataset(write_frames(file, [made_frame("a-001"), *frames]))
    with pytest.raises(wk.WaymoKitError) as caught:
        read(dataset)
    text = str(caught.value)
    assert "\n" not in text
    assert text.startswith(f"{file}: record 1")
    return text


def changed(**lists):
    frame = made_frame("b-002")
    for name, count in lists.items():
        del getattr(frame.past_states, name)[count:]
    return frame


def test_bad_records_are_named(tmp_path):
    file = tmp_path / "x.tfrecord"
    whole = made_frame("b-002").SerializeToString()

    def read(dataset):
        return dataset[1]

    assert "at byte" in error_of(file, [whole[:900]], read)
    assert "no E2EDFrame: ''" in error_of(file, [b""], read)
    assert "'../b' cannot be the name" in error_of(file, [made_frame("../b")], read)
    assert "past_states: 16 pos_x, but 3 pos_y" in error_of(file, [changed(pos_y=3)], read)
    assert "past_states: 16 pos_x, but 5 vel_x" in error_of(file, [changed(vel_x=5)], read)
    text = error_of(file, [plain_frame().SerializeToString()], read)
    assert "expected an E2EDFrame, got a v1 Frame, which waymo_kit.open_dataset reads" in text


def test_bad_cameras_are_named(tmp_path):
    file = tmp_path / "x.tfrecord"
    twice = made_frame("b-002", cameras=[1, 1])
    assert "camera FRONT is there twice" in error_of(file, [twice], lambda d: d[1].cameras)
    bad = made_frame("b-002", cameras=[2])
    bad.frame.images[0].image = b"\xff\xd8\xff no image"
    bad.frame.context.camera_calibrations[0].intrinsic.pop()
    text = error_of(file, [bad], lambda d: d[1].camera(2).image)
    assert "frame b-002: camera FRONT_LEFT" in text
    text = error_of(file, [bad], lambda d: d[1].camera(2).calibration)
    assert "expected 9 intrinsics and an extrinsic of 16 numbers, got 8 and 16" in text
    empty = E2EDFrame.FromString(bad.SerializeToString())
    empty.frame.images[0].image = b""
    empty.frame.context.ClearField("camera_calibrations")
    assert "the image is empty" in error_of(file, [empty], lambda d: d[1].camera(2).jpeg)
    assert "no calibration" in error_of(file, [empty], lambda d: d[1].camera(2).calibration)
    assert "no image of camera REAR" in error_of(file, [empty], lambda d: d[1].camera("REAR"))
    bad.past_states.ClearField("vel_x")
    assert "no past velocity" in error_of(file, [bad], lambda d: d[1].speed)


def test_a_frame_given_as_v1_names_its_reader(tmp_path):
    file = write_frames(tmp_path / "x.tfrecord", [made_frame("a-001")])
    with pytest.raises(wk.InvalidInputError, match=r"which waymo_kit\.open_e2e_dataset reads"):
        list(wk.open_dataset(file)[0])


def test_300_mutated_files_give_a_line_or_a_frame(tmp_path):
    random = np.random.default_rng(3)
    rated = [(path(8), 7.0), (path(4), 9.0)]
    whole = made_frame("a-001", rated=rated, cameras=[1, 2]).SerializeToString()
    lines = set()
    for number in range(300):
        data = bytearray(whole)
        if number % 3 == 0:
            del data[int(random.integers(len(data))) :]
        for _ in range(number % 3 * int(random.integers(1, 20))):
            data[int(random.integers(len(data)))] = int(random.integers(256))
        file = write_frames(tmp_path / "x.tfrecord", [bytes(data)])
        try:
            frame = wk.open_e2e_dataset(file)[0]
            for name in frame.cameras:
                assert frame.camera(name).calibration.width > 0
                assert frame.camera(name).image.ndim == 3
            assert frame.speed >= 0 or np.isnan(frame.speed)
        except wk.WaymoKitError as error:
            assert "\n" not in str(error)
            assert str(error).startswith(f"{file}: record 0")
            lines.add(str(error).partition("record 0")[2][:60])
    assert len(lines) > 3
