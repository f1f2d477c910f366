"""Models convert and eval on many machines, from measured figures.

    python -m tools.models.scaling_model [--plot docs/images/scaling.png] [--json OUT.json]

This module has the input of `cluster_simulation.py`, the scenarios, the tables and the plot. Each
figure names its measurement.
"""

import argparse
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from tools.models.cluster_simulation import Cluster, Job, Simulation

SEGMENTS = 1_150
FRAMES = 200
PART_BYTES = 10 << 20
"""Size of each part of a multipart upload by pyarrow."""
SPREAD = 0.08
"""Relative standard deviation of segment sizes, from two files of 930 and 1,047 MB only."""
TABLES_IN_PARTS = 7
"""Number of tables of a full-size segment that need several parts: images and lidars."""

# docs/performance.md, convert_scaling.py: two segments of 930 and 1,047 MB in 36.0 s by one worker.
# The tables of a real file have 0.662 of its bytes (`waymo-kit convert --json`). Requests: 37 for
# any segment, counted by the proxy of the tests, then one per frame and one per part.
CONVERT = Job(
    "convert",
    core_seconds=18.0,
    bytes_in=988.5e6,
    bytes_out=0.662 * 988.5e6,
    requests=round(37 + FRAMES + 0.662 * 988.5e6 / PART_BYTES + 2 * TABLES_IN_PARTS),
    state_bytes=1_000,
    spread=SPREAD,
)
# docs/performance.md, eval_scale.py: 200 segments of 200 frames in 25.6 s of CPU; bytes:
# eval_memory.py --frames 200; requests: the proxy; state: a pickled score by type and range.
EVAL = Job(
    "eval",
    core_seconds=25.6 / 200,
    bytes_in=4.29e6,
    bytes_out=0,
    requests=23,
    state_bytes=79_000,
    spread=SPREAD,
)


GIGABIT = 1e9 / 8
TROUBLES = {
    "even": {},
    "stragglers": {"slow_share": 0.05},
    "and failures": {"slow_share": 0.05, "hours_between_failures": 24},
    "and copies": {"slow_share": 0.05, "hours_between_failures": 24, "copies": True},
}
"""Troubles by column: 5 % of the workers three times as slow; one failure per worker a day."""


@dataclass(frozen=True)
class Scenario:
    """Describes a row of the table: a job, the number of workers and the link in Gb/s."""

    job: Job
    segments: int
    workers: int
    gigabits: float

    @property
    def cluster(self):
        return Cluster(self.workers, self.gigabits * GIGABIT)

    @property
    def floor(self):
        """Returns the minimum seconds that cores and link allow."""
        work = self.segments * self.job.core_seconds / self.workers
        moved = self.segments * (self.job.bytes_in + self.job.bytes_out)
        return max(work, moved / self.cluster.link)


def per_machine(workers, each=25):
    """Returns the total Gb/s of machines with 16 cores and a link of their own each."""
    return each * max(workers / 16, 1)


SCENARIOS = [
    Scenario(CONVERT, SEGMENTS, 1, 10),
    Scenario(CONVERT, SEGMENTS, 16, 10),
    Scenario(CONVERT, SEGMENTS, 16, per_machine(16)),
    Scenario(CONVERT, SEGMENTS, 100, 10),
    Scenario(CONVERT, SEGMENTS, 100, per_machine(100, 10)),
    Scenario(CONVERT, SEGMENTS, 100, per_machine(100)),
    Scenario(CONVERT, SEGMENTS, 1000, 10),
    Scenario(CONVERT, SEGMENTS, 1000, 100),
    Scenario(CONVERT, SEGMENTS, 1000, per_machine(1000, 10)),
    Scenario(CONVERT, SEGMENTS, 1000, per_machine(1000)),
    Scenario(CONVERT, 20 * SEGMENTS, 1000, 100),
    Scenario(CONVERT, 20 * SEGMENTS, 1000, per_machine(1000, 10)),
    Scenario(CONVERT, 20 * SEGMENTS, 1000, per_machine(1000)),
    Scenario(EVAL, 20 * SEGMENTS, 1000, 100),
]


