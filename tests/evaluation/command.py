"""The command line under test, run in this process."""

import json

from waymo_kit.cli import main


def run_command(*arguments):
    """Runs `waymo-kit`; returns its exit code."""
    try:
        main([str(argument) for argument in arguments])
    except SystemExit as end:
        return end.code or 0
    return 0


def run_eval(*arguments):
    """Runs `waymo-kit eval`; returns its exit code."""
    return run_command("eval", *arguments)


def scores(preds, labels, folder, *arguments):
    """The JSON result of a run that must succeed."""
    out = folder / "result.json"
    assert run_eval("--preds", preds, "--gt", labels, "--json", out, *arguments) == 0
    return json.loads(out.read_text())
