"""Plan of a simulated segment: its place, name, time and conditions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.simulate.chance import Dice
from waymo_kit.simulate.city.cities import CITIES, City, city_named
from waymo_kit.simulate.city.streets import street_map
from waymo_kit.simulate.render.light import TIMES_OF_DAY, WEATHERS
from waymo_kit.simulate.traffic.routes import Crossing

_TILE = 4
"""Crossings between the places of two segments, so that their ways do not meet."""
_TILES_A_SIDE = 21
_TIME_CYCLE = (0, 0, 2, 0, 1, 0, 0, 1, 0, 2)
"""Time of day of successive segments, as an index of `TIMES_OF_DAY`."""
_FIRST_SECOND = 1_550_000_000
_YEAR_SECONDS = 30_000_000


@dataclass(frozen=True)
class SegmentPlan:
    """Place, time and conditions of a segment, which with the sensors determine its frames.

    Attributes:
        key: Key of all random choices that are particular to the segment.
        name: Name of the segment, like `10023947602400723454_1120_000_1140_000`.
        city: City that it drives through.
        crossing: Crossing that the ego vehicle passes first.
        time_of_day: Time of day, as in `Context.Stats`.
        weather: Weather, as in `Context.Stats`.
        frames: Number of frames.
        start_micros: Timestamp of the first frame in microseconds.
    """

    key: str
    name: str
    city: City
    crossing: Crossing
    time_of_day: str
    weather: str
    frames: int
    start_micros: int

    @property
    def file_name(self) -> str:
        """Name of the file, as in the official download."""
        return f"segment-{self.name}_with_camera_labels.tfrecord"


def plan_segment(
    seed: int,
    index: int,
    frames: int,
    *,
    location: str | None = None,
    time_of_day: str | None = None,
    weather: str | None = None,
    place: int | None = None,
) -> SegmentPlan:
    """Chooses place, time and conditions of segment `index` of a simulated data set.

    Segments of one seed take turns at the cities and pass through times of day; each has a place
    of its own on its city's map.

    Args:
        seed: Seed of the dataset.
        index: Index of the segment in the dataset, from 0.
        frames: Number of frames, 10 per second.
        location: Name of a city. By default the cities take turns.
        time_of_day: Time of day, one of `TIMES_OF_DAY`. By default the times take turns.
        weather: Weather, one of `WEATHERS`. By default a random one.
        place: Number of the place on the city's map, in an order that the seed shuffles. By default
            the index.

    Raises:
        InvalidInputError: A number is out of range.
        NotFoundError: There is no such location, time of day or weather.
    """
    for label, value, minimum in (("seed", seed, 0), ("index", index, 0), ("frames", frames, 1)):
        if value < minimum:
            raise InvalidInputError(f"{label}: expected at least {minimum}, got {value}")
    city = CITIES[(index + seed) % len(CITIES)] if location is None else city_named(location)
    key = f"{seed}/{index}"
    dice = Dice(key, "plan")
    start = _FIRST_SECOND + dice.integer(0, _YEAR_SECONDS)
    chosen_time = TIMES_OF_DAY[_TIME_CYCLE[index % len(_TIME_CYCLE)]]
    chosen_weather = WEATHERS[1] if dice.chance(city.rain_chance) else WEATHERS[0]
    first = 20 * dice.integer(1, 300)
    number = int.from_bytes(hashlib.sha256(f"{key}/{city.name}".encode()).digest()[:8], "little")
    return SegmentPlan(
        key=key,
        name=f"{number}_{first}_000_{first + 20}_000",
        city=city,
        crossing=_place(city, seed, index if place is None else place),
        time_of_day=_checked("time of day", time_of_day or chosen_time, TIMES_OF_DAY),
        weather=_checked("weather", weather or chosen_weather, WEATHERS),
        frames=frames,
        start_micros=1_000_000 * start + dice.integer(0, 1_000_000),
    )


def _checked(what: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise NotFoundError(f"{what}: expected one of {', '.join(known)}, got {value!r}")
    return value


def _place(city: City, seed: int, number: int) -> Crossing:
    """Picks a crossing of three streets or more; those of one seed lie `_TILE` crossings apart."""
    streets = street_map(city)
    places = range(_TILES_A_SIDE * _TILES_A_SIDE)
    order = Dice(city.name, "places", seed).shuffled(places)
    row, column = divmod(order[number % len(order)], _TILES_A_SIDE)
    first = streets.middle - _TILE * (_TILES_A_SIDE // 2)
    for shift in range(_TILE * _TILE):
        i, j = divmod(shift, _TILE)
        crossing = (first + _TILE * row + i, first + _TILE * column + j)
        if len(streets.arms(crossing)) >= 3:
            return crossing
    return (first + _TILE * row, first + _TILE * column)
