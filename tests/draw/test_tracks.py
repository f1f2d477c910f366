"""Tracks beside labels."""

import dataclasses

import numpy as np
import pytest

import waymo_kit as wk
from tests.draw.test_frame import without
from waymo_kit.draw import draw_tracks
from waymo_kit.draw.bird_eye import in_view
from waymo_kit.draw.frame import utc
from waymo_kit.draw.tracks import _marks


def test_tracks_stand_beside_the_labels_with_title_and_legends(drive, tmp_path):
    frames = list(drive)
    tracks = [dataclasses.replace(f.boxes[::2], ids=range(len(f.boxes[::2]))) for f in frames]
    figure = draw_tracks(frames, tracks, tmp_path / "tracks.png", range_m=40.0)
    texts = [text.get_text() for text in figure.texts]
    seconds = (frames[-1].timestamp_micros - frames[0].timestamp_micros) / 1e6
    last = utc(frames[-1].timestamp_micros)
    assert texts[-2:] == [drive.name, f"frames 0 to 11, {seconds:.1f} s until {last}"]
    ids = {name for some in tracks for name in some.ids}
    labeled = {name for frame in frames for name in frame.boxes.ids}
    assert texts[:4] == [
        "tracks",
        f"{len(ids)} objects in 12 frames",
        "labels",
        f"{len(labeled)} objects in 12 frames",
    ]
    legends = [axes.get_legend() for axes in figure.axes if axes.get_legend()]
    for legend, boxes in zip(legends, (tracks[-1], frames[-1].boxes), strict=True):
        shown = boxes[in_view(boxes, 40.0)]
        entries = [text.get_text() for text in legend.get_texts()]
        assert f"vehicle  {(shown.types == 1).sum()}" in entries
        assert entries[-1] == "path, a dot per second"
    assert (tmp_path / "tracks.png").stat().st_size > 10_000


def test_without_labels_there_are_tracks_alone(tables):
    scene = without(tables, "lidar_box").scene
    boxes = [frame.boxes for frame in tables]
    figure = draw_tracks(list(scene), boxes)
    assert figure.texts[0].get_text() == "tracks"
    assert "labels" not in {text.get_text() for text in figure.texts}


def test_a_path_runs_through_the_places_of_its_object(drive):
    frames = list(drive)[:3]
    ahead = [[10.0 + 2 * step, 0, 0, 4, 2, 1.5, 0] for step in range(3)]
    tracks = []
    for frame, box in zip(frames, ahead, strict=True):
        vehicle_from_last = np.linalg.inv(frame.world_from_vehicle) @ frames[-1].world_from_vehicle
        tracks.append(wk.Boxes([box], 1, ids="a").transform(vehicle_from_last))
    figure = draw_tracks(frames, tracks)
    panel = next(axes for axes in figure.axes if axes.get_label() == "tracks")
    lines = [line for collection in panel.collections for line in collection.get_paths()]
    ends = [path.vertices for path in lines if len(path.vertices) == 2]
    joined = np.array([end for end in ends if abs(end[0, 0]) < 1e-6 and abs(end[0, 1] - 10) < 1e-6])
    np.testing.assert_allclose(joined[0], [[0, 10], [0, 12]], atol=1e-6)


def test_dots_are_whole_seconds_before_the_last_frame():
    seconds = np.arange(-25, 1) / 10
    assert seconds[_marks(seconds)].tolist() == [-2.0, -1.0]
    assert _marks(np.array([-0.2, -0.1, 0.0])).tolist() == []


def test_wrong_numbers_of_frames_are_refused(drive):
    frames = list(drive)[:2]
    with pytest.raises(wk.InvalidInputError, match="got 2 frames and tracks of 1"):
        draw_tracks(frames, [frames[0].boxes])
    with pytest.raises(wk.InvalidInputError, match="got 0 frames"):
        draw_tracks([], [])
    with pytest.raises(wk.InvalidInputError, match="expected Boxes with ids"):
        draw_tracks(frames, [dataclasses.replace(frame.boxes, ids=None) for frame in frames])
