"""The `waymo-kit` command: one file a subcommand, imported only when it is run."""

from __future__ import annotations

import importlib
import sys

import click

from waymo_kit.errors import WaymoKitError

COMMANDS = {
    "convert": "waymo_kit.cli.convert",
    "coverage": "waymo_kit.cli.coverage",
    "eval": "waymo_kit.cli.eval",
    "info": "waymo_kit.cli.info",
    "simulate": "waymo_kit.cli.simulate",
    "validate": "waymo_kit.cli.validate",
}
"""Subcommand name -> module that holds a click command called `command`."""


class LazyGroup(click.Group):
    """A click group that imports a subcommand's module when it is first needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Returns the names of all subcommands, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports and returns one subcommand, or None if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name]).command
        return command


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
