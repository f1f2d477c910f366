"""The order of examples is a function of seed and position."""

import pytest

from waymo_kit.detectors.training.example_order import ExampleOrder
from waymo_kit.errors import InvalidInputError


def numbers(order, positions):
    return [order.at(position).number for position in positions]


def test_each_epoch_has_every_example_once_in_an_order_of_its_own():
    order = ExampleOrder(20, seed=5)
    epochs = [numbers(order, range(20 * k, 20 * k + 20)) for k in range(4)]
    assert [sorted(epoch) for epoch in epochs] == [list(range(20))] * 4
    assert len({tuple(epoch) for epoch in epochs}) == 4
    assert [order.at(p).epoch for p in (0, 19, 20, 79)] == [0, 0, 1, 3]


def test_positions_may_be_asked_for_in_any_order():
    forwards = numbers(ExampleOrder(7, 1), range(70))
    backwards = numbers(ExampleOrder(7, 1), reversed(range(70)))
    assert forwards == backwards[::-1]
    assert forwards != numbers(ExampleOrder(7, 2), range(70))


def test_batches_go_on_across_epochs():
    order = ExampleOrder(3, 0)
    places = [place for step in range(3) for place in order.batch(step, 4)]
    assert places == [order.at(position) for position in range(12)]


def test_no_example_is_an_error():
    with pytest.raises(InvalidInputError, match="expected one or more examples"):
        ExampleOrder(0, 0)
