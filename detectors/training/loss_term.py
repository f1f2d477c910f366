"""A part of the loss, as a sum and the count that divides it."""

from __future__ import annotations

from typing import Any, NamedTuple


class LossTerm(NamedTuple):
    """One part of the loss on a replica's examples.

    The training step adds `weight * total / max(1, count)`, the count summed over all replicas, so
    that one device and several give the same loss and gradients.

    Attributes:
        name: of the term in the log.
        total: scalar float tensor, the sum over the replica's examples.
        count: scalar tensor, what the sum is divided by, such as the number of objects.
        weight: of the term in the loss.
    """

    name: str
    total: Any
    count: Any
    weight: float
