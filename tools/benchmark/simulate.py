"""Times the simulator: frames per second on one core, in both qualities, in one run.

    python -m tools.benchmark.simulate [--frames 6] [--repeats 3] [--json OUT]

Simulates a segment in each city by day. Time is the processor time of the thread that simulates, so
that waiting for other processes does not count (sharing caches with them still slows it). The time
of a frame is the median over all frames but the first. Building the segment and writing the file
are measured separately.
"""

import argparse
import json
import platform
import statistics
import tempfile
import time
from pathlib import Path

from waymo_kit.simulate import plan_segment, rig_of_quality
from waymo_kit.simulate.city.cities import CITIES
from waymo_kit.simulate.frame import FrameMaker
from waymo_kit.simulate.segment import write_segment
from waymo_kit.simulate.stage import build_stage

QUALITIES = ("full", "fast")


def timed(function, *arguments):
    began = time.thread_time()
    result = function(*arguments)
    return result, time.thread_time() - began


def frame_seconds(plan, quality):
    """Measures the seconds to build the segment, and those of each frame but the first."""
    stage, building = timed(build_stage, plan)
    maker = FrameMaker(stage, rig_of_quality(quality))

    def make(index):
        return maker.make(index)[0].SerializeToString(deterministic=True)

    make(0)
    return building, [timed(make, index)[1] for index in range(1, plan.frames)]


def measure(frames, repeats):
    report = {"machine": platform.processor() or platform.machine(), "frames": frames}
    plans = [
        plan_segment(1, 0, frames, location=city.name, time_of_day="Day", weather="sunny")
        for city in CITIES
    ]
    for quality in QUALITIES:
        rates, building = {}, []
        for plan in plans:
            medians = []
            for _ in range(repeats):
                built, seconds = frame_seconds(plan, quality)
                building.append(built)
                medians.append(statistics.median(seconds))
            rates[plan.city.name] = 1 / min(medians)
        with tempfile.TemporaryDirectory() as folder:
            summary = write_segment(plans[0], quality, Path(folder))
        report[quality] = {
            "frames_per_second": rates,
            "slowest_frames_per_second": min(rates.values()),
            "seconds_to_build_a_segment": min(building),
            "megabytes_per_frame": summary.bytes / frames / 1e6,
        }
    full, fast = (report[quality]["slowest_frames_per_second"] for quality in QUALITIES)
    report["fast_over_full"] = fast / full
    return report


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=6)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", help="file to write the result to")
    options = parser.parse_args()
    text = json.dumps(measure(options.frames, options.repeats), indent=1)
    print(text)
    if options.json:
        Path(options.json).write_text(text + "\n")


if __name__ == "__main__":
    main()
