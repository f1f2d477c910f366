import pytest

from waymo_kit.detectors.detection.segment_choice import SegmentChoice
from waymo_kit.errors import InvalidInputError, NotFoundError


class Segments:
    """A dataset of twenty segments, without scenes."""

    where = "made/up"
    segments = tuple(f"segment-{k:02}" for k in range(20))

    def __len__(self):
        return len(self.segments)


def test_all_segments_by_default():
    assert SegmentChoice().positions(Segments()) == list(range(20))


def test_a_smaller_share_is_part_of_a_larger_one():
    shares = [set(SegmentChoice(fraction=f).positions(Segments())) for f in (0.1, 0.3, 0.5, 1.0)]
    assert [len(share) for share in shares] == [2, 6, 10, 20]
    assert shares[0] < shares[1] < shares[2] < shares[3]
    assert len(SegmentChoice(fraction=0.001).positions(Segments())) == 1


def test_another_seed_chooses_others():
    chosen = {tuple(SegmentChoice(fraction=0.3, seed=k).positions(Segments())) for k in range(5)}
    assert len(chosen) == 5


def test_names_choose_segments():
    choice = SegmentChoice(names=("segment-07", "segment-03"))
    assert choice.positions(Segments()) == [3, 7]
    with pytest.raises(NotFoundError, match="made/up: no segment segment-99"):
        SegmentChoice(names=("segment-99",)).positions(Segments())


def test_locations_choose_segments(dataset):
    cities = [scene.location for scene in dataset]
    assert cities[0] != cities[1]
    assert SegmentChoice(locations=(cities[1],)).positions(dataset) == [1]
    assert SegmentChoice(locations=tuple(cities)).positions(dataset) == [0, 1]
    with pytest.raises(NotFoundError, match="no segment in location_mars"):
        SegmentChoice(locations=("location_mars",)).positions(dataset)


@pytest.mark.parametrize("fraction", [0.0, 1.1, float("nan")])
def test_share_is_checked(fraction):
    with pytest.raises(InvalidInputError, match="fraction: expected more than 0"):
        SegmentChoice(fraction=fraction)


@pytest.mark.parametrize("field", ["names", "locations"])
def test_a_name_instead_of_several_is_an_error(field):
    with pytest.raises(
        InvalidInputError, match=f"{field}: expected a tuple of names, got 'a_city'"
    ):
        SegmentChoice(**{field: "a_city"})
