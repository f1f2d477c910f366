"""Geographic coverage: the area within some distance of where the vehicle has been.

Sun et al., "Scalability in Perception for Autonomous Driving: Waymo Open Dataset", CVPR 2020,
dilate trajectories by a radius of 75 m and take the area of their union.

Areas are those of exact discs around the poses within `CoverageResult.bounds_km2`; `footprint.py`
says what is approximate. All positions of a city are in one frame of reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.arrays import as_array

from .covered_area import area_by_count
from .footprint import CIRCLE_DEFICIT, Footprint, footprint, union_of
from .metric import Metric

DEFAULT_RADIUS = 75.0
"""Meters, as in the paper."""

LINE_SPACING = 1e-3
"""7.5 cm with a radius of 75 m: areas of growth curves are exact to some 1e-5."""

_SAME_START = 1.0
_SQUARE_METERS = 1e6


@dataclass(frozen=True)
class CityCoverage:
    """Coverage of one city by its segments.

    Attributes:
        city: Name of the city.
        segments: Number of segments.
        poses: Number of poses.
        area_km2: Area of the union of all footprints.
        footprint_sum_km2: Sum of the areas of the segments' own footprints.
        excess_km2: Upper bound of the part of `area_km2` that is slivers between neighboring poses.
        geometry: The union, a (multi)polygon in meters.
        shares_start: Whether the city has several segments and all of them start at one place, as
            when positions are relative to each segment's start and the union means nothing.
    """

    city: str
    segments: int
    poses: int
    area_km2: float
    footprint_sum_km2: float
    excess_km2: float
    geometry: shapely.Geometry
    shares_start: bool


@dataclass(frozen=True)
class CoverageResult:
    """Coverage of a dataset.

    Attributes:
        radius: Meters.
        cities: Coverage of each city, sorted by name; cities do not overlap each other.
    """

    radius: float
    cities: tuple[CityCoverage, ...]

    @property
    def segments(self) -> int:
        """Number of segments."""
        return sum(city.segments for city in self.cities)

    @property
    def poses(self) -> int:
        """Number of poses."""
        return sum(city.poses for city in self.cities)

    @property
    def area_km2(self) -> float:
        """Sum over cities of the area of the union."""
        return sum(city.area_km2 for city in self.cities)

    @property
    def bounds_km2(self) -> tuple[float, float]:
        """Lower and upper bound of the area of the union of exact discs around the poses."""
        excess = sum(city.excess_km2 for city in self.cities)
        return self.area_km2 - excess, self.area_km2 / (1 - CIRCLE_DEFICIT)


@dataclass(frozen=True)
class CityOverlap:
    """Coverage of one city by two datasets, in km2.

    Attributes:
        city: Name of the city.
        first_km2: Area of the first dataset.
        second_km2: Area of the second dataset.
        shared_km2: Area of what both cover.
        geometry: Intersection of both areas, a (multi)polygon in meters.
    """

    city: str
    first_km2: float
    second_km2: float
    shared_km2: float
    geometry: shapely.Geometry


@dataclass(frozen=True)
class GrowthCurve:
    """Growth of the coverage with the number of segments.

    Attributes:
        segments: (S + 1,) int64, 0 to S.
        area_km2: (S + 1,) float64, the mean area over all choices of so many of the S segments.
    """

    segments: NDArray[np.int64]
    area_km2: NDArray[np.float64]


class CoverageMetric(Metric[CoverageResult]):
    """Accumulates the footprints and paths of segments; some 8 kB of state per segment."""

    def __init__(self, radius: float = DEFAULT_RADIUS) -> None:
        """Starts empty.

        Raises:
            InvalidInputError: The radius is not a positive number of meters.
        """
        if not 0 < radius < np.inf:
            raise InvalidInputError(f"expected a positive radius in meters, got {radius}")
        self.radius = float(radius)
        self.reset()

    @property
    def num_segments(self) -> int:
        """Number of segments so far."""
        return sum(len(segments) for segments in self._cities.values())

    @property
    def cities(self) -> list[str]:
        """Names of the cities, sorted."""
        return sorted(self._cities)

    def footprints(self, city: str) -> NDArray[np.object_]:
        """Returns the (multi)polygons that the segments of a city cover: (S,), in meters."""
        return _geometries(list(self._cities[city].values()))

    def paths(self, city: str) -> list[NDArray[np.float64]]:
        """Returns the vehicle's positions in each segment of a city: (N, 2) each, in meters."""
        return [segment.positions for segment in self._cities[city].values()]

    def reset(self) -> None:
        """Forgets every segment."""
        self._cities: dict[str, dict[str, _Segment]] = {}
        self._result: CoverageResult | None = None

    def update(self, segment: str, city: str, positions: ArrayLike) -> None:
        """Adds a segment.

        Args:
            segment: Name of the segment, which occurs once in its city.
            city: Name of the city; positions of one city share a frame of reference.
            positions: (N, 2) x and y of the vehicle in meters, in the order of time.

        Raises:
            InvalidInputError: There is no pose, a coordinate is not finite, or the segment is
                already there.
        """
        points = as_array(f"segment {segment}", positions, ("N", 2))
        if len(points) == 0 or not np.isfinite(points).all():
            raise InvalidInputError(
                f"segment {segment}: expected finite positions, got "
                + (f"{points[~np.isfinite(points).all(axis=1)][0]}" if len(points) else "none")
            )
        self._add(
            segment,
            city,
            _Segment(footprint(points, self.radius), points),
        )

    def merge(self, other: CoverageMetric) -> None:
        """Adds the segments of another metric of the same radius.

        Raises:
            InvalidInputError: The radii differ, or both have a segment.
        """
        if other.radius != self.radius:
            raise InvalidInputError(
                f"expected to merge surveys of radius {self.radius} m, got {other.radius} m"
            )
        for city, segments in other._cities.items():
            for segment, found in segments.items():
                self._add(segment, city, found)

    def result(self) -> CoverageResult:
        """Unites the footprints of each city."""
        if self._result is None:
            cities = sorted(self._cities.items())
            united = tuple(_unite(city, found) for city, found in cities)
            self._result = CoverageResult(self.radius, united)
        return self._result

    def growth(self, city: str | None = None) -> GrowthCurve:
        """Returns the area that k segments cover on average over all choices, for every k.

        A place that c of S segments cover is in the union of k segments chosen at random unless all
        k are among the other S - c (the rarefaction curve of ecology; Hurlbert 1971). The area of
        such places is integrated along lines (`covered_area`).

        Args:
            city: Name of a city. Defaults to None, which takes all of them.

        Raises:
            InvalidInputError: There is no such city.
        """
        if city is not None and city not in self._cities:
            raise InvalidInputError(
                f"expected a city of the survey, {sorted(self._cities)}, got {city!r}"
            )
        chosen = list(self._cities.values()) if city is None else [self._cities[city]]
        segments = sum(len(found) for found in chosen)
        area = np.zeros(segments + 1)
        for found in chosen:
            geometries = _geometries(list(found.values()))
            area[: len(found) + 1] += area_by_count(geometries, LINE_SPACING * self.radius)
        return _expected_growth(area, segments)

    def _add(self, segment: str, city: str, found: _Segment) -> None:
        segments = self._cities.setdefault(city, {})
        if segment in segments:
            raise InvalidInputError(f"segment {segment}: expected once in {city!r}, got it twice")
        segments[segment] = found
        self._result = None


