import numpy as np
import pytest

from tests.evaluation.made_results import TASKS, made_result, sum_of
from waymo_kit.evaluation.resampling import draw_segments, score_resamples


def drawn_states(states, weights):
    """The states of a resample, each as often as it is drawn."""
    return [state for state, n in zip(states, weights, strict=True) for _ in range(int(n))]


@pytest.mark.parametrize("name", TASKS)
def test_resamples_score_as_the_summed_states_do(name):
    task = TASKS[name]
    result = made_result("a.json", 0.4, task=task, segments=4)
    states = list(result.segments.values())
    weights = draw_segments(4, 12, seed=3)
    table = score_resamples(states, weights, task)
    assert set(table.rows) == result.rows.keys()
    for number, drawn in enumerate(weights):
        rows = task.rows(sum_of(drawn_states(states, drawn)))
        for row_name, row in rows.items():
            ours = table.values[number, table.rows.index(row_name)]
            for column, expected in row.items():
                got = ours[table.columns.index(column)]
                assert got == pytest.approx(expected, abs=1e-6, nan_ok=True), (row_name, column)


def test_a_resample_without_labels_is_no_figure_but_a_row_without_any_is_zero():
    both = made_result("a.json", 0.3, segments=1).segments["segment-0"]
    cars = made_result("a.json", 0.3, segments=1, types=(1,)).segments["segment-0"]
    table = score_resamples([both, cars], np.array([[2.0, 0.0], [0.0, 2.0]]), TASKS["detection"])
    pedestrians = table.values[:, table.rows.index("OBJECT_TYPE_TYPE_PEDESTRIAN_LEVEL_2"), 0]
    assert pedestrians[0] > 0
    assert np.isnan(pedestrians[1])
    assert np.isnan(table.values[1, table.rows.index("OBJECT_TYPE_ALL_NS_LEVEL_2"), 0])
    signs = table.values[:, table.rows.index("OBJECT_TYPE_TYPE_SIGN_LEVEL_2"), 0]
    assert signs.tolist() == [0, 0]


def test_draws_are_of_as_many_segments_and_follow_the_seed():
    weights = draw_segments(7, 50, seed=1)
    assert weights.shape == (50, 7)
    assert (weights.sum(axis=1) == 7).all()
    np.testing.assert_array_equal(weights, draw_segments(7, 50, seed=1))
    assert (weights != draw_segments(7, 50, seed=2)).any()


def test_batches_do_not_change_the_figures(monkeypatch):
    result = made_result("a.json", 0.4)
    states, weights = list(result.segments.values()), draw_segments(6, 9, seed=0)
    whole = score_resamples(states, weights, result.task)
    monkeypatch.setattr("waymo_kit.evaluation.resampling._BATCH_NUMBERS", 1)
    np.testing.assert_array_equal(
        score_resamples(states, weights, result.task).values, whole.values
    )
