"""The `waymo-kit` command: one file for each subcommand, imported only when it is run."""

from __future__ import annotations

import difflib
import importlib
import os
import sys
import warnings
from typing import TextIO

import click

from waymo_kit.errors import WaymoKitError

COMMANDS = {
    "calibrate": "Rescale the scores of predictions to match their precision.",
    "compare": "Compare models by their results, with confidence intervals.",
    "convert": "Convert v1 segments into component tables.",
    "coverage": "Measure the area that a dataset covers, per city.",
    "crops": "Cut labeled objects out of camera images, to train classifiers.",
    "detect": "Detect objects in LiDAR points or camera images.",
    "download": "Download a dataset from an object store.",
    "e2e": "Score and submit trajectories of the end-to-end driving challenge.",
    "eval": "Score predictions as the official evaluator does.",
    "export": "Export a dataset to the format of another library.",
    "export-model": "Export the network of a detector for other programs.",
    "info": "Summarize a dataset: segments, frames, places, labels.",
    "objects": "Collect labeled objects with their points, for augmentation.",
    "predictions": "Read and write predictions in the formats of other libraries.",
    "search": "Search for network architectures, or in tables of trained ones.",
    "select": "Choose segments or frames by a condition or an SQL query.",
    "serve": "Run a leaderboard: a web server and workers that score.",
    "simulate": "Simulate segments as TFRecord files.",
    "study": "Study how a detector depends on the amount of data or on the city.",
    "submit": "Submit predictions to a leaderboard and wait for the score.",
    "submission": "Build and check leaderboard submissions.",
    "synthesize": "Synthesize images of a class with a trained generator.",
    "track": "Track detected objects through each segment.",
    "train": "Train a detector on LiDAR points or camera images.",
    "train-classifier": "Train an image classifier.",
    "train-gan": "Train a network that synthesizes images of a class.",
    "tune-tracker": "Fit the settings of a tracker to a detector, on labeled data.",
    "validate": "Check files: checksums, schemas, keys, row counts, leftovers.",
    "verify": "Verify the receipt of a leaderboard's score.",
    "view": "Show drives, predictions and their errors in the browser.",
    "warmup": "Compile all kernels once.",
}
"""Description of each subcommand, by name; its click command is `command` of the module that has
its name, with _ for -."""

PROGRAM = "waymo-kit"

COMPLETION = "_WAYMO_KIT_COMPLETE"
"""Variable with which a shell asks for completions."""

FAILED = 2
"""Exit code of an error."""

NO_ARGUMENTS = getattr(click.exceptions, "NoArgsIsHelpError", ())
"""Error of newer versions of click for a group without a subcommand; its message is the help."""

INTERRUPTED = 130
"""Exit code after Ctrl-C, as of any program that SIGINT ends."""


class SuggestingGroup(click.Group):
    """A group that suggests a subcommand in place of a misspelled one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Finds the subcommand that the arguments begin with."""
        name = args[0]
        names = self.list_commands(ctx)
        if name not in names and not name.startswith("-"):
            near = difflib.get_close_matches(name, names, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise click.UsageError(f"No such command {name!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)


class LazyGroup(SuggestingGroup):
    """A group that imports the module of a subcommand when it is first needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Returns the names of all subcommands, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports and returns a subcommand, or None if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = f"{__name__}.{cmd_name.replace('-', '_')}"
        command: click.Command = importlib.import_module(module).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the subcommands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="\b\nExample:\n  waymo-kit simulate --out drives/ --segments 2 --frames 20",
)
@click.version_option(package_name="waymo-kit", prog_name="waymo-kit")
def group() -> None:
    """Read, convert, load and score the Waymo Open Dataset."""


def main(args: list[str] | None = None) -> None:
    """Runs the command line and exits.

    A known error is one line on stderr and exit code 2; Ctrl-C is one line and exit code 130.
    """
    code = FAILED
    warnings.showwarning = _print_warning
    try:
        arguments = sys.argv[1:] if args is None else args
        _check_encoding(arguments)
        _run(list(arguments))
        code = 0
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        code = end.exit_code
    except click.UsageError as usage:
        _print_usage_error(usage)
    except click.ClickException as failure:
        _print_error(failure.format_message())
    except (click.Abort, KeyboardInterrupt):
        _print("waymo-kit: interrupted")
        code = INTERRUPTED
    except BrokenPipeError:
        # Whoever reads stdout has enough, as `head` has; nothing more can be written there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except MemoryError:
        _print_error("out of memory")
    except (WaymoKitError, OSError) as error:
        _print_error(str(error))
    sys.exit(code)


def _run(arguments: list[str]) -> None:
    """Runs the command, without the prints of click when it is interrupted."""
    if COMPLETION in os.environ:
        group.main(arguments, prog_name=PROGRAM, complete_var=COMPLETION)
    with group.make_context(PROGRAM, list(arguments), obj=[PROGRAM, *arguments]) as context:
        group.invoke(context)


def _print_usage_error(usage: click.UsageError) -> None:
    context = usage.ctx
    if isinstance(usage, NO_ARGUMENTS):
        click.echo(usage.format_message(), err=True)
        return
    if context is not None:
        for line in context.get_usage().splitlines():
            _print(line)
        _print(f"Try '{context.command_path} --help' for help.")
    _print_error(usage.format_message())


def _check_encoding(arguments: list[str]) -> None:
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError as error:
            raise click.ClickException(
                f"{argument}: not text in the encoding of this locale "
                f"({sys.getfilesystemencoding()}); rename the file, or set LC_ALL=C.UTF-8"
            ) from error


def _print_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Prints a warning of Python as one line, without the place in the code."""
    from waymo_kit.cli import output

    output.note(str(message), "warning")


def _print(text: str) -> None:
    from waymo_kit.cli import output

    output.progress_line(text)


def _print_error(message: str) -> None:
    from waymo_kit.cli import output

    output.error(message)
