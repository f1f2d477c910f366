"""The `waymo-kit` command: one file a subcommand, imported only when it is run."""

from __future__ import annotations

import importlib
import sys

import click

from waymo_kit.errors import WaymoKitError

COMMANDS = {
    "calibrate": "Rescale the scores of predictions, so that they mean what they say.",
    "compare": "Compare models by their results, with confidence intervals.",
    "convert": "Convert v1 segments into component tables.",
    "coverage": "Measure the area within a radius of the vehicle's poses.",
    "crops": "Cut labelled objects out of camera images, equally many of each type.",
    "detect": "Detect objects in LiDAR points.",
    "eval": "Score predictions as the official evaluator does.",
    "info": "Count what a dataset holds.",
    "objects": "Cut labelled objects out of a dataset, for augmentation.",
    "simulate": "Simulate segments, as TFRecord files.",
    "study": "Train on parts of a dataset: how much data it takes, how far cities differ.",
    "submission": "Build and check the files of a leaderboard submission.",
    "track": "Follow detected objects through the frames of each segment.",
    "train": "Train a detector on LiDAR points.",
    "train-classifier": "Train an image classifier.",
    "validate": "Check files: checksums, schemas, keys, row counts, leftovers.",
}
"""Subcommand -> what it does; `command` of the module of its name, - as _, is its click command."""


class LazyGroup(click.Group):
    """A click group that imports a subcommand's module when it is first needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Returns the names of all subcommands, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports and returns one subcommand, or None if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = f"{__name__}.{cmd_name.replace('-', '_')}"
        command: click.Command = importlib.import_module(module).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the subcommands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="waymo-kit", prog_name="waymo-kit")
def group() -> None:
    """Read, convert, load and score the Waymo Open Dataset."""


def main(args: list[str] | None = None) -> None:
    """Runs the command line; a known error prints as one line on stderr and exits with 2."""
    try:
        group(args=args, prog_name="waymo-kit")
    except (WaymoKitError, OSError) as error:
        message = " ".join(str(error).split())
        click.echo(f"waymo-kit: error: {message}", err=True)
        sys.exit(2)
