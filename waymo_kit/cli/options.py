"""The options that several commands share: one spelling, type and help text for each.

A command takes a dataset with `--data`, unless it is about that one path alone: `info`, `validate`,
`coverage` and `convert` take it as an argument.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

import click

from waymo_kit.engine import ENGINES, make_engine
from waymo_kit.errors import InvalidInputError
from waymo_kit.query.subset import join_path
from waymo_kit.schema.task_names import TASK_NAMES

STDOUT = "-"
"""The value of `--json` that prints the summary instead of writing it to a file."""

BACKENDS = ("tensorflow", "jax")
"""The frameworks that `waymo_kit.detectors.training` trains with."""

TRACKERS = ("kalman", "greedy", "two-stage", "sort", "bytetrack", "oc-sort")
"""The trackers of `waymo_kit.detectors.tracking`, of which the first three follow 3D boxes."""

_Command = TypeVar("_Command", bound=Callable[..., Any])


class SharedOption(click.Option):
    """An option of this registry."""


class _Option(Protocol):
    """Makes the decorator that adds an option to a command."""

    def __call__(
        self,
        *,
        required: bool = False,
        default: Any = None,
        metavar: str | None = None,
        multiple: bool = False,
    ) -> Callable[[_Command], _Command]:
        """Returns the decorator.

        Args:
            required: Whether the command fails without the option.
            default: Value without the option, which the help shows.
            metavar: Name of the value in the help.
            multiple: Whether the option may be repeated, which the help of the command explains.
        """


def _shared(*names: str, **attributes: Any) -> _Option:
    """Returns the registry's maker of one option, as `click.option` takes it."""

    def option(
        *,
        required: bool = False,
        default: Any = None,
        metavar: str | None = None,
        multiple: bool = False,
    ) -> Callable[[_Command], _Command]:
        chosen = dict(attributes, required=required)
        if multiple:
            chosen["multiple"] = True
        if default is not None:
            chosen |= {"default": default, "show_default": True}
        if metavar is not None:
            chosen["metavar"] = metavar
        return click.option(*names, cls=SharedOption, **chosen)

    return option


def _check_folder(context: click.Context, option: click.Parameter, path: str | None) -> str | None:
    """Refuses a file without a folder before hours of work end in front of it."""
    is_local = path is not None and path != STDOUT and "://" not in path
    if is_local and not Path(path or "").absolute().parent.is_dir():
        raise InvalidInputError(f"{option.opts[0]} {path}: its folder does not exist")
    return path


data = _shared(
    "--data",
    "-d",
    metavar="PATH",
    help="Dataset: component tables, v1 files or an official v2 download. A folder, a pattern or a "
    "URI.",
)
images = _shared(
    "--data",
    "-d",
    metavar="IMAGES",
    help="Labeled images: a folder of CIFAR-10 or MNIST, of object crops, or with a folder for "
    "each class; or tfds:NAME.",
)
preds = _shared(
    "--preds",
    "-p",
    metavar="PATH",
    help="Predictions: a table (Parquet or Arrow), an official .bin file, or a folder of either.",
)
gt = _shared(
    "--gt", "-g", metavar="PATH", help="Ground truth: a dataset, or a .bin file of labels."
)
checkpoint = _shared(
    "--checkpoint",
    "-c",
    metavar="PATH",
    help="Trained detector: the folder of a run of `waymo-kit train`, or a file in its "
    "checkpoints/, or `pretrained` for the LiDAR detector that comes with waymo-kit.",
)
out = _shared("--out", "-o", metavar="PATH", help="Path or URI of the result to write.")
json_path = _shared(
    "--json",
    "json_path",
    is_flag=False,
    flag_value=STDOUT,
    metavar="[FILE]",
    callback=_check_folder,
    help="Write the summary to FILE as JSON. Without FILE, print it instead of the text.",
)
task = _shared("--task", type=click.Choice(TASK_NAMES), help="Task to score.")
config = _shared(
    "--config",
    "configs",
    multiple=True,
    metavar="NAME|FILE",
    help="Configuration: a name, or a YAML file with changes. Repeat it to apply several in order.",
)
model = _shared("--model", help="Name of the network. [default: the one that the config names]")
seed = _shared(
    "--seed",
    type=click.IntRange(min=0),
    help="Seed of everything random. The same seed gives the same result.",
)
seeds = _shared(
    "--seeds",
    type=click.IntRange(1, 100),
    help="Number of seeds, counted up from --seed.",
)
steps = _shared("--steps", type=click.IntRange(min=1), help="Number of training steps.")
batch_size = _shared(
    "--batch-size",
    type=click.IntRange(min=1),
    help="Number of frames in a batch, over all devices.",
)
strategy = _shared(
    "--strategy",
    help="Devices to train on: auto, cpu, gpu, mirrored, multi-worker (reads TF_CONFIG) or tpu "
    "(reads TPU_NAME).",
)
backend = _shared(
    "--backend",
    type=click.Choice(BACKENDS),
    help="Framework that computes the networks. Checkpoints fit both. [default: that of the "
    "environment variable KERAS_BACKEND, or tensorflow]",
)
tracker = _shared(
    "--tracker",
    type=click.Choice(TRACKERS),
    help="Algorithm that follows the objects (docs/guides/track.md). [default: the one that the "
    "config names, or kalman]",
)
validation = _shared(
    "--validation", metavar="PATH", help="Dataset to evaluate on, given as --data is."
)
test_images = _shared(
    "--test", metavar="IMAGES", help="Images to score on. Defaults to the test split of --data."
)
where = _shared(
    "--where",
    metavar="COLUMN=VALUE",
    help="Part of the data that is learned from, such as time_of_day=Day; what has other values is "
    "scored on as a shift.",
)
fit_fraction = _shared(
    "--fit-fraction",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Share of the segments to fit on; the others are reported on.",
)
min_score = _shared(
    "--min-score", type=click.FloatRange(0, 1), help="Leave out boxes with a lower score."
)
frames = _shared("--frames", type=click.IntRange(min=1), help="Number of frames in each segment.")
every = _shared("--every", type=click.IntRange(min=1), metavar="N", help="Use every N-th frame.")
min_points = _shared(
    "--min-points",
    type=click.IntRange(min=0),
    help="Minimum number of lidar points in an object; others are left out.",
)
index = _shared(
    "--index",
    metavar="PATH",
    help="Export that the results are for: its folder, or the waymo_kit_index.json in it.",
)
to = _shared(
    "--to",
    metavar="FORMAT",
    help="Target: the format of another library, or the URL of a leaderboard.",
)
details = _shared(
    "--details",
    metavar="FILE",
    help="Text file with account and method of a submission (docs/guides/submission.md).",
)
overwrite = _shared("--overwrite", is_flag=True, help="Redo what an earlier run has completed.")
resume = _shared("--resume", is_flag=True, help="Continue from the last checkpoint in the folder.")
fix = _shared(
    "--fix",
    is_flag=True,
    help="Convert 3D predictions that follow other conventions, as the findings say.",
)
force = _shared(
    "--force", is_flag=True, help="Continue even if the inputs make the result meaningless."
)
host = _shared(
    "--host",
    help="Address to listen at. At any address but this machine's own, visitors need a token.",
)
port = _shared("--port", type=click.IntRange(1, 65535), help="Port to listen at.")


