"""Times what a LiDAR detector computes on the host, on one core: NMS and training targets.

    python -m tools.benchmark.nms [--boxes 500] [--json OUT.json]

NMS gets candidates of one type, either crowded around 100 objects within 80 m like the output of a
head, or one per object within 800 m, where all stay and each is compared with all others. The same
NMS on polygons (shapely) is timed beside it. Targets are those of 100 objects on the full grid of
512 x 512 cells; they need Keras.
"""

import argparse
import json
import platform
import statistics
import time
from pathlib import Path

import numpy as np
import shapely

from tools.benchmark.in_turns import cpu_name, stay_on_one_core
from waymo_kit.detectors.lidar.nms import nms
from waymo_kit.geometry import bev_corners
from waymo_kit.schema.names import ObjectType

LIMIT, REPEATS, OBJECTS = 0.5, 20, 100
CAR = [4.7, 2.1, 1.7]
APART = [10, 10, 1, 1, 1, 1, 1]


def make_objects(count, seed=0):
    """Makes (count, 7) boxes of cars anywhere within 80 m."""
    rng = np.random.default_rng(seed)
    place = rng.uniform([-80, -80, 0], [80, 80, 2], (count, 3))
    return np.column_stack(
        [place, CAR * rng.uniform(0.8, 1.2, (count, 3)), rng.uniform(-3, 3, count)]
    )


def make_candidates(count, objects, seed=1):
    """Makes boxes near objects, and their scores."""
    rng = np.random.default_rng(seed)
    near = objects[rng.integers(0, len(objects), count)]
    noise = rng.normal(size=near.shape) * [0.3, 0.3, 0.1, 0.2, 0.1, 0.1, 0.1]
    return near + noise, rng.random(count).astype(np.float32)


def suppress_polygons(boxes, scores):
    """Returns the rows that NMS keeps, best first; shapely finds overlaps with a tree."""
    polygons = shapely.polygons(bev_corners(boxes))
    areas, tree = shapely.area(polygons), shapely.STRtree(polygons)
    stays = np.ones(len(boxes), bool)
    order = np.argsort(-scores, kind="stable")
    for i in order:
        if not stays[i]:
            continue
        near = tree.query(polygons[i])
        shared = shapely.area(shapely.intersection(polygons[i], polygons[near]))
        rivals = near[shared / (areas[i] + areas[near] - shared) > LIMIT]
        worse = (scores[rivals] < scores[i]) | ((scores[rivals] == scores[i]) & (rivals > i))
        stays[rivals[worse]] = False
    return order[stays[order]]


def median_ms(work):
    """Measures the median milliseconds of a function, after a first call."""
    work()
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return round(1e3 * statistics.median(times), 3)


def time_suppression(boxes, scores):
    """Measures the milliseconds of both sides, whose results must agree."""
    types, limits = np.full(len(boxes), ObjectType.VEHICLE, np.int32), {ObjectType.VEHICLE: LIMIT}
    kept = nms(boxes, scores, types, limits)
    if not np.array_equal(kept, suppress_polygons(boxes, scores)):
        raise SystemExit("the two sides disagree")
    ours = median_ms(lambda: nms(boxes, scores, types, limits))
    polygons = median_ms(lambda: suppress_polygons(boxes, scores))
    return {
        "stay": len(kept),
        "ours_ms": ours,
        "shapely_ms": polygons,
        "ratio": round(polygons / ours, 1),
    }


def time_targets(name):
    """Measures the milliseconds of the targets of a frame."""
    from waymo_kit.detectors.lidar.named_configs import NAMED_CONFIGS
    from waymo_kit.detectors.lidar.network import HEADS

    config = NAMED_CONFIGS[name]
    head = HEADS[config.head.name](config.head, config)
    boxes = make_objects(OBJECTS)
    kinds, still = np.arange(OBJECTS, dtype=np.int32) % 3, np.zeros((OBJECTS, 2))
    return median_ms(lambda: head.make_targets(boxes, kinds, still))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--boxes", type=int, default=500)
    parser.add_argument("--json", metavar="OUT.json")
    options = parser.parse_args()
    stay_on_one_core()
    crowded = make_candidates(options.boxes, make_objects(OBJECTS))
    apart = make_objects(options.boxes) * APART, crowded[1]
    result = {
        "boxes": options.boxes,
        "crowded": time_suppression(*crowded),
        "apart": time_suppression(*apart),
        "targets_ms": {name: time_targets(name) for name in ("centerpoint-pillar", "pointpillars")},
        "cpu": cpu_name(),
        "python": platform.python_version(),
    }
    print(json.dumps(result, indent=1))
    if options.json:
        Path(options.json).write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
