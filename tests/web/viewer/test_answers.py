"""What a segment has: description, map, zones, cards, coverage; the same from each form of data."""

import io
import json
import shutil
from types import SimpleNamespace

import numpy as np
import pyarrow.parquet as pq
import pytest
from PIL import Image

import waymo_kit as wk
from tests.web.viewer.conftest import Reader
from waymo_kit.errors import NotFoundError, WaymoKitError
from waymo_kit.metrics.coverage import CoverageMetric
from waymo_kit.predictions import write_predictions
from waymo_kit.query.subset import Subset
from waymo_kit.scene import PanopticLabel
from waymo_kit.scene.summary import summarize
from waymo_kit.scene.vehicle_paths import VehiclePaths
from waymo_kit.web.viewer.answers import ChangedError, ViewerAnswers
from waymo_kit.web.viewer.cameras import encode_mask
from waymo_kit.web.viewer.viewed import open_viewed

FRAME_URLS = ("boxes", "image_boxes", "wireframes", "points", "projections", "cameras/1/image")
SEGMENT_URLS = ("tracks", "zones", "map", "outcomes", "events", "thumbnail", "scene")


def test_forms_of_a_dataset_give_the_same_bytes(open_reader):
    v1, converted = open_reader("v1"), open_reader("converted")
    assert v1.segments == converted.segments
    for what in FRAME_URLS:
        path = v1.of_frame(what, 1, 2)
        assert v1.bytes(path) == converted.bytes(path), what
    for what in SEGMENT_URLS:
        path = v1.of_segment(what, 1)
        assert v1.bytes(path) == converted.bytes(path), what
    assert v1.bytes("cards") == converted.bytes("cards")
    assert v1.bytes("coverage") == converted.bytes("coverage")


def test_a_part_of_an_official_download_shows_what_it_has(open_reader):
    """No sensor data, calibrations or map: labels, poses and errors still work."""
    part, whole = open_reader("v2"), open_reader("converted")
    for what in ("boxes", "image_boxes"):
        assert part.table(part.of_frame(what)).num_rows > 0
    assert part.bytes(part.of_segment("tracks")) == whole.bytes(whole.of_segment("tracks"))
    has = part.json(part.of_segment("scene"))["has"]
    assert not any(has[name] for name in ("points", "images", "map", "zones"))
    assert all(has[name] for name in ("boxes", "image_boxes"))
    assert part.table(part.of_frame("wireframes")).num_rows == 0
    for what in ("points", "projections", "cameras/1/image"):
        with pytest.raises(NotFoundError):
            part.bytes(part.of_frame(what))
    for what in ("map", "thumbnail"):
        with pytest.raises(NotFoundError):
            part.bytes(part.of_segment(what))
    assert part.json(part.of_segment("zones"))["polygons"] == []


def test_the_description_is_that_of_the_scene(reader):
    found = reader.json(reader.of_segment("scene", 1))
    with reader.scene(1) as scene:
        poses = scene.world_from_vehicle
        assert found["timestamps_micros"] == scene.timestamps_micros.tolist()
        assert found["origin"] == poses[0][:3, 3].tolist()
        world = np.reshape(found["world_from_vehicle"], (-1, 4, 4))
        world[:, :3, 3] += found["origin"]
        assert np.allclose(world, poses, atol=1e-9)
        assert (found["location"], found["weather"]) == (scene.location, scene.weather)
        front = scene.camera_calibration("FRONT")
        assert found["cameras"][0]["intrinsic"] == front.intrinsic.tolist()
        assert (
            found["cameras"][0]["vehicle_from_camera"] == front.vehicle_from_camera.ravel().tolist()
        )
    assert [camera["name"] for camera in found["cameras"]][:2] == ["FRONT", "FRONT_LEFT"]
    assert [laser["laser"] for laser in found["lasers"]] == [1, 2, 3, 4, 5]
    for name in ("points", "images", "boxes", "image_boxes", "map", "zones"):
        assert found["has"][name] is True


def test_images_are_the_stored_bytes(reader):
    with reader.scene() as scene:
        for camera in (1, 5):
            data = reader.bytes(reader.of_frame(f"cameras/{camera}/image"))
            assert data == scene[0].camera(camera).jpeg


def test_masks_hold_classes_and_instances():
    labels = np.array([[7 * 1000 + 3, 19 * 1000], [28 * 1000 + 999, 0]], np.int32)
    label = PanopticLabel(labels, 1000, {}, {}, "", None)
    mask = Image.open(io.BytesIO(encode_mask(SimpleNamespace(segmentation=label))))
    assert mask.format == "PNG"
    pixels = np.asarray(mask).astype(int)
    assert pixels[..., 0].tolist() == [[7, 19], [28, 0]]
    assert (pixels[..., 1] + 256 * pixels[..., 2]).tolist() == [[3, 0], [999, 0]]


