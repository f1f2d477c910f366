import dataclasses

import numpy as np
import pytest

from waymo_kit.detectors.tracking import METHODS, PerClass, configured_method, write_method
from waymo_kit.detectors.tracking.tuning import (
    CLASSES,
    MAX_PASSES,
    SWEEPS,
    Setting,
    tracker_settings,
    tune,
)
from waymo_kit.errors import InvalidInputError, NotFoundError

RANDOM = np.random.default_rng(0)
SCORES, TYPES = RANDOM.random(500), RANDOM.choice([1, 2, 4], 500)


@dataclasses.dataclass(frozen=True)
class Made:
    """A method with two numbers of each class."""

    a: PerClass = PerClass(0, 0, 0, 0)
    b: PerClass = PerClass(0, 0, 0, 0)


def number(field, values):
    return Setting(field, field, dict.fromkeys(CLASSES, values), float, lambda one, value: value)


GRID = (0, 1, 2, 3)
MADE = (number("a", GRID), number("b", GRID))
PEAKS = {1: (3, 2), 2: (0, 1), 3: (0, 0), 4: (2, 0)}


def bowl(methods):
    """Figures (K, 5) that are best at `PEAKS`; no signs are there."""
    figures = np.full((len(methods), 5), np.nan)
    for row, method in enumerate(methods):
        for name, kind in CLASSES.items():
            at = getattr(method.a, name), getattr(method.b, name)
            if name != "sign":
                figures[row, kind] = -sum(abs(x - y) for x, y in zip(at, PEAKS[kind], strict=True))
    return figures


def test_each_class_gets_its_best_values():
    tuned, best = tune(Made(), MADE, bowl)
    for name, kind in CLASSES.items():
        assert (getattr(tuned.a, name), getattr(tuned.b, name)) == PEAKS[kind]
    np.testing.assert_array_equal(best, [np.nan, 0, 0, np.nan, 0])
    assert tune(Made(), MADE, bowl)[0] == tuned


def slow_descent(start, peak):
    """Coordinate descent of one class, one value at a time."""
    at = list(start)
    for _ in range(SWEEPS):
        for place in range(2):
            tried = [at[:place] + [value] + at[place + 1 :] for value in GRID]
            loss = [sum(abs(x - y) for x, y in zip(one, peak, strict=True)) for one in tried]
            at = tried[int(np.argmin(loss))]
    return tuple(at)


def test_classes_at_once_find_what_each_finds_alone():
    tuned, _ = tune(Made(), MADE, bowl)
    for name in ("vehicle", "pedestrian", "cyclist"):
        alone = slow_descent((0, 0), PEAKS[CLASSES[name]])
        assert (getattr(tuned.a, name), getattr(tuned.b, name)) == alone


def test_nothing_changes_where_nothing_is_better():
    calls = []

    def flat(methods):
        calls.append(len(methods))
        return np.zeros((len(methods), 5))

    tuned, _ = tune(Made(), MADE, flat)
    assert tuned == Made()
    assert calls == [1, 3, 3]  # one sweep, without the values that are there already


@pytest.mark.parametrize("name", METHODS)
def test_the_settings_of_each_tracker_are_bounded(name):
    method = METHODS[name]()
    settings = tracker_settings(method, SCORES, TYPES)
    assert 1 + SWEEPS * len(settings) == MAX_PASSES
    for setting in settings:
        current = getattr(method, setting.field)
        for kind, values in setting.values.items():
            assert len(values) <= 11
            if "score" in setting.name:
                own = SCORES[CLASSES[kind] == TYPES]
                assert len(values) == (11 if len(own) else 0)
                shares = [(own >= value).mean() for value in values]
                assert shares == sorted(shares, reverse=True)
            for value in values:
                changed = setting.change(getattr(current, kind), value)
                assert setting.get(changed) == value


def test_a_higher_score_cutoff_raises_that_of_new_tracks():
    setting = tracker_settings(METHODS["greedy"](), SCORES, TYPES)[0]
    one = METHODS["greedy"]().management.vehicle
    assert setting.change(one, 0.5).new_track_score == 0.5
    assert setting.change(one, 0.2).new_track_score == one.new_track_score == 0.3


def test_trackers_in_images_are_refused():
    with pytest.raises(InvalidInputError, match="expected a tracker of 3D boxes, got int"):
        tracker_settings(3, SCORES, TYPES)


@pytest.mark.parametrize("name", METHODS)
def test_written_settings_read_back(tmp_path, name):
    method = METHODS[name]()
    for setting in tracker_settings(method, SCORES, TYPES):
        current = getattr(method, setting.field)
        number = 4 if setting.name == "min_hits" else 0.3
        changed = {kind: setting.change(getattr(current, kind), number) for kind in CLASSES}
        value = dataclasses.replace(current, **changed)
        method = dataclasses.replace(method, **{setting.field: value})
    write_method(str(tmp_path / "t.yaml"), name, method)
    assert configured_method([str(tmp_path / "t.yaml")]) == (name, method)
    assert "noise" not in (tmp_path / "t.yaml").read_text()


def test_files_follow_each_other_and_the_default_is_kalman(tmp_path):
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text("management: {vehicle: {min_hits: 3, min_score: 0.2}}\n")
    second.write_text("management: {vehicle: {min_hits: 1}}\nmin_iou: {sign: 0.5}\n")
    name, method = configured_method([str(first), str(second)])
    assert name == "kalman"
    assert (method.management.vehicle.min_hits, method.management.vehicle.min_score) == (1, 0.2)
    assert method.min_iou == dataclasses.replace(METHODS["kalman"]().min_iou, sign=0.5)
    assert configured_method([]) == ("kalman", METHODS["kalman"]())
    assert configured_method([], "sort")[0] == "sort"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tracker: greedy", "tracker: expected kalman, got 'greedy'"),
        ("tracker: fast", "tracker: expected kalman, got 'fast'"),
        ("max_distance: {}", "unknown key max_distance; known are min_iou"),
        ("min_iou: {car: 0.1}", "unknown key min_iou.car; known in min_iou are vehicle"),
        ("min_iou: {vehicle: high}", "min_iou.vehicle: expected a finite number, got 'high'"),
        ("management: {vehicle: {min_hits: 0}}", "management.vehicle: min_hits: expected a number"),
        ("management: {vehicle: {max_age: -1}}", "max_age: expected a number of at least 0"),
    ],
)
def test_wrong_settings_are_named(tmp_path, text, message):
    path = tmp_path / "t.yaml"
    path.write_text(text)
    with pytest.raises(InvalidInputError, match=f"t.yaml: .*{message}"):
        configured_method([str(path)], "kalman")


def test_unknown_trackers_and_files_are_named(tmp_path):
    path = tmp_path / "t.yaml"
    path.write_text("tracker: fast\n")
    with pytest.raises(InvalidInputError, match="expected one of kalman, greedy"):
        configured_method([str(path)])
    with pytest.raises(NotFoundError, match="no such file"):
        configured_method([str(tmp_path / "none.yaml")])
