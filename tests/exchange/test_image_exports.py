"""COCO, MOT and KITTI tracking exports; the original scorers run in heavy tests."""

import json

import numpy as np

import waymo_kit as wk
from tests.exchange.scenes import FRAMES, HEIGHT, SEGMENTS, TIMES, WIDTH
from waymo_kit.exchange import SamplePlace, read_index
from waymo_kit.formats.kitti import read_objects
from waymo_kit.formats.mot import read_mot
from waymo_kit.geometry.masks import Masks


def test_coco_boxes_have_edges_and_images(exported, scenes):
    root = exported("coco")
    content = json.loads((root / "annotations/boxes_train.json").read_text())
    images = {image["id"]: image for image in content["images"]}
    assert len(images) == 2 * FRAMES * 5
    camera = wk.open_dataset(scenes)[1][2].camera("FRONT_LEFT")
    (image,) = [
        each
        for each in images.values()
        if (each["segment"], each["timestamp_micros"], each["camera"])
        == (SEGMENTS[1], TIMES[2], "FRONT_LEFT")
    ]
    assert (root / "images" / image["file_name"]).read_bytes() == camera.jpeg
    assert (image["width"], image["height"]) == (WIDTH, HEIGHT)
    assert read_index(root, "coco").place(str(image["id"]), "") == SamplePlace(
        SEGMENTS[1], TIMES[2], 2
    )
    rows = [row for row in content["annotations"] if row["image_id"] == image["id"]]
    assert [row["bbox"] for row in rows] == [
        box.edges[:2].tolist() + [12.5, 9.25] for box in camera.boxes
    ]
    assert [row["category_id"] for row in rows] == [1, 2, 4]
    names = {each["id"]: each["name"] for each in content["categories"]}
    assert names == {1: "vehicle", 2: "pedestrian", 3: "sign", 4: "cyclist"}
    assert len({row["id"] for row in content["annotations"]}) == len(content["annotations"])


def test_coco_masks_are_the_instances_of_the_panoptic_label(exported):
    content = json.loads((exported("coco") / "annotations/masks_train.json").read_text())
    assert len(content["images"]) == 2
    rows = content["annotations"][:3]
    assert [row["bbox"] for row in rows] == [[30, 10, 30, 10], [70, 0, 2, 64], [5, 30, 1, 1]]
    assert [row["area"] for row in rows] == [300, 128, 1]
    names = {each["id"]: each["name"] for each in content["categories"]}
    assert [names[row["category_id"]] for row in rows[:2]] == ["car", "car"]
    for row in rows:
        masks = Masks.from_texts([row["segmentation"]["counts"]], *row["segmentation"]["size"])
        assert masks.boxes[0].tolist() == row["bbox"]


def test_mot_sequences_count_from_1(exported):
    root = exported("mot")
    names = (root / "seqmaps/WAYMO-train.txt").read_text().split()
    assert names[0] == "name"
    assert len(names) == 1 + 2 * 5
    sequence = root / "WAYMO-train" / names[1]
    assert sequence.name == "WAYMO-0000-FRONT"
    lines = (sequence / "gt/gt.txt").read_text().splitlines()
    assert lines[0] == "1,1,14.750,26.875,12.500,9.250,1,3,1"
    objects = read_mot("\n".join(lines), "x")
    assert set(objects.frames) == set(range(1, FRAMES + 1))
    assert len(set(objects.tracks)) == 3
    np.testing.assert_allclose(objects.boxes[0], [13.75, 25.875, 12.5, 9.25])
    assert len(list((sequence / "img1").iterdir())) == FRAMES
    ini = (sequence / "seqinfo.ini").read_text()
    assert f"seqLength={FRAMES}\nimWidth={WIDTH}\n" in ini
    index = read_index(root, "mot")
    assert index.place("WAYMO-0000-FRONT/000002", "") == SamplePlace(SEGMENTS[0], TIMES[1], 1)
    assert index.segment(SEGMENTS[0]).ids[0] == "flat-0-1-0"


def test_kitti_tracking_has_numbered_tracks(exported):
    root = exported("kitti-tracking")
    text = (root / "training/label_all/0001.txt").read_text()
    objects = read_objects(text, "x", tracking=True)
    assert set(objects.frames) == set(range(FRAMES))
    per_frame = np.bincount(objects.frames)
    assert per_frame.tolist() == [7, 7, 6, 7]
    assert sorted(set(objects.tracks)) == list(range(1, 8))
    assert {line.split()[3] for line in text.splitlines()} == {"0"}
    seen = read_objects((root / "training/label_02/0001.txt").read_text(), "x", tracking=True)
    assert 0 < len(seen.types) < len(objects.types)
    seqmap = (root / "evaluate_tracking.seqmap.training").read_text().splitlines()
    assert seqmap[1] == f"0001 empty 000000 {FRAMES:06d}"
    assert len(list((root / "training/velodyne/0001").iterdir())) == FRAMES
