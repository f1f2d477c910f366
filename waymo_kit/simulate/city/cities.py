"""Cities, with the style of their streets, buildings, plants and traffic."""

from __future__ import annotations

from dataclasses import dataclass

from waymo_kit.errors import NotFoundError


@dataclass(frozen=True)
class Bend:
    """One sine wave by which all parallel streets of a city sway.

    Attributes:
        amplitude: Largest shift to either side in meters.
        length: Distance between crests in meters.
        phase: Phase in radians.
    """

    amplitude: float
    length: float
    phase: float


@dataclass(frozen=True)
class BuildingStyle:
    """Style of the buildings of a city.

    Attributes:
        frontage: Minimum and maximum width along the street in meters.
        depth: Minimum and maximum depth in meters.
        floors: Minimum and maximum number of floors.
        tower_chance: Share of the buildings that are several times as high.
        setback: Minimum and maximum distance from the sidewalk in meters.
        gap_chance: Share of the lots that stay empty.
        gable_chance: Share of the roofs that are pitched.
        palette: Colors of facades, 0xRRGGBB.
    """

    frontage: tuple[float, float]
    depth: tuple[float, float]
    floors: tuple[int, int]
    tower_chance: float
    setback: tuple[float, float]
    gap_chance: float
    gable_chance: float
    palette: tuple[int, ...]


@dataclass(frozen=True)
class City:
    """A city: an endless map of streets, of which each segment shows one place.

    Attributes:
        name: Name of the location, as in `Context.Stats.location`.
        origin: (x, y, z) of the map's center in the world frame in meters.
        rotation: Heading of the map's x axis in the world frame in radians.
        spacing: Minimum and maximum distance between parallel streets in meters.
        avenue_chance: Share of the streets with two lanes in each direction.
        bends: Waves of the north-south streets, then of the east-west ones.
        missing_street_chance: Share of the pieces between two crossings that have no street.
        signal_chance: Share of the crossings with traffic lights; the others have stop signs.
        buildings: Look of the buildings.
        tree_spacing: Distance between street trees in meters.
        palm_chance: Share of the trees that are palms.
        lawn_chance: Share of the blocks with grass between the houses.
        parked_chance: Share of the spaces along the kerb with a parked car.
        vehicles: Number of moving vehicles around the ego vehicle.
        cyclists: Number of cyclists around the ego vehicle.
        pedestrians: Number of pedestrians around the ego vehicle.
        speed_limit: Speed limits of streets and of avenues in m/s.
        rain_chance: Share of the segments with rain.
    """

    name: str
    origin: tuple[float, float, float]
    rotation: float
    spacing: tuple[float, float]
    avenue_chance: float
    bends: tuple[tuple[Bend, ...], tuple[Bend, ...]]
    missing_street_chance: float
    signal_chance: float
    buildings: BuildingStyle
    tree_spacing: float
    palm_chance: float
    lawn_chance: float
    parked_chance: float
    vehicles: int
    cyclists: int
    pedestrians: int
    speed_limit: tuple[float, float]
    rain_chance: float


SAN_FRANCISCO = City(
    name="location_sf",
    origin=(-8200.0, 12400.0, 24.0),
    rotation=0.16,
    spacing=(95.0, 150.0),
    avenue_chance=0.3,
    bends=((Bend(9.0, 620.0, 0.4),), (Bend(14.0, 760.0, 1.9),)),
    missing_street_chance=0.06,
    signal_chance=0.65,
    buildings=BuildingStyle(
        frontage=(7.0, 15.0),
        depth=(11.0, 16.0),
        floors=(2, 5),
        tower_chance=0.1,
        setback=(0.2, 1.6),
        gap_chance=0.07,
        gable_chance=0.2,
        palette=(0xC9B79C, 0xD8D2C4, 0xA9746B, 0x8FA3A8, 0xE3D9B8, 0xB5A7C0, 0xCFC0A8, 0x9AA68B),
    ),
    tree_spacing=13.0,
    palm_chance=0.08,
    lawn_chance=0.15,
    parked_chance=0.72,
    vehicles=22,
    cyclists=4,
    pedestrians=46,
    speed_limit=(10.5, 13.0),
    rain_chance=0.1,
)

PHOENIX = City(
    name="location_phx",
    origin=(14600.0, -6900.0, -12.0),
    rotation=0.02,
    spacing=(130.0, 200.0),
    avenue_chance=0.5,
    bends=((Bend(2.0, 1400.0, 0.0),), (Bend(3.0, 1100.0, 0.7),)),
    missing_street_chance=0.12,
    signal_chance=0.45,
    buildings=BuildingStyle(
        frontage=(13.0, 26.0),
        depth=(10.0, 16.0),
        floors=(1, 2),
        tower_chance=0.02,
        setback=(5.0, 10.0),
        gap_chance=0.25,
        gable_chance=0.6,
        palette=(0xD9C3A0, 0xC8A97E, 0xE2D3BC, 0xB98E68, 0xDCCBB5, 0xCBB79A),
    ),
    tree_spacing=19.0,
    palm_chance=0.45,
    lawn_chance=0.3,
    parked_chance=0.22,
    vehicles=18,
    cyclists=2,
    pedestrians=14,
    speed_limit=(12.0, 16.5),
    rain_chance=0.03,
)

SUBURBS = City(
    name="location_other",
    origin=(3100.0, 19800.0, 61.0),
    rotation=-0.42,
    spacing=(105.0, 185.0),
    avenue_chance=0.35,
    bends=(
        (Bend(14.0, 420.0, 1.1), Bend(4.0, 190.0, 0.2)),
        (Bend(11.0, 390.0, 2.6), Bend(3.0, 230.0, 1.4)),
    ),
    missing_street_chance=0.15,
    signal_chance=0.35,
    buildings=BuildingStyle(
        frontage=(10.0, 22.0),
        depth=(9.0, 15.0),
        floors=(1, 3),
        tower_chance=0.05,
        setback=(3.0, 8.0),
        gap_chance=0.18,
        gable_chance=0.7,
        palette=(0xB7AFA3, 0x9C6B55, 0xD5D0C6, 0x7F8D92, 0xC2B59B, 0xA4836B, 0xE0DCD2),
    ),
    tree_spacing=11.0,
    palm_chance=0.0,
    lawn_chance=0.85,
    parked_chance=0.38,
    vehicles=18,
    cyclists=3,
    pedestrians=24,
    speed_limit=(11.0, 14.0),
    rain_chance=0.15,
)

CITIES = (SAN_FRANCISCO, PHOENIX, SUBURBS)


def city_named(name: str) -> City:
    """Returns a city by the name of its location.

    Raises:
        NotFoundError: There is no such city.
    """
    for city in CITIES:
        if city.name == name:
            return city
    known = ", ".join(city.name for city in CITIES)
    raise NotFoundError(f"location: no city {name!r} can be simulated; known are {known}")
