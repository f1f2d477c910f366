"""What the segments of a data set show."""

import re

import pytest

from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.simulate import plan_segment
from waymo_kit.simulate.render.light import TIMES_OF_DAY, WEATHERS

KNOWN = {"location_sf", "location_phx", "location_other"}


def test_places_times_and_weathers_vary_over_segments():
    plans = [plan_segment(0, index, 20) for index in range(20)]
    assert {plan.city.name for plan in plans} == KNOWN
    assert {plan.time_of_day for plan in plans} == set(TIMES_OF_DAY)
    assert {plan.weather for plan in plans} == set(WEATHERS)
    assert len({plan.name for plan in plans}) == 20
    assert len({(plan.city.name, plan.crossing) for plan in plans}) == 20
    days = [plan.time_of_day for plan in plans].count("Day")
    assert 8 < days < 16
    first = plan_segment(0, 0, 20)
    assert first == plans[0]
    assert first != plan_segment(1, 0, 20)


def test_names_are_like_the_real_ones():
    plan = plan_segment(3, 1, 7)
    name = r"\d{17,20}_\d+_000_\d+_000"
    assert re.fullmatch(rf"segment-{name}_with_camera_labels\.tfrecord", plan.file_name)
    assert re.fullmatch(name, plan.name)
    assert int(plan.name.split("_")[0]) < 2**64


def test_conditions_can_be_chosen():
    plan = plan_segment(0, 0, 5, location="location_phx", time_of_day="Night", weather="rain")
    assert (plan.city.name, plan.time_of_day, plan.weather) == ("location_phx", "Night", "rain")


@pytest.mark.parametrize(
    ("arguments", "options", "error", "message"),
    [
        ((-1, 0, 5), {}, InvalidInputError, "seed: expected at least 0, got -1"),
        ((0, -2, 5), {}, InvalidInputError, "index: expected at least 0, got -2"),
        ((0, 0, 0), {}, InvalidInputError, "frames: expected at least 1, got 0"),
        ((0, 0, 5), {"location": "mars"}, NotFoundError, "no city 'mars'.*location_sf"),
        ((0, 0, 5), {"time_of_day": "Noon"}, NotFoundError, "expected one of Day, .*'Noon'"),
        ((0, 0, 5), {"weather": "hail"}, NotFoundError, "expected one of sunny, rain.*'hail'"),
    ],
)
def test_impossible_wishes_are_refused(arguments, options, error, message):
    with pytest.raises(error, match=message):
        plan_segment(*arguments, **options)
