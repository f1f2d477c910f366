"""Tables of a transfer study."""

import pytest

from waymo_kit.detectors.study.transfer.fixed_features import TransferScore
from waymo_kit.detectors.study.transfer.inputs import SourceNetwork
from waymo_kit.detectors.study.transfer.report import summarize, transfer_tables


def result_of(networks, right):
    """Scores of 10 images, of which each network has so many right."""
    scores = [
        TransferScore(network.name, "flowers", "fixed", (True,) * n + (False,) * (10 - n), {})
        for network, n in zip(networks, right, strict=True)
    ]
    return summarize("fixed", networks, ["flowers"], scores)


def test_families_of_networks_trained_here_are_compared_by_seed():
    networks = [SourceNetwork(f"{f}-{k}", "x.npz", family=f) for f in "ab" for k in range(2)]
    tables = transfer_tables([result_of(networks, [5, 7, 7, 8])])
    heads, plain, other = tables["Networks trained here, fixed, %"]
    assert heads == ["family", "networks", "flowers (10)"]
    assert plain == ["a", "2", "60.0 ± 14.1"]
    assert other == ["b", "2", "75.0 ± 7.1 (+15.0 ± 63.5)"]  # t of 1 degree of freedom is 12.7


@pytest.mark.parametrize(
    "networks",
    [
        [SourceNetwork(f"{f}-{k}", "x", 50.0 + k, family=f) for f in "ab" for k in range(2)],
        [SourceNetwork(f, "x.npz", family=f) for f in "abcd"],
        [SourceNetwork(f"{f}-{k}", "x.npz", family=f) for k, f in enumerate("aaab")],
    ],
)
def test_published_or_unequal_families_are_not_compared(networks):
    titles = list(transfer_tables([result_of(networks, [1, 2, 3, 4])]))
    assert not any("trained here" in title for title in titles)
