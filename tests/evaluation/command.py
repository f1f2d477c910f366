"""The command under test, run in this process."""

from waymo_kit.cli import main


def run_eval(*arguments):
    """Runs `waymo-kit eval`; returns its exit code."""
    try:
        main(["eval", *map(str, arguments)])
    except SystemExit as end:
        return end.code or 0
    return 0
