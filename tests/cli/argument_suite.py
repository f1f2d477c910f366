"""Random values for every option and argument of every command, for `tests.hostile.harness`."""

import os
import random

import click

from tests.hostile.harness import run_command
from tests.made_frames import full_frame, write_segment
from waymo_kit.cli import group
from waymo_kit.convert import convert_segment
from waymo_kit.io import locate

CODES = (0, 1, 2, 3)
TEXTS = (
    "", " ", "-", "--", "0", "-1", "1e400", "nan", "inf", "9" * 5000, "\x1b[2J", "[/x]", "a" * 5000,
    "\u202e", "é²", "no-\udcff", "/dev/null", "/dev/full", "/", ".", "..", "~", "*", "[", "**/*",
    "%s", "{0}", "s3://", "s3://u:p@b/k?x=%zz", "gs:///", "file://", "file:///none", "ftp://h/x",
    "http://[::1", "tfds:", "tfds:../x", "type,,size", ",", ":", "a:b", "tcp://", "1:2:3",
)  # fmt: skip
NUMBERS = ("-1", "0", "1", "2", "0.5", "1.5", "1e-320", "1e308", "2147483648", str(1 << 70), "0x10")
SLOW = {"warmup", "train", "train-classifier", "train-gan", "study", "view", "start", "worker"}
"""Commands that do minutes of work, or serve, as soon as their arguments are right."""


SIZES = ("segments", "frames", "resamples")
"""Parameters that are always given, and small: their defaults take minutes."""
OUTPUTS = ("out", "json_path", "map_path", "report_path", "errors_path", "costs_path")
"""Parameters that name what is written, which get no path outside of the suite's folder."""


def leaves(command, path=()):
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from leaves(command.get_command(context, name), (*path, name))
    elif not SLOW & set(path):
        yield path, command


def files(folder):
    """Paths of good and bad files, by which commands get beyond their arguments."""
    source = write_segment(folder / "v1" / "a.tfrecord", [full_frame(0), full_frame(1)])
    tables = folder / "tables"
    convert_segment(locate(source), locate(tables), ["stats", "vehicle_pose", "lidar_box"])
    texts = {
        "empty": "",
        "deep.yaml": "[" * 5000,
        "a.json": '{"a": NaN}',
        "date.yaml": "a: 2001-99-99",
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
    (folder / "zeros.bin").write_bytes(bytes(64))
    (folder / "folder").mkdir()
    return [str(path) for path in (source, source.parent, tables, *folder.iterdir())]


def value_of(parameter, known, chance):
    """A value for an option or argument: of its type more often than not."""
    kind = chance.random()
    if isinstance(parameter.type, click.Choice) and kind < 0.7:
        return chance.choice(list(parameter.type.choices))
    if isinstance(parameter.type, (click.types.IntParamType, click.types.FloatParamType)):
        return chance.choice(NUMBERS if kind < 0.8 else TEXTS)
    return chance.choice(known if kind < 0.5 else TEXTS)


def prepare(folder):
    known, commands = files(folder), list(leaves(group))
    os.chdir(folder)  # what a relative path names is written here

    def check(seed):
        chance = random.Random(seed)
        path, command = commands[seed % len(commands)]
        arguments = list(path)
        for parameter in command.params:
            is_given = parameter.required or chance.random() < 0.25 or parameter.name in SIZES
            if not is_given or "help" in parameter.opts[0]:
                continue
            values = (
                [] if getattr(parameter, "is_flag", False) else [value_of(parameter, known, chance)]
            )
            if parameter.name in OUTPUTS:
                inside = [
                    f"out{seed}",
                    f"out{seed}.parquet",
                    ".",
                    "folder",
                    "none/x",
                    "\udcff",
                    "é²",
                ]
                values = [chance.choice([*inside, "/dev/full", "s3://u:p@b/k?x=%zz", "ftp://h/x"])]
            if parameter.name in ("workers", "engine_name", "address"):
                continue  # they start processes; tests/engine/test_choice.py has them
            if parameter.name in SIZES:
                values = [chance.choice(["-1", "0", "1", "x", "1.5"])]
            option = parameter.opts[0] if isinstance(parameter, click.Option) else None
            arguments += ([option] if option else []) + values
        code, _, err = run_command(*arguments)
        assert code in CODES, (arguments, code)
        assert "Traceback" not in err, arguments
        assert "\x1b" not in err, arguments
        return f"exit {code}"

    return check
