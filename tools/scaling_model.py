"""Models convert and eval on many machines: a simulation of events, driven by measured figures.

    python tools/scaling_model.py [--plot docs/images/scaling.png] [--json OUT.json]

A worker is one core. All workers share the link to the store; when together they would exceed it,
each is slowed by the same factor. Some workers are slow from the start to the end (stragglers).
Workers fail at random times, independently of each other: what they were doing starts anew
elsewhere, and a replacement comes after a while. Each figure below names where it was measured.
"""

import argparse
import heapq
import json
from collections import deque
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

SEGMENTS = 1_150


@dataclass(frozen=True)
class Job:
    """What one segment costs.

    Attributes:
        name: of the command.
        core_seconds: CPU time.
        bytes_in: read from the store.
        bytes_out: written to it.
        requests: to the store, reads and writes.
        state_bytes: what the task sends back to the driver.
    """

    name: str
    core_seconds: float
    bytes_in: float
    bytes_out: float
    requests: int
    state_bytes: int


FRAMES = 200
PART_BYTES = 10 << 20
"""Of an upload in parts, as pyarrow makes them."""
SPREAD = 0.08
"""Standard deviation of the segments' sizes: that of 930 and 1,047 MB."""
TABLES_IN_PARTS = 7
"""Of a full-size segment: images, and those of the lidars."""

# docs/performance.md, convert_scaling.py: two segments of 930 and 1,047 MB in 36.0 s by one worker.
# The tables of a real file have 0.662 of its bytes (`waymo-kit convert --json`). Requests: 37 for
# anything, counted by the proxy of the tests, then one a frame and one a part.
CONVERT = Job(
    "convert",
    core_seconds=18.0,
    bytes_in=988.5e6,
    bytes_out=0.662 * 988.5e6,
    requests=round(37 + FRAMES + 0.662 * 988.5e6 / PART_BYTES + 2 * TABLES_IN_PARTS),
    state_bytes=1_000,
)
# docs/performance.md, eval_scale.py: 200 segments of 200 frames in 25.6 s of CPU; bytes:
# eval_memory.py --frames 200; requests: the proxy; state: a pickled score by type and range.
EVAL = Job(
    "eval", core_seconds=25.6 / 200, bytes_in=4.29e6, bytes_out=0, requests=23, state_bytes=79_000
)


@dataclass(frozen=True)
class Cluster:
    """The machines.

    Attributes:
        workers: cores.
        link: bytes a second to and from the store, of all together.
        slow_share: share of workers that are slow.
        slow_factor: how many times longer these take.
        hours_between_failures: of one worker, on average.
        restart_seconds: until a failed worker is replaced.
        overhead_seconds: of the engine, a task.
        copies: whether idle workers do copies of tasks that still run, and the first to end counts.
    """

    workers: int
    link: float = 10e9 / 8
    slow_share: float = 0.0
    slow_factor: float = 3.0
    hours_between_failures: float = np.inf
    restart_seconds: float = 60.0
    overhead_seconds: float = 0.08
    copies: bool = False


@dataclass(frozen=True)
class Run:
    """What became of a job.

    Attributes:
        seconds: until the last segment was done.
        core_hours: that workers were busy.
        lost_core_hours: that led to nothing, because of failures and of copies that came second.
        retries: tasks that began anew.
        link_share: average use of the link.
        done_at: (N,) when each segment was done, ascending.
    """

    seconds: float
    core_hours: float
    lost_core_hours: float
    retries: int
    link_share: float
    done_at: np.ndarray


