import dataclasses

import numpy as np
import pytest

from tests.evaluation.made_results import TASKS, made_result, sum_of
from tests.evaluation.test_resampling import drawn_states
from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.comparison import compare_results
from waymo_kit.evaluation.resampling import draw_segments
from waymo_kit.evaluation.tasks import SegmentationTask
from waymo_kit.metrics.breakdowns import Breakdown

ROW = "OBJECT_TYPE_TYPE_VEHICLE_LEVEL_2"


def test_values_and_differences_are_those_of_the_files():
    results = [made_result(f"{noise}.json", noise) for noise in (0.1, 0.4, 0.8)]
    compared = compare_results(results, resamples=20)
    for r, row in enumerate(compared.rows):
        for k, column in enumerate(compared.columns):
            for m, result in enumerate(results):
                assert compared.values[m, r, k] == result.rows[row][column]
                expected = result.rows[row][column] - results[0].rows[row][column]
                assert compared.difference[m, r, k] == expected


def test_intervals_are_percentiles_of_resamples_that_all_models_share():
    one, other = made_result("a.json", 0.2), made_result("b.json", 0.5)
    compared = compare_results([one, other], resamples=200, confidence=0.9, seed=5)
    names = sorted(one.segments)
    aps = []
    for weights in draw_segments(len(names), 200, seed=5):
        drawn = [
            drawn_states([result.segments[name] for name in names], weights)
            for result in (one, other)
        ]
        aps.append([one.task.rows(sum_of(states))[ROW]["APH"] for states in drawn])
    aps = np.array(aps)
    at = (compared.rows.index(ROW), compared.columns.index("APH"))
    for m in range(2):
        ends = [compared.interval[end, m, at[0], at[1]] for end in (0, 1)]
        assert ends == pytest.approx(np.percentile(aps[:, m], [5, 95]), abs=1e-6)
    ends = [compared.difference_interval[end, 1, at[0], at[1]] for end in (0, 1)]
    assert ends == pytest.approx(np.percentile(aps[:, 1] - aps[:, 0], [5, 95]), abs=1e-6)


def test_the_interval_of_a_difference_is_narrower_than_those_of_the_models():
    compared = compare_results([made_result("a.json", 0.3), made_result("b.json", 0.31)])
    at = (compared.rows.index(ROW), compared.columns.index("AP"))
    width = np.diff(compared.interval[:, :, at[0], at[1]], axis=0).ravel()
    apart = np.diff(compared.difference_interval[:, 1, at[0], at[1]])[0]
    assert 0 < apart < width.min()


def test_a_model_does_not_differ_from_itself():
    result = made_result("a.json", 0.3)
    compared = compare_results([result, dataclasses.replace(result, path="b.json")])
    assert (compared.difference == 0).all()
    assert (np.nan_to_num(compared.difference_interval) == 0).all()


def test_other_settings_are_refused_by_name():
    task = TASKS["detection"]
    task = dataclasses.replace(task, config=dataclasses.replace(task.config, recall_delta=0.1))
    with pytest.raises(InvalidInputError, match=r"different settings: recall_delta: 0.05 and 0.1"):
        compare_results([made_result("a.json", 0.3), made_result("b.json", 0.3, task=task)])


def test_other_segments_are_refused_by_name():
    with pytest.raises(InvalidInputError, match=r"b.json lacks 2, for example segment-4"):
        compare_results([made_result("a.json", 0.3), made_result("b.json", 0.3, segments=4)])


def test_other_labels_are_refused():
    with pytest.raises(InvalidInputError, match=r"different labels: segment segment-0 has \d+"):
        compare_results([made_result("a.json", 0.3), made_result("b.json", 0.3, types=(1,))])


@pytest.mark.parametrize("name", ["detection", "tracking"])
def test_the_same_labels_pass_in_every_breakdown(name):
    breakdowns = tuple(b for b in Breakdown if b not in (3, 4, 5, 6)) + (Breakdown.RANGE,)
    config = dataclasses.replace(TASKS[name].config, breakdowns=breakdowns)
    task = dataclasses.replace(TASKS[name], config=config)
    results = [made_result(f"{noise}.json", noise, task=task) for noise in (0.1, 0.9)]
    compared = compare_results(results, resamples=2)
    assert np.isfinite(compared.difference[1]).any()


def test_one_segment_has_no_intervals():
    results = [made_result("a.json", 0.3, segments=1), made_result("b.json", 0.4, segments=1)]
    compared = compare_results(results)
    assert compared.resamples == 0
    assert np.isnan(compared.interval).all()


def test_tasks_without_states_by_segment_have_differences_only():
    results = [
        dataclasses.replace(
            made_result("a.json", 0.3),
            task=SegmentationTask(),
            rows={"ALL": {"MIOU": value}},
            segments={},
        )
        for value in (0.5, 0.7)
    ]
    compared = compare_results(results)
    assert compared.difference[1].item() == pytest.approx(0.2)
    assert compared.to_json()["metrics"]["ALL"]["MIOU"][1] == {
        "value": 0.7,
        "low": None,
        "high": None,
        "difference": pytest.approx(0.2),
        "difference_low": None,
        "difference_high": None,
    }


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_results_are_refused(count):
    with pytest.raises(InvalidInputError, match=f"at least two results, got {count}"):
        compare_results([made_result("a.json", 0.3)] * count)
