"""`waymo-kit submit`: predictions to a leaderboard."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from waymo_kit.cli import options, output
from waymo_kit.errors import InvalidInputError, NotFoundError, WaymoKitError
from waymo_kit.progress import Progress
from waymo_kit.web.leaderboard.client import (
    Client,
    RefusedError,
    UploadNote,
    read_token,
)
from waymo_kit.web.leaderboard.local_check import check_file

_EXAMPLE = "waymo-kit submit preds.parquet --to https://board.example.org --as Mine"


@click.command(
    epilog=options.example(_EXAMPLE, f"{_EXAMPLE} --phase check --task tracking --team Lab")
)
@click.argument("path")
@options.to(required=True, metavar="URL")
@click.option("--phase", default="test", show_default=True, help="Phase of the benchmark.")
@options.task(default="detection")
@click.option(
    "--as", "method", required=True, metavar="NAME", help="Name of the method on the boards."
)
@click.option("--team", help="Team to submit for. [default: your only one]")
@click.option(
    "--token-file",
    metavar="FILE",
    help="File with the API token. [default: the variable WAYMO_KIT_TOKEN]",
)
@click.option("--no-wait", is_flag=True, help="Stop when the file has arrived.")
@options.json_path()
def command(
    path: str,
    to: str,
    phase: str,
    task: str,
    method: str,
    team: str | None,
    token_file: str | None,
    no_wait: bool,
    json_path: str | None,
) -> None:
    """Submit predictions to a leaderboard and wait for the score.

    PATH is checked here first. An interrupted upload goes on where it stopped when the same command
    is given again.
    """
    file = Path(path)
    if not file.is_file():
        raise NotFoundError(f"{path}: no such file")
    client = Client(to.rstrip("/"), read_token(token_file))
    rules = _rules(client, phase, task)
    checked = check_file(file, task, takes_tables=rules["takes_tables"], most=rules["max_bytes"])
    output.progress_line(f"checked: {checked}")
    team_id = client.team_id(team)
    view = _sent(client, file, {"team_id": team_id, "method": method, "phase": phase, "task": task})
    submission_id = view["summary"]["id"]
    if not no_wait:
        view = client.wait(submission_id, _StatePrinter())
    output.write_json(view, json_path)
    if json_path != options.STDOUT:
        _print(view, f"{client.url}/submissions/{submission_id}")
    state = view["summary"]["state"]
    if state in ("rejected", "failed", "cancelled"):
        reasons = "; ".join(view["reasons"]) or "no reason is known"
        raise InvalidInputError(f"{path}: {state}: {reasons}")


def _rules(client: Client, phase: str, task: str) -> dict[str, Any]:
    """Returns the rules of a phase for a task."""
    phases = client.get("/benchmark")["phases"]
    for found in phases:
        if found["name"] == phase:
            for known in found["tasks"]:
                if known["name"] == task:
                    return {"max_bytes": found["max_bytes"], "takes_tables": known["takes_tables"]}
            names = ", ".join(known["name"] for known in found["tasks"])
            raise InvalidInputError(f"--task: the phase {phase} has {names}, not {task}")
    if not phases:
        raise InvalidInputError(
            f"{client.url}: its workers still read the labels; try again in a moment"
        )
    names = ", ".join(found["name"] for found in phases)
    raise InvalidInputError(f"--phase: the phases of this leaderboard are {names}, not {phase}")


def _sent(client: Client, file: Path, parts: dict[str, str]) -> dict[str, Any]:
    """Uploads the file, as a new submission or as one that was interrupted; returns it."""
    note = UploadNote(client.url, file, parts)
    submission_id = note.read()
    if submission_id is not None:
        try:
            known: dict[str, Any] = client.get(f"/submissions/{submission_id}")
            if known["summary"]["state"] != "uploading":
                submission_id = None
        except RefusedError:
            submission_id = None
    if submission_id is None:
        size = file.stat().st_size
        _print_quota(client, parts)
        made = client.post("/submissions", {**parts, "filename": file.name, "size": size})
        submission_id = str(made["summary"]["id"])
        note.write(submission_id)
    with output.progress("upload") as bar:
        client.upload(
            submission_id, file, lambda done, size: bar.update(Progress(int(done >= size), 1, done))
        )
    note.remove()
    sent: dict[str, Any] = client.get(f"/submissions/{submission_id}")
    return sent


def _print_quota(client: Client, parts: Mapping[str, str]) -> None:
    try:
        left = client.get(f"/teams/{parts['team_id']}/quota?phase={parts['phase']}")
    except WaymoKitError:
        return  # the answer to the submission says what is wrong
    if left["limit"] is not None:
        days = f"{left['window_days']:g} days"
        output.progress_line(f"quota: {left['left']} of {left['limit']} in {days} left")


class _StatePrinter:
    """Prints a line whenever the state of a submission changes."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, view: Mapping[str, Any]) -> None:
        summary = view["summary"]
        line = str(summary["state"])
        if summary["queue_position"]:
            line += f", number {summary['queue_position']} in the queue"
        if summary["stage"]:
            line += f", {summary['stage']}"
        if summary["percent"] is not None:
            line += f", {summary['percent']:.0f} %"
        if line != self._last:
            output.progress_line(line)
            self._last = line


def _print(view: Mapping[str, Any], address: str) -> None:
    for score in view["scores"]:
        for section in score["sections"]:
            rows = [
                output.Row(line["label"], list(line["shown"]), strong=line["is_mean"])
                for line in section["lines"]
            ]
            output.table(section["columns"], rows, title=f"{section['title']}, {score['split']}")
        if score["note"]:
            output.line(score["note"])
    output.line(address)
