"""Simulates a job of many tasks on workers that share a link, straggle and fail: event by event.

A worker is one core. All workers share the link to the store; when together they would exceed it,
each is slowed by the same factor. Some workers are slow from the start to the end (stragglers).
Workers fail at random times, independently of each other: what they were doing starts anew
elsewhere, and a replacement comes after a while.
"""

import heapq
from collections import deque
from dataclasses import dataclass

import numpy as np


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
        spread: standard deviation of the segments' sizes, as a share of their mean.
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
        spread = np.clip(self.rng.normal(1, job.spread, segments), 0.5, 1.5)
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
            # Failures have no memory: one that is drawn anew at each step is as good.
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
