"""Tables and JSON of a transfer study."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

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
        scores: One score for each network and target.
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
    """Returns a table of accuracies and one of correlations for each protocol."""
    tables = {}
    for result in results:
        heads = [f"{t} ({n:,})" for t, n in zip(result.targets, result.images, strict=True)]
        rows = [["network", "ImageNet", *heads]]
        for network, own in zip(result.networks, result.accuracies, strict=True):
            known = f"{network.accuracy:.1f}" if network.accuracy else "-"
            rows.append([network.name, known, *(f"{100 * each:.1f}" for each in own)])
        tables[f"Top-1 accuracy, {result.protocol}, % (test images)"] = rows
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


def _shown(interval: Interval) -> str:
    return f"{interval.low:.2f} to {interval.high:.2f}"
