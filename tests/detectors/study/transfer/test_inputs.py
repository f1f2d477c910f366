"""Networks and image sets of a study, and how images are divided."""

import numpy as np
import pytest
from PIL import Image

from waymo_kit.detectors.study.transfer.inputs import (
    SourceNetwork,
    TargetSet,
    divide,
    read_networks,
    read_targets,
)
from waymo_kit.errors import InvalidInputError


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("images")
    for label, tracks in (("a", 12), ("b", 7)):
        (root / label).mkdir()
        for track in range(tracks):
            for number in range(3):
                pixels = np.full((8, 8, 3), 20 * track, np.uint8)
                Image.fromarray(pixels).save(root / label / f"{track:03d}_{number}.png")
    return root


def names(images):
    return [images.name(index) for index in range(len(images.labels))]


def test_tracks_are_not_divided(folder):
    target = TargetSet("tracks", str(folder), group=r"^\d+", test_share=0.25)
    parts = divide(target)
    groups = [{name.rsplit("_", 1)[0] for name in names(part)} for part in parts.parts]
    assert not groups[0] & groups[1]
    assert not (groups[0] | groups[1]) & groups[2]
    assert sum(len(part.labels) for part in parts.parts) == 57
    assert [len(group) for group in groups] == [11, 3, 5]
    assert names(divide(target).test) == names(parts.test)
    assert names(divide(TargetSet("tracks", str(folder), seed=1)).test) != names(parts.test)


def test_sizes_are_limited_by_whole_tracks(folder):
    target = TargetSet("tracks", str(folder), group=r"^\d+", max_train=30, max_test=9)
    parts = divide(target)
    assert np.bincount(parts.test.labels).tolist() == [6, 3]
    assert np.bincount(parts.training.labels).tolist() == [18, 12]


def test_test_images_of_another_folder_are_taken_whole(folder):
    parts = divide(TargetSet("a", str(folder), test=str(folder)))
    assert len(parts.test.labels) == 57
    assert len(parts.train.labels) + len(parts.validation.labels) == 57


def test_a_class_with_one_image_is_named(tmp_path):
    for label, count in (("many", 9), ("one", 1)):
        (tmp_path / label).mkdir()
        for number in range(count):
            Image.fromarray(np.zeros((4, 4, 3), np.uint8)).save(tmp_path / label / f"{number}.png")
    with pytest.raises(InvalidInputError, match="class one has no image in the validation part"):
        divide(TargetSet("few", str(tmp_path)))


def test_names_without_a_group_are_named(folder):
    with pytest.raises(InvalidInputError, match="group: expected 'x' in each name, got 000_0"):
        divide(TargetSet("a", str(folder), group="x"))


def test_files_are_read(tmp_path):
    path = tmp_path / "networks.yaml"
    path.write_text("networks:\n- {name: net, weights: a.tflite, accuracy: 39.5}\n")
    assert read_networks(path) == (SourceNetwork("net", "a.tflite", 39.5),)
    path.write_text("networks: []\n")
    with pytest.raises(InvalidInputError, match="networks: expected one or more, each once"):
        read_networks(path)
    path.write_text("datasets:\n- {name: a b, data: x}\n")
    with pytest.raises(InvalidInputError, match=r"datasets\[0\]: name: expected letters"):
        read_targets(path)
    path.write_text("datasets:\n- {name: a, data: x, group: '('}\n")
    with pytest.raises(InvalidInputError, match="group: expected a pattern"):
        read_targets(path)
    path.write_text("networks:\n- {name: a, weights: x, accuracy: 100}\n")
    with pytest.raises(InvalidInputError, match="accuracy: expected percent below 100"):
        read_networks(path)
