import hashlib

import numpy as np
import pytest

from tests.detectors.classification.made_scenes import COLORS, write_scenes
from waymo_kit.convert import convert_segment
from waymo_kit.detectors.classification.image_sources import open_images
from waymo_kit.detectors.classification.object_choice import choose_objects
from waymo_kit.detectors.classification.object_crops import crop_square, write_crops
from waymo_kit.detectors.classification.view import FILL
from waymo_kit.errors import CorruptDataError, InvalidInputError
from waymo_kit.io import locate
from waymo_kit.scene import open_dataset
from waymo_kit.schema import CONVERTED_TAGS, ObjectType


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    return write_scenes(tmp_path_factory.mktemp("scenes"))


def digests(folder):
    return {
        str(f.relative_to(folder)): hashlib.sha256(f.read_bytes()).hexdigest()
        for f in sorted(folder.rglob("*.p*"))
    }


def cut(scenes, folder, per_class=100, min_side=16, seed=0, size=24):
    dataset = open_dataset(scenes)
    choice = choose_objects(dataset, per_class, min_side, seed)
    return write_crops(dataset, choice, folder, size)


def test_all_objects_that_are_large_enough_are_cut_with_their_labels(scenes, tmp_path):
    index = cut(scenes, tmp_path / "crops")
    rows = index.to_pylist()
    assert len(rows) == 2 * 2 * 4
    images = open_images(str(tmp_path / "crops"))
    assert images.class_names == ("cyclist", "pedestrian", "vehicle")
    assert np.bincount(images.labels).tolist() == [4, 4, 8]
    for number, row in enumerate(rows):
        crop = images.image(number)
        color = COLORS[row["type"]]
        assert crop.shape == (24, 24, 3)
        assert np.abs(crop[12, 12].astype(int) - color).max() <= 2
        assert np.abs(crop[0, 23].astype(int) - 60).max() <= 2
        assert (row["time_of_day"], row["location"], row["weather"]) == (
            "Night",
            "location_sf",
            "rain",
        )
        assert row["camera"] == (2 if row["type"] == 4 else 1)
        assert row["segment"] in ("segment-0", "segment-1")
        assert row["length"] == row["width"] >= 20
    assert {row["object_id"] for row in rows if row["type"] == 4} == {"rider-0", "rider-1"}


def test_without_its_index_the_folder_is_one_of_images(scenes, tmp_path):
    cut(scenes, tmp_path / "crops")
    with_index = open_images(str(tmp_path / "crops"))
    (tmp_path / "crops" / "crops.parquet").unlink()
    without = open_images(str(tmp_path / "crops"))
    assert without.class_names == with_index.class_names
    assert without.files == with_index.files
    assert without.labels.tolist() == with_index.labels.tolist()


def test_the_choice_is_balanced_and_a_part_of_a_larger_one(scenes):
    dataset = open_dataset(scenes)
    small, large = (choose_objects(dataset, n, 16, seed=5) for n in (2, 3))
    assert small.found == {ObjectType.VEHICLE: 8, ObjectType.PEDESTRIAN: 4, ObjectType.CYCLIST: 4}
    assert small.too_small == 4
    kinds = [chosen.kind for chosen in small.objects]
    assert sorted(kinds) == [1, 1, 2, 2, 4, 4]
    assert set(small.objects) < set(large.objects)
    assert set(choose_objects(dataset, 2, 16, seed=6).objects) != set(small.objects)


def test_crops_are_the_same_from_tables_and_at_each_run(scenes, tmp_path):
    for file in sorted(scenes.iterdir()):
        convert_segment(locate(str(file)), locate(str(tmp_path / "tables")), CONVERTED_TAGS)
    cut(scenes, tmp_path / "one", per_class=3)
    cut(scenes, tmp_path / "two", per_class=3)
    cut(tmp_path / "tables", tmp_path / "three", per_class=3)
    assert digests(tmp_path / "one") == digests(tmp_path / "two") == digests(tmp_path / "three")
    assert len(digests(tmp_path / "one")) == 10


def test_what_is_outside_the_image_is_gray():
    image = np.zeros((40, 40, 3), np.uint8)
    crop = crop_square(image, (0.0, 20.0, 20.0, 10.0), 24)
    assert (crop[:, :11] == FILL).all()
    assert (crop[:, 13:] == 0).all()
    assert (crop_square(image, (-100.0, 20.0, 20.0, 10.0), 8) == FILL).all()


def test_a_box_is_in_the_middle_with_a_tenth_around_it():
    image = np.zeros((100, 100, 3), np.uint8)
    image[30:50, 20:60] = 255
    crop = crop_square(image, (40.0, 40.0, 40.0, 20.0), 48)
    rows, columns = np.nonzero(crop[..., 0] > 127)
    assert (columns.min(), columns.max(), rows.min(), rows.max()) == (4, 43, 14, 33)


def test_folders_with_files_and_datasets_without_objects_are_refused(scenes, tmp_path):
    (tmp_path / "crops").mkdir()
    (tmp_path / "crops" / "file").write_text("x")
    with pytest.raises(InvalidInputError, match="expected an empty folder"):
        cut(scenes, tmp_path / "crops")
    with pytest.raises(InvalidInputError, match="sides of 64 pixels or more, got none, and 20"):
        choose_objects(open_dataset(scenes), 5, 64, 0)


def test_a_damaged_index_is_named(scenes, tmp_path):
    cut(scenes, tmp_path / "crops", per_class=1)
    (tmp_path / "crops" / "crops.parquet").write_bytes(b"nothing")
    with pytest.raises(CorruptDataError, match=r"crops.parquet: no readable index"):
        open_images(str(tmp_path / "crops"))
