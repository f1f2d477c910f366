"""Compare pretrained networks on images that they were not trained on.

    python examples/transfer_networks.py --networks networks.yaml --datasets datasets.yaml --out OUT

docs/guides/transfer.md describes the two files. The same is done on the command line by

    waymo-kit study transfer --networks networks.yaml --datasets datasets.yaml --out OUT
"""

from __future__ import annotations

import argparse
from pathlib import Path

from waymo_kit.detectors.study.transfer.features import compute_features, pair_up
from waymo_kit.detectors.study.transfer.fixed_features import score_fixed_features
from waymo_kit.detectors.study.transfer.inputs import read_networks, read_targets
from waymo_kit.detectors.study.transfer.report import summarize
from waymo_kit.engine import LocalEngine


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--networks", type=Path, required=True)
    parser.add_argument("--datasets", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("transfer"))
    options = parser.parse_args(arguments)

    networks, targets = read_networks(options.networks), read_targets(options.datasets)
    pairs = pair_up(networks, targets)
    engine = LocalEngine(1)
    compute_features(pairs, options.out, engine)
    scores = score_fixed_features(pairs, options.out, engine)
    for score in scores:
        print(
            f"{score.network} on {score.target}: {100 * score.accuracy:.1f} % of "
            f"{len(score.is_right)}, penalty {score.settings['penalty']:.3g}"
        )
    result = summarize("fixed", networks, [target.name for target in targets], scores)
    for each in result.correlations:
        low, high = each.over_networks.low, each.over_networks.high
        print(f"{each.target}: r {each.pearson:.2f} ({low:.2f} to {high:.2f})")


if __name__ == "__main__":
    main()
