"""Tables and JSON of a transfer study."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.study.differences import mean_and_deviation, paired_difference
from waymo_kit.detectors.study.tables import Tables, write_markdown
from waymo_kit.detectors.study.transfer.correlation import Correlation, Interval, correlate
from waymo_kit.detectors.study.transfer.fixed_features import TransferScore
from waymo_kit.detectors.study.transfer.inputs import SourceNetwork
from waymo_kit.io import write_json

PAPER = {"fixed": 0.99, "fine-tuned": 0.96}
"""Pooled correlations of Kornblith et al. 2019, with 16 networks and 12 sets."""


@dataclass(frozen=True)
class ProtocolResult:
    """The scores of one protocol.

    Attributes:
        protocol: "fixed", "fine-tuned" or "random".
        networks: Networks, ordered by accuracy on ImageNet.
        targets: Names of the targets.
        accuracies: (M, T) accuracies on the test images.
        images: (T,) numbers of test images.
        correlations: Correlations with ImageNet; none with fewer than three networks.
    """

    protocol: str
    networks: tuple[SourceNetwork, ...]
    targets: tuple[str, ...]
    accuracies: NDArray[np.float64]
    images: tuple[int, ...]
    correlations: tuple[Correlation, ...]


def summarize(
    protocol: str,
    networks: Sequence[SourceNetwork],
    targets: Sequence[str],
    scores: Sequence[TransferScore],
    *,
    draws: int = 2000,
) -> ProtocolResult:
    """Returns the accuracies and correlations of a protocol.

    Args:
        protocol: Name of the protocol.
        networks: Networks; those of unknown accuracy have no part in correlations.
        targets: Names of the targets.
        scores: Scores, one for each network and target.
        draws: Number of draws of the bootstrap.
    """
    ordered = sorted(networks, key=lambda network: network.accuracy)
    found = {(score.network, score.target): score for score in scores}
    accuracies = np.array(
        [[found[network.name, target].accuracy for target in targets] for network in ordered]
    )
    known = [network for network in ordered if network.accuracy > 0]
    correlations: tuple[Correlation, ...] = ()
    if len(known) >= 3:
        tables = {
            target: np.array([found[network.name, target].is_right for network in known], bool)
            for target in targets
        }
        imagenet = [network.accuracy / 100 for network in known]
        correlations = correlate(tables, imagenet, draws=draws)
    images = tuple(len(found[ordered[0].name, target].is_right) for target in targets)
    return ProtocolResult(
        protocol, tuple(ordered), tuple(targets), accuracies, images, correlations
    )


def transfer_tables(results: Sequence[ProtocolResult]) -> Tables:
    """Returns tables of accuracies and of correlations for each protocol.

    Networks without a published accuracy are also compared by family, if there are several of each:
    mean and standard deviation, and the difference from the first family with its 95 % interval.
    """
    tables = {}
    for result in results:
        heads = [f"{t} ({n:,})" for t, n in zip(result.targets, result.images, strict=True)]
        rows = [["network", "ImageNet", *heads]]
        for network, own in zip(result.networks, result.accuracies, strict=True):
            known = f"{network.accuracy:.1f}" if network.accuracy else "-"
            rows.append([network.name, known, *(f"{100 * each:.1f}" for each in own)])
        tables[f"Top-1 accuracy, {result.protocol}, % (test images)"] = rows
        families = _families(result)
        if len(families) > 1:
            tables[f"Networks trained here, {result.protocol}, %"] = [
                ["family", "networks", *heads],
                *(_family_row(name, own, families) for name, own in families.items()),
            ]
        if result.correlations:
            paper = PAPER.get(result.protocol)
            tables[f"Correlation with ImageNet, {result.protocol}"] = [
                [
                    "target",
                    "r of log-odds",
                    "95 % over images",
                    "95 % over networks and images",
                    "Spearman",
                    "Kendall",
                    "paper",
                ],
                *(
                    [
                        each.target,
                        f"{each.pearson:.2f}",
                        _shown(each.over_images),
                        _shown(each.over_networks),
                        f"{each.spearman:.2f}",
                        f"{each.kendall:.2f}",
                        f"{paper}" if paper and each is result.correlations[-1] else "-",
                    ]
                    for each in result.correlations
                ),
            ]
    return tables


def write_report(
    folder: Path, results: Sequence[ProtocolResult], scores: Sequence[TransferScore]
) -> None:
    """Writes `table.md` and `table.json`.

    Raises:
        OutputError: A file cannot be written.
    """
    write_markdown(folder / "table.md", transfer_tables(results))
    values = {
        "protocols": [
            {
                "protocol": result.protocol,
                "networks": [dataclasses.asdict(network) for network in result.networks],
                "targets": result.targets,
                "images": result.images,
                "accuracies": result.accuracies.tolist(),
                "correlations": [dataclasses.asdict(each) for each in result.correlations],
            }
            for result in results
        ],
        "scores": [
            {
                "network": score.network,
                "target": score.target,
                "protocol": score.protocol,
                "accuracy": score.accuracy,
                "settings": score.settings,
            }
            for score in scores
        ],
    }
    write_json(values, folder / "table.json")


def _families(result: ProtocolResult) -> dict[str, NDArray[np.float64]]:
    """Returns the accuracies (K, T) of each family of networks trained here, K > 1 in all."""
    found: dict[str, list[NDArray[np.float64]]] = {}
    for network, own in zip(result.networks, result.accuracies, strict=True):
        if network.family and not network.accuracy:
            found.setdefault(network.family, []).append(100 * own)
    counts = {len(own) for own in found.values()}
    if len(counts) != 1 or counts == {1}:
        return {}
    return {name: np.array(own) for name, own in found.items()}


def _family_row(
    name: str, own: NDArray[np.float64], families: dict[str, NDArray[np.float64]]
) -> list[str]:
    reference = next(iter(families))
    cells = []
    for values, others in zip(own.T, families[reference].T, strict=True):
        cell = mean_and_deviation(values, ".1f")
        if name != reference:
            difference = paired_difference(values, others)
            cell += f" ({difference.text('.1f')})"
        cells.append(cell)
    return [name, str(len(own)), *cells]


def _shown(interval: Interval) -> str:
    return f"{interval.low:.2f} to {interval.high:.2f}"