def engine(command: Callable[..., None]) -> Callable[..., None]:
    """Adds `--workers`, `--engine` and `--address`, which the command gets as one `engine`."""

    @workers()
    @engine_name(default="local")
    @_address()
    @functools.wraps(command)
    def with_engine(
        *, workers: int | None, engine_name: str, address: str | None, **others: Any
    ) -> None:
        command(engine=make_engine(engine_name, address, workers), **others)

    return with_engine


def subset(target: str) -> Callable[[_Command], _Command]:
    """Returns the decorator that adds `--subset`, the part of a dataset that a command takes.

    Args:
        target: Name of the parameter that has the dataset's path, or several paths, which get the
            subset's with them.
    """

    def add(command: _Command) -> _Command:
        @_subset_file()
        @functools.wraps(command)
        def with_subset(*, subset: str | None, **others: Any) -> None:
            if subset is not None:
                if not others[target]:
                    raise InvalidInputError(f"--subset: expected --{target} with it")
                paths = others[target]
                others[target] = (
                    join_path(paths, subset)
                    if isinstance(paths, str)
                    else tuple(join_path(path, subset) for path in paths)
                )
            command(**others)

        return cast(_Command, with_subset)

    return add


_subset_file = _shared(
    "--subset", metavar="FILE", help="Part of the dataset to take: a file of `waymo-kit select`."
)
workers = _shared(
    "--workers",
    type=click.IntRange(min=1),
    help="Number of segments, or other tasks, to process at once. [default: 1; all cores of a "
    "cluster]",
)
engine_name = _shared(
    "--engine",
    "engine_name",
    type=click.Choice(ENGINES),
    help="Engine: processes of this machine, or a cluster (docs/guides/scaling.md).",
)
_address = _shared(
    "--address", help="Address of the cluster: host:port for Ray, tcp://host:port for Dask."
)


home = _shared(
    "--home",
    metavar="FOLDER",
    help="Folder of the site: settings, database, files and keys.",
)
database = _shared(
    "--database",
    metavar="URL",
    help="Database, such as postgresql://user@host/name, which is written to site.yaml in the "
    "home. [default: that of site.yaml, or else SQLite in the home]",
)
benchmark = _shared(
    "--benchmark-file",
    "benchmark",
    metavar="FILE",
    help="Phases, tasks and the places of the labels. [default: benchmark.yaml in the home]",
)


def example(*commands: str) -> str:
    """Returns the end of a command's help: one or more complete command lines."""
    title = "Example:" if len(commands) == 1 else "Examples:"
    return "\n".join(["\b", title, *(f"  {command}" for command in commands)])


def local_folder(option: str, path: str) -> Path:
    """Returns the folder that an option names, which must be on this machine.

    Raises:
        InvalidInputError: The path is a URI.
    """
    if "://" in path:
        raise InvalidInputError(f"{option} {path}: expected a folder on this machine, got a URI")
    return Path(path)
