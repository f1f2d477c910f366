"""What the model of scale makes of the measured figures."""

import pytest

from tools.models import scaling_model as model


def test_amounts_are_those_of_a_segment_times_the_segments():
    job = model.CONVERT
    needs = model.amounts(job, 2000)
    assert needs["core_hours"] == pytest.approx(2000 * job.core_seconds / 3600)
    assert needs["terabytes_in"] == pytest.approx(2000 * job.bytes_in / 1e12)
    assert needs["million_requests"] == pytest.approx(2000 * job.requests / 1e6)
    cores = needs["cores_that_fill_10_gbit"]
    assert cores * (job.bytes_in + job.bytes_out) / job.core_seconds == pytest.approx(1.25e9)


@pytest.mark.parametrize(("workers", "gigabits"), [(4, 100), (40, 1)])
def test_no_run_beats_the_floor_by_more_than_the_sizes_vary(workers, gigabits):
    scenario = model.Scenario(model.CONVERT, 80, workers, gigabits)
    figures = model.row(scenario, model.simulate(scenario))
    times = [value for name, value in figures.items() if name.endswith(" minutes")]
    assert len(times) == len(model.TROUBLES)
    assert all(0.97 * figures["floor_minutes"] <= minutes for minutes in times)
    assert times[0] < 2 * figures["floor_minutes"]


def test_machines_of_sixteen_cores_have_a_link_each():
    assert model.per_machine(8) == 25
    assert model.per_machine(1000) == pytest.approx(1562.5)
    assert model.per_machine(1000, 10) == pytest.approx(625)


@pytest.mark.parametrize(
    ("value", "text"), [(0.1234, "0.12"), (12.34, "12.3"), (1234.5, "1,234"), (3.0, "3")]
)
def test_numbers_have_about_three_digits(value, text):
    assert model.number(value) == text
