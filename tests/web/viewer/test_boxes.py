"""Boxes, their edges in cameras and tracks are those of scenes and predictions."""

import numpy as np
import pyarrow as pa
import pytest

from waymo_kit.boxes import Boxes
from waymo_kit.geometry import box_corners, transform_boxes
from waymo_kit.predictions import predictions_to_boxes, read_predictions
from waymo_kit.web.viewer.frame_boxes import encode_boxes

BOX = ("center_x", "center_y", "center_z", "length", "width", "height", "heading")
EDGES = [(0, 1), (1, 2), (2, 3), (3, 0), (4, 5), (5, 6), (6, 7), (7, 4)]
EDGES += [(0, 4), (1, 5), (2, 6), (3, 7)]


def column(table, name):
    return np.array(table.column(name).to_pylist())


def of_source(table, source):
    return table.filter(column(table, "source") == source)


@pytest.fixture(scope="module")
def predicted(drive):
    """Predictions of the first model by segment."""
    table = read_predictions(drive.root / "first.parquet")
    return {name: predictions_to_boxes(table, name) for name in drive.segments}


def test_labels_are_those_of_the_frame(reader):
    with reader.scene() as scene:
        for frame in scene:
            found = of_source(reader.table(reader.of_frame("boxes", frame=frame.index)), -1)
            labels = frame.boxes
            assert found.num_rows == len(labels) > 0
            array = np.stack([column(found, name) for name in BOX], axis=1)
            assert np.array_equal(array, labels.array.astype(np.float32))
            assert column(found, "id").tolist() == labels.ids.tolist()
            assert column(found, "type").tolist() == labels.types.tolist()
            assert column(found, "num_points").tolist() == labels.num_points.tolist()
            assert column(found, "row").tolist() == list(range(len(labels)))
            assert np.isnan(column(found, "score")).all()
            turned = labels.velocities_world @ frame.world_from_vehicle[:3, :3]
            velocity = np.stack([column(found, f"velocity_{axis}") for axis in "xy"], axis=1)
            assert np.allclose(velocity, turned[:, :2], atol=1e-4)
            assert np.abs(velocity).max() > 1


def test_predictions_are_those_of_the_file_in_its_order(reader, predicted):
    boxes = predicted[reader.segments[0]]
    with reader.scene() as scene:
        for frame in scene:
            here = boxes[boxes.timestamps_micros == frame.timestamp_micros]
            found = of_source(reader.table(reader.of_frame("boxes", frame=frame.index)), 0)
            array = np.stack([column(found, name) for name in BOX], axis=1)
            assert np.array_equal(array, here.array.astype(np.float32))
            assert column(found, "id").tolist() == here.ids.tolist()
            assert np.array_equal(column(found, "score"), here.scores.astype(np.float32))


def test_edges_in_cameras_are_projected_to_a_tenth_of_a_pixel(reader):
    """Where an edge is in view as a whole, its points are those of `Camera.project`."""
    compared = 0
    with reader.scene() as scene:
        frame = scene[2]
        table = reader.table(reader.of_frame("wireframes", frame=2))
        boxes = {
            -1: frame.boxes,
            **{
                k: reader.viewed.predictions(k, scene.name).at(frame.timestamp_micros)
                for k in (0, 1)
            },
        }
        for row in table.to_pylist():
            if row["edge"] == 12:
                continue
            camera = frame.camera(row["camera"])
            corners = box_corners(boxes[row["source"]].array[[row["row"]]])[0]
            start, stop = (corners[k] for k in EDGES[row["edge"]])
            share = np.linspace(0, 1, 9)[:, None]
            pixels, inside = camera.project(start + share * (stop - start))
            if inside.all():
                found = np.reshape(row["pixels"], (9, 2))
                assert np.abs(found - pixels).max() < 0.1
                compared += 1
    assert compared > 300


def test_every_visible_box_has_edges(reader):
    with reader.scene() as scene:
        frame = scene[0]
        table = of_source(reader.table(reader.of_frame("wireframes")), -1)
        found = set(zip(column(table, "camera"), column(table, "row"), strict=True))
        for name in frame.cameras:
            _, inside = frame.camera(name).project(frame.boxes.array[:, :3])
            assert {(name, row) for row in np.flatnonzero(inside)} <= found


