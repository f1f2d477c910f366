"""The simulation of a cluster: bounds, conservation, and a plain twin without clever clocks."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.models.cluster_simulation import Cluster, Job, Simulation

MEGABYTE = 1e6
JOB = Job("job", 10.0, 300 * MEGABYTE, 200 * MEGABYTE, requests=5, state_bytes=1)
WIDE = 1e15
"""Bytes a second of a link that nobody fills."""


def cluster(workers, link=WIDE, **troubles):
    return Cluster(workers, link, **{"overhead_seconds": 0.0, **troubles})


def run(segments, machines, job=JOB, seed=0):
    return Simulation(job, machines, segments, seed).run()


@pytest.mark.parametrize(("segments", "workers"), [(1, 1), (7, 3), (12, 4), (3, 10)])
def test_without_trouble_rounds_of_equal_tasks_follow_one_another(segments, workers):
    result = run(segments, cluster(workers))
    rounds = -(-segments // workers)
    assert result.seconds == pytest.approx(10 * rounds)
    assert result.core_hours == pytest.approx(segments * 10 / 3600)
    assert (result.retries, result.lost_core_hours) == (0, 0)
    ends = np.sort([10 * (k // workers + 1) for k in range(segments)])
    np.testing.assert_allclose(result.done_at, ends)


def test_the_overhead_of_a_task_adds_to_each():
    assert run(6, cluster(2, overhead_seconds=0.5)).seconds == pytest.approx(3 * 10.5)


@pytest.mark.parametrize("workers", [4, 40, 400])
def test_a_full_link_alone_decides(workers):
    """50 MB/s a worker, and a link for two of them."""
    result = run(400, cluster(workers, 100 * MEGABYTE))
    assert result.seconds == pytest.approx(400 * 500 / 100)
    assert result.link_share == pytest.approx(1)


def test_a_straggler_takes_its_time():
    """Of two workers one is three times as slow: while it does one task the other does three."""
    result = run(4, cluster(2, slow_share=0.5, slow_factor=3.0))
    assert result.seconds == pytest.approx(30)
    assert result.core_hours == pytest.approx(60 / 3600)


@pytest.mark.parametrize("segments", [5, 300])
@pytest.mark.parametrize("link", [WIDE, 200 * MEGABYTE])
@pytest.mark.parametrize("copies", [False, True])
def test_nothing_is_lost_or_done_twice_for_nothing(segments, link, copies):
    job = dataclasses.replace(JOB, spread=0.2)
    troubles = {"slow_share": 0.25, "hours_between_failures": 0.05, "restart_seconds": 20.0}
    machines = cluster(8, link, copies=copies, **troubles)
    simulation = Simulation(job, machines, segments, seed=3)
    result = simulation.run()
    assert len(result.done_at) == segments
    assert result.seconds == result.done_at[-1]
    assert (np.diff(result.done_at) >= 0).all()
    assert result.retries > 0 or segments < 300
    assert 0 <= result.lost_core_hours < result.core_hours
    assert result.core_hours <= 8 * result.seconds / 3600 * (1 + 1e-9)
    assert result.link_share <= 1 + 1e-9
    needed = 500 * MEGABYTE / 10 * simulation.size.sum()
    assert result.link_share * link * result.seconds >= needed * (1 - 1e-9)
    if link == WIDE and not copies:
        kept = 3600 * (result.core_hours - result.lost_core_hours)
        assert simulation.size.sum() * (1 - 1e-9) <= kept <= 3 * simulation.size.sum()


def test_the_seed_decides():
    job = dataclasses.replace(JOB, spread=0.1)
    machines = cluster(10, 300 * MEGABYTE, slow_share=0.1, hours_between_failures=0.1, copies=True)
    first, again, other = (run(200, machines, job, seed) for seed in (1, 1, 2))
    assert first.seconds == again.seconds
    assert first.retries == again.retries
    np.testing.assert_array_equal(first.done_at, again.done_at)
    assert first.seconds != other.seconds


def plain(job, machines, segments, seed):
    """The same model: what is left of each running task is counted down from event to event."""
    rng = np.random.default_rng(seed)
    slowness = np.ones(machines.workers)
    slow = round(machines.workers * machines.slow_share)
    slowness[rng.permutation(machines.workers)[:slow]] = machines.slow_factor
    sizes = np.clip(rng.normal(1, job.spread, segments), 0.5, 1.5) * job.core_seconds
    sizes = sizes + machines.overhead_seconds
    rate = (job.bytes_in + job.bytes_out) / (job.core_seconds + machines.overhead_seconds)
    waiting, idle = list(range(segments)), list(range(machines.workers))
    running, back, done = {}, [], {}  # worker -> [task, left]; (time, worker); task -> time
    now = busy = retries = 0
    while len(done) < segments:
        while idle and waiting:
            worker, task = idle.pop(), waiting.pop(0)
            running[worker] = [task, slowness[worker] * sizes[task]]
        if machines.copies and idle and running:
            idle.sort(key=lambda worker: slowness[worker], reverse=True)
            for task, left in sorted(running.values(), key=lambda pair: -pair[1]):
                mine = slowness[idle[-1]] * sizes[task] if idle else np.inf
                if mine < left and [t for t, _ in running.values()].count(task) == 1:
                    running[idle.pop()] = [task, mine]
        demand = sum(rate / slowness[worker] for worker in running)
        speed = min(1, machines.link / demand) if demand else 1
        ends = [left / speed for _, left in running.values()]
        waits = [min(ends, default=np.inf), np.inf, np.inf]
        if running and np.isfinite(machines.hours_between_failures):
            waits[1] = rng.exponential(3600 * machines.hours_between_failures / len(running))
        if back:
            waits[2] = min(back)[0] - now
        wait = min(waits)
        now += wait
        busy += wait * len(running)
        for pair in running.values():
            pair[1] -= wait * speed
        if wait == waits[0]:
            first = min(running, key=lambda worker: running[worker][1])
            task = running[first][0]
            done[task] = now
            others = [w for w in running if running[w][0] == task and w != first]
            for worker in [first, *others]:
                del running[worker]
                idle.append(worker)
        elif wait == waits[1]:
            worker = list(running)[rng.integers(len(running))]
            task, _ = running.pop(worker)
            if task not in [other for other, _ in running.values()]:
                retries += 1
                waiting.insert(0, task)
            back.append((now + machines.restart_seconds, worker))
        else:
            restart = min(back)
            back.remove(restart)
            idle.append(restart[1])
    return now, busy / 3600, retries, sorted(done.values())


@given(
    segments=st.integers(1, 12),
    workers=st.integers(1, 5),
    link=st.sampled_from([WIDE, 70 * MEGABYTE, 120 * MEGABYTE]),
    slow_share=st.sampled_from([0.0, 0.4]),
    hours=st.sampled_from([np.inf, 0.05, 0.01]),
    copies=st.booleans(),
    seed=st.integers(0, 1000),
)
def test_it_does_what_its_plain_twin_does(segments, workers, link, slow_share, hours, copies, seed):
    job = dataclasses.replace(JOB, spread=0.1)
    machines = cluster(
        workers,
        link,
        slow_share=slow_share,
        hours_between_failures=hours,
        restart_seconds=7.0,
        copies=copies,
        overhead_seconds=0.3,
    )
    result = run(segments, machines, job, seed)
    seconds, core_hours, retries, done_at = plain(job, machines, segments, seed)
    assert result.seconds == pytest.approx(seconds)
    assert result.core_hours == pytest.approx(core_hours)
    assert result.retries == retries
    np.testing.assert_allclose(result.done_at, done_at)