def test_an_image_without_labels_has_no_mask(drive, tmp_path):
    shutil.copytree(drive.v2, tmp_path / "v2")
    for path in (tmp_path / "v2" / "camera_segmentation").iterdir():
        table = pq.read_table(path)
        pq.write_table(table.slice(table.num_rows), path)
    answers = ViewerAnswers(open_viewed(tmp_path / "v2", scratch=tmp_path))
    reader = Reader(answers)
    with pytest.raises(NotFoundError, match="no segmentation label"):
        reader.bytes(reader.of_frame("cameras/1/mask"))
    answers.close()


def test_crops_show_the_object(reader):
    found = 0
    with reader.scene() as scene:
        for row in range(len(scene[0].boxes)):
            numbers = reader.json(reader.of_frame(f"objects/-1/{row}"))
            seen = {camera["camera"] for camera in numbers["cameras"]}
            for camera in range(1, 6):
                path = reader.of_frame(f"cameras/{camera}/crop")
                if camera not in seen:
                    with pytest.raises(NotFoundError, match="does not see"):
                        reader.bytes(path, source=-1, row=row)
                    continue
                picture = Image.open(io.BytesIO(reader.bytes(path, source=-1, row=row, size=100)))
                assert picture.format == "JPEG"
                assert picture.width == picture.height <= 100
                found += 1
            if found > 5:
                return


def test_zones_are_those_of_each_frame(reader):
    found = reader.json(reader.of_segment("zones"))
    origin = reader.json(reader.of_segment("scene"))["origin"][:2]
    with reader.scene() as scene:
        for frame, numbers in zip(scene, found["frames"], strict=True):
            shapes = [np.array(found["polygons"][number]) + origin for number in numbers]
            assert len(shapes) == len(frame.no_label_zones) > 0
            for shape, zone in zip(shapes, frame.no_label_zones, strict=True):
                assert np.allclose(shape, zone, atol=2e-3)


def test_the_map_lies_under_the_vehicle(reader):
    table = reader.table(reader.of_segment("map"))
    assert set(table.column("kind").to_pylist()) >= {"lane", "road_edge"}
    lanes = [
        np.reshape(row["points"], (-1, 3)) for row in table.to_pylist() if row["kind"] == "lane"
    ]
    poses = np.reshape(reader.json(reader.of_segment("scene"))["world_from_vehicle"], (-1, 4, 4))
    for place in poses[:, :3, 3]:
        nearest = min(np.linalg.norm(lane[:, :2] - place[:2], axis=1).min() for lane in lanes)
        assert nearest < 4


def test_cards_add_up_to_the_summary(reader, drive):
    page = reader.json("cards")
    assert page["total"] == len(page["cards"]) == 2
    expected = summarize(wk.open_dataset(drive.converted))
    for name in ("boxes", "objects", "camera_boxes"):
        total = {}
        for card in page["cards"]:
            for kind, count in card[name].items():
                total[kind] = total.get(kind, 0) + count
        assert total == dict(getattr(expected, name))
    boxes = sum(expected.boxes.values())
    for card in page["cards"]:
        assert sum(card["boxes_by_frame"]) == sum(card["boxes"].values())
        assert len(card["boxes_by_frame"]) == card["frames"]
    for name, bins in (("range", 9), ("speed", 5), ("points", 6)):
        counts = np.sum([card["histograms"][name] for card in page["cards"]], axis=0)
        assert counts.shape == (bins,)
        assert counts.sum() == boxes
    assert [card["segment"] for card in reader.json("cards", **{"from": 1})["cards"]] == [
        reader.segments[1]
    ]
    assert reader.json("cards", **{"from": 9})["cards"] == []


def test_histograms_count_what_their_bins_say(reader):
    card = reader.json("cards")["cards"][0]
    with reader.scene() as scene:
        boxes = scene.boxes
    distance = np.linalg.norm(boxes.array[:, :3], axis=1)
    assert card["histograms"]["range"][1] == np.sum((distance >= 10) & (distance < 20))
    speed = np.linalg.norm(boxes.velocities_world[:, :2], axis=1)
    assert card["histograms"]["speed"][0] == np.sum(speed < 0.2)
    assert card["histograms"]["points"][:2] == [
        np.sum(boxes.num_points == 0),
        np.sum((boxes.num_points >= 1) & (boxes.num_points <= 5)),
    ]