def test_2d_labels_and_extents_are_those_of_the_tables(reader):
    with reader.scene() as scene:
        table = reader.table(reader.of_frame("image_boxes"))
        for source, name in ((-1, "boxes"), (-2, "projected_boxes")):
            found = of_source(table, source)
            for camera in scene[0].cameras:
                expected = getattr(scene[0].camera(camera), name)
                here = found.filter(column(found, "camera") == camera)
                array = np.stack([column(here, n) for n in (*BOX[:2], *BOX[3:5])], axis=1)
                assert np.array_equal(array, expected.array.astype(np.float32))
                assert column(here, "id").tolist() == expected.ids.tolist()
            assert found.num_rows > 0


def test_2d_predictions_are_shown_for_their_task(open_reader, drive):
    reader = open_reader(models=("flat",), task="detection-2d")
    boxes = reader.viewed.predictions(0, reader.segments[0]).boxes
    with reader.scene() as scene:
        here = boxes[boxes.timestamps_micros == scene[1].timestamp_micros]
    found = of_source(reader.table(reader.of_frame("image_boxes", frame=1)), 0)
    assert column(found, "camera").tolist() == here.cameras.tolist()
    assert column(found, "id").tolist() == here.ids.tolist()
    labels = reader.table(reader.of_frame("boxes", frame=1))
    assert set(column(labels, "source").tolist()) == {-1}


@pytest.mark.parametrize("source", [-1, 0])
def test_tracks_are_the_boxes_in_the_world(reader, predicted, source):
    description = reader.json(reader.of_segment("scene"))
    found = reader.table(reader.of_segment("tracks"), source=source)
    rows = list(zip(column(found, "id"), column(found, "frame"), strict=True))
    assert rows == sorted(rows)
    with reader.scene() as scene:
        count = 0
        for frame in scene:
            boxes = (
                frame.boxes
                if source < 0
                else reader.viewed.predictions(source, scene.name).at(frame.timestamp_micros)
            )
            here = found.filter(column(found, "frame") == frame.index)
            world = transform_boxes(frame.world_from_vehicle, boxes.array)
            world[:, :3] -= description["origin"]
            array = np.stack([column(here, name) for name in BOX], axis=1)
            assert np.allclose(array, world[column(here, "row")], atol=1e-4)
            assert column(here, "id").tolist() == boxes.ids[column(here, "row")].tolist()
            assert np.allclose(
                column(here, "range"),
                np.linalg.norm(boxes.array[column(here, "row"), :3], axis=1),
                atol=1e-4,
            )
            count += len(boxes)
        assert found.num_rows == count
        moving = frame.world_from_vehicle[:3, 3] - description["origin"]
    assert np.linalg.norm(moving) > 0.1


def test_the_numbers_of_an_object(reader):
    with reader.scene() as scene:
        frame = scene[1]
        labels = frame.boxes
        row = int(labels.num_points.argmax())
        found = reader.json(reader.of_frame(f"objects/-1/{row}", frame=1))
        assert found["id"] == labels.ids[row]
        assert found["box"] == labels.array[row].tolist()
        assert found["num_points"] == labels.num_points[row]
        assert found["counted_points"] == pytest.approx(labels.num_points[row], abs=2)
        assert found["score"] is None
        assert found["cameras"]
        for camera in found["cameras"]:
            pixels, inside = frame.camera(camera["camera"]).project(
                box_corners(labels.array[[row]])[0]
            )
            if inside.all():
                low, high = pixels.min(axis=0), pixels.max(axis=0)
                assert np.allclose(camera["extent"], [*low, *high], atol=0.5)
        areas = [camera["area"] for camera in found["cameras"]]
        assert areas == sorted(areas, reverse=True)


def test_empty_boxes_have_no_rows(reader, monkeypatch):

    table = pa.ipc.open_stream(encode_boxes({}, None)).read_all()
    assert table.num_rows == 0
    table = pa.ipc.open_stream(encode_boxes({-1: Boxes.empty()}, None)).read_all()
    assert table.num_rows == 0
    assert "center_x" in table.column_names
