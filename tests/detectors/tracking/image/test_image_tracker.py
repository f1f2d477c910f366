"""Image trackers: SORT against a slow twin, and what each of the three is for."""

import numpy as np
import pytest

from tests.detectors.tracking.image.naive import NaiveSort
from waymo_kit.boxes import ImageBoxes
from waymo_kit.detectors.tracking.image import IMAGE_METHODS, ByteTrack, ImageTracker, OcSort, Sort
from waymo_kit.errors import InvalidInputError

PEDESTRIAN, CYCLIST = 2, 4


def boxes_of(array, scores=0.9, types=PEDESTRIAN):
    array = np.reshape(array, (-1, 4)).astype(float)
    return ImageBoxes(array, types, scores=np.broadcast_to(scores, len(array)))


def crowd(rng, frames, objects=8):
    """Noisy boxes of moving objects, some missed, some false."""
    start, speed = rng.uniform(0, 600, (objects, 2)), rng.normal(0, 6, (objects, 2))
    size = rng.uniform(20, 80, (objects, 2))
    for frame in range(frames):
        seen = rng.random(objects) < 0.85
        boxes = np.hstack([start + frame * speed, size])[seen]
        false = np.hstack([rng.uniform(0, 600, (2, 2)), rng.uniform(20, 80, (2, 2))])
        yield np.vstack([boxes + rng.normal(0, 1.5, boxes.shape), false])


@pytest.mark.kernel
@pytest.mark.parametrize("seed", range(5))
def test_sort_equals_its_slow_twin(seed):
    rng = np.random.default_rng(seed)
    tracker, twin = ImageTracker(Sort()), NaiveSort()
    reported = 0
    for boxes in crowd(rng, 40):
        found, wanted = tracker.update(boxes_of(boxes)), twin.update(boxes)
        assert found.ids.tolist() == [str(number) for number in wanted]
        if wanted:
            np.testing.assert_allclose(found.array, list(wanted.values()), rtol=1e-8)
        reported += len(found)
    assert reported > 100


def walk(tracker, frames, hidden=(), scores=0.9, speed=8.0):
    """One walker; returns the ids by frame."""
    ids = []
    for frame in range(frames):
        box = [] if frame in hidden else [100.0 + speed * frame, 200.0, 40.0, 100.0]
        score = scores(frame) if callable(scores) else scores
        ids.append(tracker.update(boxes_of(box, score)).ids.tolist())
    return ids


@pytest.mark.parametrize("name", IMAGE_METHODS)
def test_an_object_keeps_its_id(name):
    ids = walk(ImageTracker(IMAGE_METHODS[name]()), 20)
    assert ids[0] == ids[10] == ids[-1] == ["1"]


def test_a_walker_behind_a_pillar_comes_back():
    hidden = range(8, 13)
    assert walk(ImageTracker(OcSort()), 30, hidden)[-1] == ["1"]
    assert walk(ImageTracker(ByteTrack()), 30, hidden)[-1] == ["1"]
    assert walk(ImageTracker(Sort()), 30, hidden)[-1] == ["2"]  # which waits for one frame


def test_weak_detections_prolong_tracks_and_start_none():
    def fading(frame):
        return 0.9 if frame < 5 else 0.3

    assert all(ids == ["1"] for ids in walk(ImageTracker(ByteTrack()), 20, scores=fading))
    assert not any(walk(ImageTracker(ByteTrack()), 20, scores=0.3))
    with_weak = walk(ImageTracker(OcSort(weak_matches=True)), 20, scores=fading)
    assert with_weak[-1] == ["1"]
    assert walk(ImageTracker(OcSort()), 20, scores=fading)[-1] == []


def test_classes_are_never_mixed():
    tracker = ImageTracker(Sort())
    first = tracker.update(boxes_of([100, 100, 40, 40], types=PEDESTRIAN))
    second = tracker.update(boxes_of([100, 100, 40, 40], types=CYCLIST))
    assert first.ids.tolist() == ["1"]
    assert (second.ids.tolist(), second.types.tolist()) == (["2"], [CYCLIST])


@pytest.mark.parametrize("name", IMAGE_METHODS)
def test_many_objects_fit(name):
    grid = [[60 * k, 60 * row, 40, 40] for k in range(12) for row in range(12)]
    tracker = ImageTracker(IMAGE_METHODS[name]())
    for _ in range(3):
        found = tracker.update(boxes_of(grid))
    assert sorted(map(int, found.ids)) == list(range(1, 145))
    tracker.reset()
    assert tracker.update(boxes_of(grid[:2])).ids.tolist() == ["1", "2"]


@pytest.mark.parametrize("name", IMAGE_METHODS)
def test_wrong_boxes_are_refused_and_change_nothing(name):
    tracker = ImageTracker(IMAGE_METHODS[name]())
    walk(tracker, 5)
    with pytest.raises(InvalidInputError, match="expected finite boxes"):
        tracker.update(boxes_of([np.nan, 1, 2, 3]))
    with pytest.raises(InvalidInputError, match=r"sides above 0, got \[0.0, 3.0\] in row 0"):
        tracker.update(boxes_of([1, 1, 0, 3]))
    with pytest.raises(InvalidInputError, match="scores"):
        tracker.update(ImageBoxes(np.ones((1, 4)), PEDESTRIAN))
    found = tracker.update(boxes_of([140, 200, 40, 100]))
    assert found.ids.tolist() == ["1"]


@pytest.mark.parametrize("name", IMAGE_METHODS)
def test_masks_stay_with_their_detections(name):
    rng, tracker, followed = np.random.default_rng(1), ImageTracker(IMAGE_METHODS[name]()), 0
    for frame, boxes in enumerate(crowd(rng, 12)):
        count = len(boxes)
        detections = ImageBoxes(
            boxes,
            rng.choice([PEDESTRIAN, CYCLIST], count).astype(np.int8),
            scores=rng.permutation(np.linspace(0.3, 1, count)),
            timestamps_micros=np.full(count, frame),
            masks=np.array([f"{frame} {row}" for row in range(count)], object),
            image_sizes=np.tile([40, 60], (count, 1)),
        )
        tracks = tracker.update(detections)
        assert len(set(tracks.masks)) == len(tracks)
        then, rows = np.array([mask.split() for mask in tracks.masks], int).reshape(-1, 2).T
        assert (then == frame).all()
        assert np.array_equal(tracks.types, detections.types[rows])
        assert np.array_equal(tracks.scores, detections.scores[rows])
        assert (abs(tracks.array - boxes[rows])[:, :2] < 40).all()
        followed += len(tracks)
    assert followed > 10
