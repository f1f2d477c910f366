"""Draw a frame with its road map, and say on which lane each vehicle is.

    python examples/draw_road_map.py [DATA] [--out map.png]

DATA is a dataset with maps. Without it a drive is simulated.
"""

from __future__ import annotations

import argparse
import tempfile

import numpy as np

import waymo_kit as wk
from waymo_kit.draw import draw_frame
from waymo_kit.simulate import simulate_dataset


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="?", help="dataset with maps")
    parser.add_argument("--out", default="map.png", help="picture to write")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        if options.data is None:
            simulate_dataset(folder, segments=1, frames=2, seed=5)
        with wk.open_dataset(options.data or folder)[0] as scene:
            frame, road_map = scene[0], scene.road_map
            crossings = len(road_map.of_kind("crosswalk"))
            print(f"{len(road_map.lanes)} lanes, {crossings} crosswalks")
            boxes = frame.boxes.transform(frame.map_from_vehicle)
            vehicles = boxes[boxes.types == wk.ObjectType.VEHICLE]
            nearest = road_map.nearest_lanes(vehicles.array[:, :3])
            on_road = road_map.on_road(vehicles.array[:, :3])
            for row in np.argsort(nearest.distances)[:5]:
                place = "on the road" if on_road[row] else "beside the road"
                print(
                    f"vehicle {nearest.distances[row]:.1f} m from lane {nearest.ids[row]}, {place}"
                )
            draw_frame(frame, options.out, with_map=True)


if __name__ == "__main__":
    main()
