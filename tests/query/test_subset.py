"""Subsets as files, and as parts of paths."""

import numpy as np
import pytest

from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.query.columns import short_names
from waymo_kit.query.subset import Subset, join_path, read_subset, split_path
from waymo_kit.schema import COMPONENTS


def test_a_subset_reads_back(tmp_path):
    subset = Subset({"b": (3, 7), "123": None, "a": None}, "weather = 'rain'")
    subset.write(tmp_path / "s.yaml")
    again = read_subset(tmp_path / "s.yaml")
    assert again == subset
    assert again.question == subset.question
    assert again.segments == ["123", "a", "b"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("segments: {}", "expected the keys question and segments"),
        ("segments: [a]", "expected the keys question and segments"),
        ("frames: {a: all}", "got frames"),
        ("segments: {1: all}", "expected names of segments, got 1; quote it"),
        ("segments: {a: some}", "segment a: expected all or a list of times"),
        ("segments: {a: []}", "segment a: expected all or a list of times"),
        ("segments: {a: [1, x]}", "segment a: expected all or a list of times"),
        ("segments: {a: [true]}", "segment a: expected all or a list of times"),
        ("]", "not YAML"),
    ],
)
def test_what_is_no_subset_says_so(tmp_path, text, message):
    path = tmp_path / "s.yaml"
    path.write_text(text)
    with pytest.raises(InvalidInputError, match=message):
        read_subset(path)
    with pytest.raises(NotFoundError, match="no such file"):
        read_subset(tmp_path / "none.yaml")


def test_paths_name_subsets(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert split_path("tables#s.yaml") == ("tables", "s.yaml")
    uri = "s3://bucket/tables?region=x"
    assert split_path(join_path(uri, "a b.yml")) == (uri, "a b.yml")
    assert split_path("tables#1") == ("tables#1", "")
    (tmp_path / "odd#name.yaml").touch()
    assert split_path("odd#name.yaml") == ("odd#name.yaml", "")
    for dataset, subset in (("tables", "s.txt"), ("tables#s.yaml", "t.yaml")):
        with pytest.raises(InvalidInputError):
            join_path(dataset, subset)


def test_positions_and_intersections():
    subset = Subset({"a": (10, 30, 99), "b": None})
    assert subset.positions("a", np.array([10, 20, 30])) == (0, 2)
    assert subset.positions("b", np.array([10])) is None
    other = Subset({"a": (30, 40), "b": (1,), "c": None})
    assert subset.within(other) == other.within(subset) == Subset({"a": (30,), "b": (1,)})
    assert subset.within(None) is subset
    assert subset.within(Subset({"a": (5,)})) == Subset({})


@pytest.mark.parametrize("tag", COMPONENTS)
def test_short_names_are_words_and_differ(tag):
    short = short_names(COMPONENTS[tag].schema.names)
    assert len(set(short.values())) == len(short)
    assert all(name.isidentifier() and name == name.lower() for name in short.values())
    assert short["key.segment_context_name"] == "segment"


def test_short_names_are_those_of_the_conventions():
    short = set(short_names(COMPONENTS["lidar_box"].schema.names).values())
    box = {"center_x", "center_y", "center_z", "length", "width", "height", "heading"}
    assert box | {"id", "type", "num_points", "difficulty", "velocity_world_x"} <= short
    both = short_names(COMPONENTS["camera_to_lidar_box_association"].schema.names).values()
    assert {"camera_object_id", "laser_object_id"} <= set(both)