def amounts(job, segments):
    """Returns the figures of a job that do not depend on the cluster."""
    return {
        "job": job.name,
        "segments": segments,
        "core_hours": segments * job.core_seconds / 3600,
        "terabytes_in": segments * job.bytes_in / 1e12,
        "terabytes_out": segments * job.bytes_out / 1e12,
        "million_requests": segments * job.requests / 1e6,
        "cores_that_fill_10_gbit": 10 * GIGABIT * job.core_seconds / (job.bytes_in + job.bytes_out),
        "megabytes_to_the_driver": segments * job.state_bytes / 1e6,
    }


def simulate(scenario):
    """Simulates a scenario, and returns the runs by trouble."""
    return {
        name: Simulation(
            scenario.job, replace(scenario.cluster, **trouble), scenario.segments
        ).run()
        for name, trouble in TROUBLES.items()
    }


def row(scenario, runs):
    """Returns the figures of a scenario."""
    troubled = runs["and failures"]
    return {
        "job": scenario.job.name,
        "segments": scenario.segments,
        "workers": scenario.workers,
        "gigabits": round(scenario.gigabits),
        "floor_minutes": scenario.floor / 60,
        **{f"{name} minutes": run.seconds / 60 for name, run in runs.items()},
        "retries": troubled.retries,
        "lost_percent": 100 * troubled.lost_core_hours / troubled.core_hours,
        "link_percent": 100 * troubled.link_share,
    }


def number(value):
    """Formats a number with about three digits."""
    digits = 0 if value >= 100 or value == int(value) else 1 if value >= 10 else 2
    return f"{value:,.{digits}f}"


def print_table(rows):
    """Prints rows as a Markdown table."""
    print("|" + "|".join(rows[0]) + "|")
    print("|" + "---|" + "---:|" * (len(rows[0]) - 1))
    for values in rows:
        cells = [v if isinstance(v, str) else number(v) for v in values.values()]
        print("|" + "|".join(cells) + "|")
    print()


def draw(path, runs):
    """Plots segments done over time on 1,000 workers, and time against workers."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8), layout="constrained")
    for (name, run), dashes in zip(runs.items(), ("-", "-", "--", ":"), strict=True):
        counts = np.arange(1, len(run.done_at) + 1)
        left.plot(run.done_at / 60, counts, label=name, linestyle=dashes)
    left.set(
        title="Convert 1,150 segments on 1,000 workers, 1,562 Gb/s",
        xlabel="minutes",
        ylabel="segments done",
        ylim=(0, None),
        xlim=(0, None),
    )
    left.legend(frameon=False, loc="lower center")
    counts = np.unique(np.round(np.geomspace(1, 1000, 24)).astype(int))
    links = {
        "10 Gb/s": lambda count: 10,
        "100 Gb/s": lambda count: 100,
        "10 Gb/s for 16 cores": lambda count: per_machine(count, 10),
        "25 Gb/s for 16 cores": per_machine,
    }
    for label, gigabits in links.items():
        minutes = []
        for count in counts:
            scenario = Scenario(CONVERT, SEGMENTS, int(count), gigabits(count))
            cluster = replace(scenario.cluster, **TROUBLES["and failures"])
            minutes.append(Simulation(CONVERT, cluster, SEGMENTS).run().seconds / 60)
        right.loglog(counts, minutes, label=label)
    ideal = SEGMENTS * CONVERT.core_seconds / 60 / counts
    right.loglog(counts, ideal, color="0.6", linestyle=":", label="cores alone")
    right.set(
        title="Convert 1,150 segments, stragglers and failures", xlabel="workers", ylabel="minutes"
    )
    right.legend(frameon=False)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=110)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--plot", metavar="OUT.png", type=Path)
    parser.add_argument("--json", metavar="OUT.json", type=Path)
    options = parser.parse_args()
    needs = [amounts(job, n * SEGMENTS) for job in (CONVERT, EVAL) for n in (1, 1000)]
    print_table(needs)
    rows, shown = [], None
    for scenario in SCENARIOS:
        runs = simulate(scenario)
        rows.append(row(scenario, runs))
        if scenario == Scenario(CONVERT, SEGMENTS, 1000, per_machine(1000)):
            shown = runs
    print_table(rows)
    if options.plot:
        draw(options.plot, shown)
    if options.json:
        jobs = [asdict(job) for job in (CONVERT, EVAL)]
        report = {"jobs": jobs, "needs": needs, "runs": rows}
        options.json.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
