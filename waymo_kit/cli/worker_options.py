"""The options of commands that work segment by segment: how many workers, and where."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

from waymo_kit.engine import ENGINES, make_engine


def worker_options(command: Callable[..., None]) -> Callable[..., None]:
    """Adds `--workers`, `--engine` and `--address`; the command gets them as one `engine`."""

    @click.option(
        "--workers",
        type=click.IntRange(min=1),
        help="Segments at the same time.  [default: 1; all cores of a cluster]",
    )
    @click.option(
        "--engine",
        "engine_name",
        default="local",
        show_default=True,
        type=click.Choice(ENGINES),
        help="Where they run: processes of this machine, or a cluster (docs/scaling.md).",
    )
    @click.option("--address", help="Of the cluster: host:port of Ray, tcp://host:port of Dask.")
    @functools.wraps(command)
    def with_engine(
        *, workers: int | None, engine_name: str, address: str | None, **others: Any
    ) -> None:
        command(engine=make_engine(engine_name, address, workers), **others)

    return with_engine
