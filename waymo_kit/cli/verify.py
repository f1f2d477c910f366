"""`waymo-kit verify`: receipts of leaderboards."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from waymo_kit.cli import options, output
from waymo_kit.errors import InvalidInputError, MissingDependencyError, NotFoundError
from waymo_kit.io import read_json


@click.command(
    epilog=options.example("waymo-kit verify receipt.json --key 3b6a... --file preds.parquet")
)
@click.argument("path")
@click.option(
    "--key",
    help="Public key of the leaderboard, as its rules page shows it. Without it, only changes "
    "after the signature are found.",
)
@click.option(
    "--file",
    "file_path",
    metavar="FILE",
    help="Submitted file, whose digest is compared with that of the receipt.",
)
@options.json_path()
def command(path: str, key: str | None, file_path: str | None, json_path: str | None) -> None:
    """Verify the receipt of a leaderboard's score.

    The receipt has digests of the submitted file, the labels and the settings, the version, and the
    score; its signature covers all of them.
    """
    try:
        from waymo_kit.web.leaderboard.receipts import verify
    except ModuleNotFoundError as error:
        raise MissingDependencyError(f"waymo-kit verify needs {error.name}", "serve") from None
    receipt = read_json(path)
    verify(receipt, key or "", path)
    if file_path is not None and _sha256(file_path) != receipt["file_sha256"]:
        raise InvalidInputError(f"{file_path}: not the file that the receipt is about")
    if json_path != options.STDOUT:
        by = "the given key" if key else "the key of the receipt itself"
        output.line(f"{path}: the signature is right, by {by}")
        score = receipt["score"]
        output.line(f"{receipt['phase']}, {receipt['task']}: {score['column']} {score['value']}")
    output.write_json({"valid": True, "trusted": key is not None, "receipt": receipt}, json_path)


def _sha256(path: str) -> str:
    digest = hashlib.sha256()
    try:
        with Path(path).open("rb") as file:
            while data := file.read(1 << 20):
                digest.update(data)
    except FileNotFoundError:
        raise NotFoundError(f"{path}: no such file") from None
    return digest.hexdigest()
