"""The files of `deploy/`: systemd and containers read them, and their commands exist."""

import configparser
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from waymo_kit.cli.serve import command

DEPLOY = Path(__file__).parents[3] / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


def check_command(words):
    """Parses the arguments of `waymo-kit serve` without running anything."""
    name, *arguments = words
    found = command.commands[name]
    found.make_context(name, arguments, resilient_parsing=False)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_a_command_that_exists(unit):
    parsed = configparser.ConfigParser(interpolation=None, strict=False)
    parsed.optionxform = str
    parsed.read_string(unit.read_text())
    assert set(parsed.sections()) == {"Unit", "Service", "Install"}
    program, group, *words = shlex.split(parsed["Service"]["ExecStart"])
    assert (Path(program).name, group) == ("waymo-kit", "serve")
    check_command(words)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_finds_no_fault_in_a_unit(unit, tmp_path):
    text = unit.read_text().replace("/opt/waymo-kit/bin/waymo-kit", shutil.which("true"))
    copy = tmp_path / unit.name.replace("@", "@1")
    copy.write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--recursive-errors=no", copy],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_container_starts_a_command_that_exists():
    text = (DEPLOY / "Containerfile").read_text()
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line[:1] not in ("", "#")]
    steps = dict(line.split(None, 1) for line in lines)
    assert set(steps) <= {
        "FROM", "RUN", "COPY", "USER", "WORKDIR", "ENV", "EXPOSE", "ENTRYPOINT", "CMD"
    }  # fmt: skip
    assert json.loads(steps["ENTRYPOINT"]) == ["waymo-kit", "serve"]
    check_command(json.loads(steps["CMD"]))
    (example,) = re.findall(r"waymo-kit-board \\\n#\s+(start .*)", text)
    check_command(shlex.split(example))


def test_an_unknown_option_would_be_found():
    with pytest.raises(click.UsageError):
        check_command(["worker", "--no-such-option"])
