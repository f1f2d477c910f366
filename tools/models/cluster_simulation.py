"""Simulates a job of many tasks, event by event, on workers that share a link, lag and fail.

A worker is one core. All workers share the link to the store; when their total demand exceeds it,
each is slowed by the same factor. Some workers are slow from start to end (stragglers). Workers
fail at random times, independently of each other: their tasks are run again on other workers, and a
failed worker is replaced after some time.
"""

import heapq
from collections import deque
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Job:
    """Describes the cost of one segment.

    Attributes:
        name: Name of the command.
        core_seconds: CPU time in seconds.
        bytes_in: Number of bytes read from the store.
        bytes_out: Number of bytes written to the store.
        requests: Number of requests to the store, reads and writes.
        state_bytes: Size of the result that the task sends to the driver.
        spread: Standard deviation of the sizes of segments, as a share of their mean. Defaults to
            0, which makes all segments equal.
    """

    name: str
    core_seconds: float
    bytes_in: float
    bytes_out: float
    requests: int
    state_bytes: int
    spread: float = 0.0


@dataclass(frozen=True)
class Cluster:
    """Describes the workers and their link to the store.

    Attributes:
        workers: Number of cores.
        link: Bytes per second to and from the store, over all workers. Defaults to 10 Gb/s.
        slow_share: Share of workers that are slow.
        slow_factor: Factor by which slow workers take longer.
        hours_between_failures: Mean time between failures of one worker, in hours. Defaults to
            infinity, which means no failures.
        restart_seconds: Time until a failed worker is replaced, in seconds.
        overhead_seconds: Time that the engine adds to each task, in seconds.
        copies: Whether idle workers run copies of tasks that are still running. The result of
            the first one to finish counts.
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
    """Holds the outcome of a simulated job.

    Attributes:
        seconds: Time until the last segment was done, in seconds.
        core_hours: Number of core-hours during which workers were busy.
        lost_core_hours: Number of these core-hours that were lost to failures and to copies that
            finished second.
        retries: Number of tasks that were run again.
        link_share: Mean use of the link, as a share of its capacity.
        done_at: (N,) float64, the times at which segments were done, in seconds, ascending.
    """

    seconds: float
    core_hours: float
    lost_core_hours: float
    retries: int
    link_share: float
    done_at: np.ndarray


class Simulation:
    """Simulates workers on the tasks of one job.

    When the link is full, all running tasks are slowed by the same factor. Their ends are therefore
    measured in work, a clock that runs slower than time by that factor.
    """

    def __init__(self, job, cluster, segments, seed=0):
        self.job, self.cluster, self.segments = job, cluster, segments
        self.rng = np.random.default_rng(seed)
        slow = round(cluster.workers * cluster.slow_share)
        self.slowness = np.ones(cluster.workers)
        self.slowness[self.rng.permutation(cluster.workers)[:slow]] = cluster.slow_factor
        spread = np.clip(self.rng.normal(1, job.spread, segments), 0.5, 1.5)
        self.size = spread * job.core_seconds + cluster.overhead_seconds
        self.waiting = deque(range(segments))
        self.workers_of = {}  # by running task
        self.task = {}  # by busy worker
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
        """Returns bytes per second; larger segments have more bytes in proportion."""
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
        """Advances to the next end of a task, failure or restart."""
        while self.ends and self.start_of.get(self.ends[0][2]) != self.ends[0][1]:
            heapq.heappop(self.ends)  # The task was stopped.
        speed = min(1.0, self.cluster.link / self.demand) if self.demand > 0 else 1.0
        end = self.time + (self.ends[0][0] - self.work) / speed if self.ends else np.inf
        failure = np.inf
        if self.task and np.isfinite(self.cluster.hours_between_failures):
            mean = self.cluster.hours_between_failures * 3600 / len(self.task)
            # Failures are memoryless, so drawing the time of the next one again is correct.
            failure = self.time + self.rng.exponential(mean)
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
