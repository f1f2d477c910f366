import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waymo_kit.metrics.score_order import order_by_score

SCORES = st.lists(st.integers(0, 5).map(lambda n: n / 5) | st.floats(0, 1, width=32), max_size=80)


@pytest.mark.kernel
@settings(deadline=None, max_examples=200)
@given(SCORES)
def test_scores_fall(scores):
    score = np.float32(scores)
    order = order_by_score(score)
    assert sorted(order.tolist()) == list(range(len(score)))
    assert (np.diff(score[order]) <= 0).all()
    if len(score) <= 16 or len(set(scores)) == len(score):
        np.testing.assert_array_equal(order, np.argsort(-score, kind="stable"))


def test_more_than_16_equal_scores_come_in_the_order_of_libstdcxx():
    # What g++ 12 makes of std::sort on the indices 0 to 18, all equal, and 0 to 59, in five ranks.
    expected = [9, 18, 17, 16, 15, 14, 13, 12, 11, 10, 0, 8, 7, 6, 5, 4, 3, 2, 1]
    assert order_by_score(np.zeros(19, np.float32)).tolist() == expected
    ranked = [2, 57, 37, 22, 7, 52, 27, 42, 12, 47, 17, 32, 34, 24, 39, 19, 44, 14, 49, 29]
    ranked += [9, 54, 4, 59, 1, 31, 36, 41, 46, 51, 56, 26, 11, 6, 21, 16, 28, 8, 53, 48]
    ranked += [13, 43, 18, 3, 38, 23, 58, 33, 5, 55, 30, 0, 10, 50, 15, 45, 20, 40, 25, 35]
    assert order_by_score(np.float32(np.arange(60) * 7 % 5)).tolist() == ranked
