"""`waymo-kit study transfer`: accuracy on ImageNet compared with accuracy on other images."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from waymo_kit.cli import options, output
from waymo_kit.detectors.study.transfer.features import Pair, compute_features, pair_up
from waymo_kit.detectors.study.transfer.fine_tuning import FineTuning, score_trained
from waymo_kit.detectors.study.transfer.fixed_features import TransferScore, score_fixed_features
from waymo_kit.detectors.study.transfer.inputs import read_networks, read_targets
from waymo_kit.detectors.study.transfer.report import (
    ProtocolResult,
    summarize,
    transfer_tables,
    write_report,
)
from waymo_kit.draw.transfer_plots import draw_transfer
from waymo_kit.engine import Engine
from waymo_kit.errors import InvalidInputError

_PROTOCOLS = ("fixed", "fine-tuned", "random")


@click.command(
    "transfer",
    short_help="Compare pretrained networks on other images than they were trained on.",
    epilog=options.example(
        "waymo-kit study transfer --networks networks.yaml --datasets datasets.yaml --out study/",
        "waymo-kit study transfer --networks networks.yaml --datasets datasets.yaml --out study/ "
        "--protocols fixed,fine-tuned --steps 500 --rates 0.003,0.03",
    ),
)
@click.option(
    "--networks",
    required=True,
    metavar="FILE",
    help="YAML file of pretrained networks (docs/guides/transfer.md).",
)
@click.option(
    "--datasets",
    required=True,
    metavar="FILE",
    help="YAML file of labeled images to transfer to.",
)
@options.out(required=True, metavar="FOLDER")
@click.option(
    "--protocols",
    default="fixed",
    show_default=True,
    help="Protocols for each network, separated by commas: fixed (logistic regression on its "
    "features), fine-tuned, random (trained without its weights).",
)
@options.steps()
@click.option(
    "--rates",
    default="0.003,0.03",
    show_default=True,
    help="Learning rates that fine-tuning tries, separated by commas.",
)
@click.option(
    "--decays",
    default="0.0001",
    show_default=True,
    help="Weight decays that fine-tuning tries, separated by commas.",
)
@click.option(
    "--tune-networks",
    help="Names of the networks to fine-tune, separated by commas. Defaults to all.",
)
@click.option(
    "--tune-datasets",
    help="Names of the datasets to fine-tune on, separated by commas. Defaults to all.",
)
@options.seed(default=0)
@options.strategy(default="auto")
@options.engine
def command(
    networks: str,
    datasets: str,
    out: str,
    protocols: str,
    steps: int | None,
    rates: str,
    decays: str,
    tune_networks: str | None,
    tune_datasets: str | None,
    seed: int,
    strategy: str,
    engine: Engine,
) -> None:
    """Compare pretrained networks on other images than they were trained on.

    Penalties, learning rates and weight decays are chosen on a part of the training images, which
    is learned from in the end. The folder gets the features, a score for each network, dataset and
    protocol, table.md, table.json and pictures with the correlations with ImageNet. If a study is
    stopped, the same command continues it.
    """
    folder = options.local_folder("--out", out)
    chosen = protocols.split(",")
    for name in chosen:
        if name not in _PROTOCOLS:
            raise InvalidInputError(
                f"--protocols: expected some of {', '.join(_PROTOCOLS)}, got {name!r}"
            )
    sources = read_networks(Path(networks))
    targets = read_targets(Path(datasets))
    tuning = FineTuning(
        steps=FineTuning().steps if steps is None else steps,
        learning_rates=_numbers("--rates", rates),
        weight_decays=_numbers("--decays", decays),
        fused_normalization=strategy == "cpu",
        seed=seed,
    )
    every = pair_up(sources, targets)
    results: list[ProtocolResult] = []
    scores: list[TransferScore] = []
    for protocol in chosen:
        if protocol == "fixed":
            own, names = sources, [target.name for target in targets]
            found = _fixed(every, folder, engine)
        else:
            own = _some("--tune-networks", tune_networks, {each.name: each for each in sources})
            some = _some("--tune-datasets", tune_datasets, {each.name: each for each in targets})
            names = [target.name for target in some]
            pairs = [pair for pair in every if pair.network in own and pair.target in some]
            found = score_trained(
                pairs,
                protocol,
                folder,
                tuning,
                strategy=strategy,
                on_training=output.progress_line,
            )
        scores += found
        results.append(summarize(protocol, own, names, found))
    write_report(folder, results, scores)
    for result in results:
        if result.correlations:
            _draw(result, folder / f"{result.protocol}.png")
    for title, (headings, *rows) in transfer_tables(results).items():
        shown = [output.Row(label, cells) for label, *cells in rows]
        output.table(headings[1:], shown, title=title, corner=headings[0])
    output.line(f"-> {out}")


def _fixed(pairs: list[Pair], folder: Path, engine: Engine) -> list[TransferScore]:
    with output.progress("features", "pairs", "images") as bar:
        compute_features(pairs, folder, engine, bar.update)
    with output.progress("fit", "regressions") as bar:
        return score_fixed_features(pairs, folder, engine, bar.update)


def _draw(result: ProtocolResult, path: Path) -> None:
    known = [row for row, each in enumerate(result.networks) if each.accuracy > 0]
    networks = [result.networks[row] for row in known]
    draw_transfer(
        [network.accuracy / 100 for network in networks],
        [network.family for network in networks],
        dict(zip(result.targets, result.accuracies[known].T, strict=True)),
        result.images,
        [each.pearson for each in result.correlations],
        path,
    )


def _some(option: str, given: str | None, known: dict[str, Any]) -> tuple[Any, ...]:
    names = list(known) if given is None else given.split(",")
    for name in names:
        if name not in known:
            raise InvalidInputError(f"{option}: expected some of {', '.join(known)}, got {name!r}")
    return tuple(known[name] for name in names)


def _numbers(option: str, given: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in given.split(","))
    except ValueError as error:
        raise InvalidInputError(f"{option}: expected numbers, got {given!r}") from error
