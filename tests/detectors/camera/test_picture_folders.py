import json
import math

import numpy as np
import pytest
from PIL import Image

from waymo_kit.detectors.camera.picture_folders import is_picture_folder, open_pictures
from waymo_kit.errors import CorruptDataError, NotFoundError

_OBJECT = (
    "<object><name>{}</name><difficult>{}</difficult><bndbox><xmin>{}</xmin><ymin>{}</ymin>"
    "<xmax>{}</xmax><ymax>{}</ymax></bndbox></object>"
)


def write_voc(folder):
    for name in ("Annotations", "JPEGImages", "ImageSets/Main"):
        (folder / name).mkdir(parents=True)
    objects = [("cat", 0, 1, 1, 10, 20), ("dog", 0, 5, 5, 8, 8), ("cat", 1, 1, 1, 3, 3)]
    for name in ("a", "b"):
        text = "".join(_OBJECT.format(*each) for each in (objects if name == "a" else []))
        (folder / f"Annotations/{name}.xml").write_text(f"<annotation>{text}</annotation>")
        Image.new("RGB", (30, 40)).save(folder / f"JPEGImages/{name}.jpg")
    (folder / "ImageSets/Main/train.txt").write_text("a\n")
    return folder


def coco(**changes):
    content = {
        "images": [{"id": 7, "file_name": "a.jpg"}, {"id": 8, "file_name": "b.jpg"}],
        "categories": [{"id": 3, "name": "cat"}, {"id": 5, "name": "dog"}],
        "annotations": [
            {
                "image_id": 7,
                "category_id": 5,
                "bbox": [2, 3, 10, 20],
                "segmentation": [[2, 3, 11, 3, 11, 22, 2, 22]],
            },
            {
                "image_id": 7,
                "category_id": 3,
                "bbox": [0, 0, 1, 2],
                "segmentation": {"size": [40, 30], "counts": [0, 2, 1198]},
            },
            {"image_id": 7, "category_id": 3, "bbox": [0, 0, 9, 9], "iscrowd": 1},
            {"image_id": 7, "category_id": 3, "bbox": [0, 0, 0, 9]},
        ],
    }
    return {**content, **changes}


def write_coco(folder, **changes):
    (folder / "images").mkdir()
    for name in ("a", "b"):
        Image.new("RGB", (30, 40)).save(folder / f"images/{name}.jpg")
    file = folder / "instances.json"
    file.write_text(json.dumps(coco(**changes)))
    return str(file)


def test_boxes_of_voc_count_pixels_from_one(tmp_path):
    folder = str(write_voc(tmp_path))
    assert is_picture_folder(folder)
    pictures = open_pictures(folder, ("dog", "cat"))
    assert [pictures.name(k) for k in range(len(pictures))] == ["a", "b"]
    picture = pictures.picture(0)
    assert picture.boxes.tolist() == [[0, 0, 10, 20], [4, 4, 8, 8]]
    assert picture.labels.tolist() == [1, 0]
    assert len(pictures.picture(1).boxes) == 0
    assert len(open_pictures(f"{folder}#train", ("cat",))) == 1


def test_boxes_and_masks_of_coco(tmp_path):
    file = write_coco(tmp_path)
    assert is_picture_folder(file)
    pictures = open_pictures(file, ("cat", "dog"))
    picture = pictures.picture(0)
    assert picture.boxes.tolist() == [[2, 3, 12, 23], [0, 0, 1, 2]]
    assert picture.labels.tolist() == [1, 0]
    assert picture.masks.shape == (2, 40, 30)
    assert picture.masks[0].sum() == 200
    assert picture.masks[0, 3:23, 2:12].all()
    assert np.argwhere(picture.masks[1]).tolist() == [[0, 0], [1, 0]]
    assert len(pictures.picture(1).boxes) == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"images": [{"id": 7, "file_name": "../a.jpg"}]},
        {"images": [{"id": 7, "file_name": "/etc/passwd"}]},
        {"images": [{"file_name": "a.jpg"}]},
        {"images": [{"id": math.inf, "file_name": "a.jpg"}]},
        {"annotations": [{"image_id": 7, "category_id": 3, "bbox": [1, 2]}]},
        {"annotations": 5},
        {"categories": None},
    ],
)
def test_what_is_no_coco_is_refused(tmp_path, changes):
    with pytest.raises(CorruptDataError, match="expected images, annotations and categories"):
        open_pictures(write_coco(tmp_path, **changes), ("cat",))


@pytest.mark.parametrize(
    "shape",
    [
        {"size": [40, 30], "counts": [5]},
        {"size": [40, 31], "counts": [1240]},
        {"size": [40, 30], "counts": "\x00"},
        {"size": [40, 30]},
        [["a"] * 6],
    ],
)
def test_wrong_masks_of_coco_are_refused(tmp_path, shape):
    annotations = [{"image_id": 7, "category_id": 3, "bbox": [1, 2, 3, 4], "segmentation": shape}]
    pictures = open_pictures(write_coco(tmp_path, annotations=annotations), ("cat",))
    with pytest.raises(CorruptDataError, match="expected polygons or run lengths"):
        pictures.picture(0)


@pytest.mark.parametrize("text", ["<annotation>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
def test_what_is_no_voc_is_refused(tmp_path, text):
    folder = write_voc(tmp_path)
    (folder / "Annotations/a.xml").write_text(text)
    with pytest.raises(CorruptDataError, match="expected annotations of VOC"):
        open_pictures(str(folder), ("cat",))


def test_names_of_voc_stay_in_the_folder(tmp_path):
    folder = write_voc(tmp_path)
    with pytest.raises(CorruptDataError, match="expected the name of a file"):
        open_pictures(f"{folder}#../../x", ("cat",))
    (folder / "ImageSets/Main/train.txt").write_text("../a\n")
    with pytest.raises(CorruptDataError, match="expected the name of a file"):
        open_pictures(f"{folder}#train", ("cat",))


def test_missing_files_are_named(tmp_path):
    folder = write_voc(tmp_path)
    with pytest.raises(NotFoundError, match=r"val.txt: no such list"):
        open_pictures(f"{folder}#val", ("cat",))
    with pytest.raises(NotFoundError, match="no object of cow in 2 images"):
        open_pictures(str(folder), ("cow",))
    (folder / "JPEGImages/a.jpg").unlink()
    with pytest.raises(NotFoundError, match=r"a.jpg: no such image"):
        open_pictures(str(folder), ("cat",)).picture(0)
    with pytest.raises(NotFoundError, match=r"x.json: no such file"):
        open_pictures(str(tmp_path / "x.json"), ("cat",))