def test_coverage_is_that_of_the_metric(reader, drive):
    metric = CoverageMetric()
    for paths in VehiclePaths(drive.converted):
        for path in paths:
            metric.update(path.segment, path.city, path.positions)
    found = reader.json("coverage")
    assert [city["area_km2"] for city in found["cities"]] == [
        city.area_km2 for city in metric.result().cities
    ]
    assert found["growth"] == metric.growth().area_km2.tolist()
    for city in found["cities"]:
        (path,) = city["paths"]
        ring = np.array(city["outlines"][0])
        low, high = ring.min(axis=0), ring.max(axis=0)
        for place in path["positions"]:
            assert (place >= low + 70).all()
            assert (place <= high - 70).all()


def test_only_known_paths_are_answered(reader):
    unknown = [
        "nothing",
        "segments/none/scene",
        reader.of_segment("nothing"),
        reader.of_segment("scene/more"),
        reader.of_frame("nothing"),
        reader.of_frame("points", frame=99),
        reader.of_frame("cameras/7/image"),
        reader.of_frame("cameras/1/nothing"),
        reader.of_frame("objects/-1/9999"),
        f"segments/{reader.segments[0]}",
        f"segments/{reader.segments[0]}/frames/0",
        "../session",
    ]
    for path in unknown:
        with pytest.raises(NotFoundError):
            reader.bytes(path)
    for path in ("frames/-1/points", "frames/x/points", "frames/0/cameras/x/image"):
        with pytest.raises(WaymoKitError, match="expected a whole number"):
            reader.bytes(reader.of_segment(path))
    with pytest.raises(ChangedError):
        reader.answers.get("0123/cards", {})


def test_without_predictions_there_are_no_errors(open_reader):
    reader = open_reader(models=())
    session = json.loads(reader.answers.get("session", {}).body)
    assert session["models"] == []
    for path in ("errors", reader.of_segment("outcomes")):
        with pytest.raises(NotFoundError, match="no predictions"):
            reader.bytes(path)
    kinds = {event["kind"] for event in reader.json(reader.of_segment("events"))["events"]}
    assert kinds <= {"APPEARS", "LEAVES"}
    assert reader.table(reader.of_frame("boxes")).num_rows > 0


def test_the_stamp_changes_with_the_data(drive, tmp_path):
    path = tmp_path / "p.parquet"
    write_predictions(drive.predictions(0), path)
    (tmp_path / "scratch").mkdir()
    answers = ViewerAnswers(open_viewed(drive.converted, [path], scratch=tmp_path / "scratch"))
    first = json.loads(answers.get("session", {}).body)["stamp"]
    assert json.loads(answers.get("session", {}).body)["stamp"] == first
    write_predictions(drive.predictions(1).slice(0, 50), path)
    second = json.loads(answers.get("session", {}).body)["stamp"]
    assert second != first
    with pytest.raises(ChangedError):
        answers.get(f"{first}/cards", {})
    assert answers.get(f"{second}/cards", {}).is_final
    answers.close()


def test_a_subset_shows_its_frames_alone(reader, drive, tmp_path):
    name = reader.segments[0]
    with reader.scene() as scene:
        times = scene.timestamps_micros
    subset = Subset({name: (int(times[1]), int(times[3]))})
    subset.write(tmp_path / "some.yaml")
    (tmp_path / "scratch").mkdir()
    preds = [drive.root / "first.parquet"]
    path = f"{drive.converted}#{tmp_path / 'some.yaml'}"
    answers = ViewerAnswers(open_viewed(path, preds, scratch=tmp_path / "scratch"))
    part = type(reader)(answers)
    assert part.segments == [name]
    assert part.json(part.of_segment("scene"))["timestamps_micros"] == times[[1, 3]].tolist()
    assert part.bytes(part.of_frame("points", frame=1)) == reader.bytes(
        reader.of_frame("points", frame=3)
    )
    tracks = part.table(part.of_segment("tracks"))
    assert set(tracks.column("frame").to_pylist()) == {0, 1}
    whole = reader.table(reader.of_segment("outcomes")).to_pylist()
    for row in part.table(part.of_segment("outcomes")).to_pylist():
        if row["frame"] >= 0:
            assert row["prediction_id"] in {
                other["prediction_id"] for other in whole if other["frame"] == 2 * row["frame"] + 1
            }
    with pytest.raises(NotFoundError, match="no frame 2"):
        part.bytes(part.of_frame("points", frame=2))
    answers.close()