def coverage_overlap(first: CoverageResult, second: CoverageResult) -> tuple[CityOverlap, ...]:
    """Compares two datasets whose cities of the same name share a frame of reference.

    Returns:
        The overlap in each city of either, sorted by name.

    Raises:
        InvalidInputError: The radii differ.
    """
    if first.radius != second.radius:
        raise InvalidInputError(
            f"expected coverages of one radius, got {first.radius} m and {second.radius} m"
        )
    ours = {city.city: city.geometry for city in first.cities}
    theirs = {city.city: city.geometry for city in second.cities}
    rows = []
    for city in sorted(ours.keys() | theirs.keys()):
        mine, other = ours.get(city, shapely.Polygon()), theirs.get(city, shapely.Polygon())
        shared = shapely.intersection(mine, other)
        first_area, second_area, shared_area = (
            float(shapely.area(geometry)) / _SQUARE_METERS for geometry in (mine, other, shared)
        )
        rows.append(CityOverlap(city, first_area, second_area, shared_area, shared))
    return tuple(rows)


@dataclass(frozen=True)
class _Segment:
    footprint: Footprint
    positions: NDArray[np.float64]


def _unite(city: str, by_name: dict[str, _Segment]) -> CityCoverage:
    segments = [segment for _, segment in sorted(by_name.items())]
    footprints = _geometries(segments)
    starts = np.array([segment.positions[0] for segment in segments])
    union = union_of(footprints)
    return CityCoverage(
        city=city,
        segments=len(segments),
        poses=sum(len(segment.positions) for segment in segments),
        area_km2=float(shapely.area(union)) / _SQUARE_METERS,
        footprint_sum_km2=float(shapely.area(footprints).sum()) / _SQUARE_METERS,
        excess_km2=sum(segment.footprint.excess_area for segment in segments) / _SQUARE_METERS,
        geometry=union,
        shares_start=len(segments) > 1
        and bool((np.linalg.norm(starts - starts[0], axis=1) < _SAME_START).all()),
    )


def _geometries(segments: list[_Segment]) -> NDArray[Any]:
    return np.array([segment.footprint.geometry for segment in segments])


def _expected_growth(area: NDArray[np.float64], segments: int) -> GrowthCurve:
    """The growth curve of S segments, given the area that c of them cover for each c."""
    counts = np.flatnonzero(area)
    drawn = np.arange(segments)
    # Chance that draw number k + 1 misses the face too, if the first k have missed it.
    expected = np.zeros(segments)
    for count in counts:
        misses = np.maximum(segments - count - drawn, 0) / (segments - drawn)
        expected += area[count] * (1 - np.cumprod(misses))
    return GrowthCurve(np.arange(segments + 1), np.append(0.0, expected) / _SQUARE_METERS)
