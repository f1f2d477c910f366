"""Measures the time that each engine adds to tasks that sleep, so the machine may be busy.

    python -m tools.benchmark.engine_overhead [--seconds 20] [--engines local,ray,dask] [--json OUT]

Two workers run `--tasks` tasks of `--seconds` each. Start-up is the time from the call to the start
of the first task, once per job. The overhead of a task is the time in which its worker does not
sleep, between the start of the first task and the end of the last one.
"""

import argparse
import json
import time
from pathlib import Path

from waymo_kit.engine import ENGINES, make_engine, run_tasks


def sleep(seconds, progress):
    began = time.time()
    time.sleep(seconds)
    return began, time.time()


def measure(name, seconds, tasks, workers):
    began = time.time()
    done = run_tasks(make_engine(name, workers=workers), sleep, [seconds] * tasks)
    spans = [completion.result for completion in done]
    ended = time.time()
    first, last = min(b for b, _ in spans), max(e for _, e in spans)
    slept = sum(e - b for b, e in spans)
    overhead = ((last - first) * workers - slept) / tasks
    return {
        "startup_seconds": round(first - began, 2),
        "end_seconds": round(ended - last, 2),
        "overhead_ms_a_task": round(1000 * overhead, 1),
        "overhead_percent": round(100 * overhead * tasks / slept, 2),
    }


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--tasks", type=int, default=4)
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--json", metavar="OUT.json", type=Path)
    options = parser.parse_args()
    result = {"seconds": options.seconds, "tasks": options.tasks, "workers": 2}
    for name in options.engines.split(","):
        result[name] = measure(name, options.seconds, options.tasks, 2)
    print(json.dumps(result, indent=1))
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