class Simulation:
    """Workers on tasks of one size.

    All running tasks are slowed by the same factor when the link is full, so their ends are kept on
    a clock of work, which runs slower than time by that factor.
    """

    def __init__(self, job, cluster, segments, seed=0):
        self.job, self.cluster, self.segments = job, cluster, segments
        self.rng = np.random.default_rng(seed)
        slow = round(cluster.workers * cluster.slow_share)
        self.slowness = np.ones(cluster.workers)
        self.slowness[self.rng.permutation(cluster.workers)[:slow]] = cluster.slow_factor
        spread = np.clip(self.rng.normal(1, SPREAD, segments), 0.5, 1.5)
        self.size = spread * job.core_seconds + cluster.overhead_seconds
        self.waiting = deque(range(segments))
        self.workers_of = {}  # of a task that runs
        self.task = {}  # of a busy worker
        self.began = {}
        self.start_of = {}
        self.starts = 0
        self.ends = []  # (work, number of the start, worker)
        self.restarts = []  # (time, worker)
        self.idle = list(range(cluster.workers))
        self.time = self.work = self.busy = self.lost = self.moved = 0.0
        self.demand = 0.0
        self.retries = 0

    def run(self):
        done = {}
        while len(done) < self.segments:
            self.hand_out()
            self.step(done)
        return Run(
            self.time,
            self.busy / 3600,
            self.lost / 3600,
            self.retries,
            self.moved / (self.cluster.link * self.time),
            np.sort(np.fromiter(done.values(), float)),
        )

    def hand_out(self):
        while self.idle and self.waiting:
            self.start(self.idle.pop(), self.waiting.popleft())
        if self.cluster.copies and self.idle and self.task:
            self.idle.sort(key=self.slowness.__getitem__, reverse=True)
            for work, start, worker in sorted(self.ends, reverse=True):
                if self.start_of.get(worker) != start:
                    continue
                task = self.task[worker]
                gains = self.work + self.length(self.idle[-1], task) < work
                if gains and len(self.workers_of[task]) == 1:
                    self.start(self.idle.pop(), task)
                    if not self.idle:
                        break

    def start(self, worker, task):
        self.starts += 1
        self.task[worker], self.began[worker] = task, self.time
        self.start_of[worker] = self.starts
        self.workers_of.setdefault(task, []).append(worker)
        self.demand += self.rate(worker)
        end = self.work + self.length(worker, task)
        heapq.heappush(self.ends, (end, self.starts, worker))

    def length(self, worker, task):
        return self.slowness[worker] * self.size[task]

    def rate(self, worker):
        """Bytes a second: a longer segment has more bytes, too."""
        seconds = self.job.core_seconds + self.cluster.overhead_seconds
        return (self.job.bytes_in + self.job.bytes_out) / seconds / self.slowness[worker]

    def stop(self, worker, was_in_vain):
        task = self.task.pop(worker)
        del self.start_of[worker]
        self.workers_of[task].remove(worker)
        self.demand -= self.rate(worker)
        spent = self.time - self.began.pop(worker)
        self.busy += spent
        self.lost += spent * was_in_vain
        return task

    def step(self, done):
        """Goes on to the next end, failure or restart."""
        while self.ends and self.start_of.get(self.ends[0][2]) != self.ends[0][1]:
            heapq.heappop(self.ends)  # It was stopped.
        speed = min(1.0, self.cluster.link / self.demand) if self.demand > 0 else 1.0
        end = self.time + (self.ends[0][0] - self.work) / speed if self.ends else np.inf
        failure = np.inf
        if self.task and np.isfinite(self.cluster.hours_between_failures):
            mean = self.cluster.hours_between_failures * 3600 / len(self.task)
            failure = self.time + self.rng.exponential(
                mean
            )  # Without memory: drawn anew is as good.
        restart = self.restarts[0][0] if self.restarts else np.inf
        now = min(end, failure, restart)
        self.moved += min(self.demand, self.cluster.link) * (now - self.time)
        self.work += (now - self.time) * speed
        self.time = now
        if now == end:
            self.finish(done)
        elif now == failure:
            self.fail(done)
        else:
            self.idle.append(heapq.heappop(self.restarts)[1])

    def finish(self, done):
        worker = self.ends[0][2]
        task = self.stop(worker, was_in_vain=False)
        done[task] = self.time
        self.idle.append(worker)
        for other in list(self.workers_of[task]):
            self.stop(other, was_in_vain=True)
            self.idle.append(other)
        del self.workers_of[task]

    def fail(self, done):
        workers = list(self.task)
        worker = workers[self.rng.integers(len(workers))]
        task = self.stop(worker, was_in_vain=True)
        if not self.workers_of[task]:
            self.retries += 1
            self.waiting.appendleft(task)
        heapq.heappush(self.restarts, (self.time + self.cluster.restart_seconds, worker))


GIGABIT = 1e9 / 8
TROUBLES = {
    "even": {},
    "stragglers": {"slow_share": 0.05},
    "and failures": {"slow_share": 0.05, "hours_between_failures": 24},
    "and copies": {"slow_share": 0.05, "hours_between_failures": 24, "copies": True},
}
"""What may happen, a column each: 5 % of the workers three times as slow; a failure a day each."""


@dataclass(frozen=True)
class Scenario:
    """A row of the table: a job on so many workers, with a link of so many Gb/s."""

    job: Job
    segments: int
    workers: int
    gigabits: float

    @property
    def cluster(self):
        return Cluster(self.workers, self.gigabits * GIGABIT)

    @property
    def floor(self):
        """Seconds that neither cores nor link can go below."""
        work = self.segments * self.job.core_seconds / self.workers
        moved = self.segments * (self.job.bytes_in + self.job.bytes_out)
        return max(work, moved / self.cluster.link)


def per_machine(workers):
    """Gb/s of machines of 16 cores with 25 Gb/s each."""
    return 25 * max(workers / 16, 1)


SCENARIOS = [
    Scenario(CONVERT, SEGMENTS, 1, 10),
    Scenario(CONVERT, SEGMENTS, 16, 10),
    Scenario(CONVERT, SEGMENTS, 16, per_machine(16)),
    Scenario(CONVERT, SEGMENTS, 100, 10),
    Scenario(CONVERT, SEGMENTS, 100, per_machine(100)),
    Scenario(CONVERT, SEGMENTS, 1000, 10),
    Scenario(CONVERT, SEGMENTS, 1000, 100),
    Scenario(CONVERT, SEGMENTS, 1000, per_machine(1000)),
    Scenario(CONVERT, 20 * SEGMENTS, 1000, 100),
    Scenario(CONVERT, 20 * SEGMENTS, 1000, per_machine(1000)),
    Scenario(EVAL, 20 * SEGMENTS, 1000, 100),
]


def amounts(job, segments):
    """What a job needs, wherever it runs."""
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
    """Runs of a scenario by trouble."""
    return {
        name: Simulation(
            scenario.job, replace(scenario.cluster, **trouble), scenario.segments
        ).run()
        for name, trouble in TROUBLES.items()
    }


def row(scenario, runs):
    """Figures of a scenario."""
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
    """A number with about three digits."""
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
    """Draws the end of a run on 1,000 workers, and time against workers."""
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
    for label, gigabits in (("10 Gb/s", 10), ("100 Gb/s", 100), ("25 Gb/s for 16 cores", None)):
        minutes = []
        for count in counts:
            link = per_machine(count) if gigabits is None else gigabits
            cluster = replace(
                Scenario(CONVERT, SEGMENTS, int(count), link).cluster, **TROUBLES["and failures"]
            )
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
