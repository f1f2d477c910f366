"""`waymo-kit serve`: a leaderboard."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import click

from waymo_kit.cli import SuggestingGroup, options, output
from waymo_kit.errors import MissingDependencyError

_PACKAGES = ("fastapi", "uvicorn", "sqlalchemy", "alembic", "argon2", "joserfc", "zxcvbn")
_HOME = "leaderboard"


class StartingGroup(SuggestingGroup):
    """A group that runs `start` where its arguments begin with an option."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Finds the subcommand that the arguments begin with."""
        if args[0].startswith("-"):
            return "start", self.commands["start"], args
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Leaves the options of `start` to it."""
        if args and args[0].startswith("-") and args[0] not in ("-h", "--help"):
            args = ["start", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=StartingGroup,
    epilog=options.example(
        "waymo-kit serve --data validation/ --home board/",
        "waymo-kit serve start --data validation/ --home board/ --workers 4",
    ),
)
def command() -> None:
    """Run a leaderboard: a web server and workers that score against hidden labels.

    `waymo-kit serve --data TABLES` is the same as `waymo-kit serve start --data TABLES`. The guide
    is docs/guides/leaderboard.md.
    """
    missing = [name for name in _PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        raise MissingDependencyError(f"waymo-kit serve needs {', '.join(missing)}", "serve")


@command.command(
    epilog=options.example(
        "waymo-kit serve start --data hidden/ --check-data public/ --home board/",
        "waymo-kit serve start --home board/ --bind 0.0.0.0:8080 --workers 4",
        "waymo-kit serve start --data hidden/ --home board/ --database postgresql://board@db/board",
    )
)
@options.data(metavar="PATH")
@click.option("--check-data", metavar="PATH", help="Public labels of the phase `check`.")
@click.option("--validation-data", metavar="PATH", help="Labels of the phase `validation`.")
@options.home(default=_HOME)
@options.database()
@options.benchmark()
@click.option(
    "--bind", default="127.0.0.1:8080", show_default=True, help="Address and port to listen at."
)
@click.option(
    "--health-port",
    default=9080,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port of health and metrics on this machine.",
)
@options.workers()
@options.engine_name(default="local")
@click.option(
    "--web-only",
    is_flag=True,
    help="Start no workers here; `waymo-kit serve worker` runs them elsewhere.",
)
def start(
    data: str | None,
    check_data: str | None,
    validation_data: str | None,
    home: str,
    database: str | None,
    benchmark: str | None,
    bind: str,
    health_port: int,
    workers: int | None,
    engine_name: str,
    web_only: bool,
) -> None:
    """Start the web server and the workers.

    The first time, --data says where the hidden labels are, and benchmark.yaml is written to the
    home folder. Edit that file to change phases, tasks, quotas and rules.
    """
    from waymo_kit.web.leaderboard.logs import log_as_json
    from waymo_kit.web.leaderboard.server import (
        Server,
        check_bind,
        stopping_on_signals,
        write_first_benchmark,
    )

    folder = _home(home, database)
    host, port = check_bind(bind)
    plan = _plan(
        folder,
        benchmark,
        host=host,
        port=port,
        health_port=health_port,
        workers=0 if web_only else workers or 1,
        engine=engine_name,
    )
    if data is not None:
        write_first_benchmark(
            plan.benchmark_file,
            labels=_absolute(data),
            check_labels=_absolute(check_data),
            validation_labels=_absolute(validation_data),
        )
    server = Server(plan)
    output.line(f"Leaderboard: {server.url}")
    output.line(f"Health and metrics: http://127.0.0.1:{server.health_port}")
    if server.host_code:
        # A log is no place for it; the file is readable by its owner alone.
        code = server.host_code if sys.stdout.isatty() else f"in {folder / 'first-host.code'}"
        output.line(f"Invitation code of the first host: {code}")
    sys.stdout.flush()
    log_as_json()
    with stopping_on_signals(server.stop):
        server.run()


@command.command(
    epilog=options.example(
        "waymo-kit serve worker --home board/ --benchmark-file /labels/benchmark.yaml",
        "waymo-kit serve worker --home board/ --engine ray",
    )
)
@options.home(default=_HOME)
@options.database()
@options.benchmark()
@options.engine_name(default="local")
def worker(home: str, database: str | None, benchmark: str | None, engine_name: str) -> None:
    """Run one more worker, on this machine or another.

    It needs the same database and storage as the web server: site.yaml in the home folder names
    them, or --database. The labels are read here only.
    """
    from waymo_kit.web.leaderboard.logs import log_as_json
    from waymo_kit.web.leaderboard.server import run_worker

    log_as_json()
    run_worker(_plan(_home(home, database), benchmark, engine=engine_name))


@command.command(epilog=options.example("waymo-kit serve invite --home board/"))
@options.home(default=_HOME)
def invite(home: str) -> None:
    """Print a code with which a host registers."""
    from waymo_kit.web.leaderboard.invitations import invite_first_host
    from waymo_kit.web.leaderboard.migrations import upgrade
    from waymo_kit.web.leaderboard.site import open_site

    site = open_site(options.local_folder("--home", home))
    upgrade(site.database)
    output.line(invite_first_host(site))
    site.close()


@command.command(epilog=options.example("waymo-kit serve backup --home board/ --out backup.tar"))
@options.home(default=_HOME)
@options.out(required=True)
@options.json_path()
def backup(home: str, out: str, json_path: str | None) -> None:
    """Write all of a site to an archive, while it runs.

    The archive has the keys and the submitted files: keep it as you keep the labels.
    """
    from waymo_kit.web.leaderboard.backup import write_backup
    from waymo_kit.web.leaderboard.migrations import upgrade
    from waymo_kit.web.leaderboard.site import open_site

    site = open_site(options.local_folder("--home", home))
    upgrade(site.database)
    counts = write_backup(site, out)
    site.close()
    _print_counts("saved", counts, json_path)


@command.command(epilog=options.example("waymo-kit serve restore backup.tar --home new/"))
@click.argument("path")
@options.home(default=_HOME)
@options.database()
@options.json_path()
def restore(path: str, home: str, database: str | None, json_path: str | None) -> None:
    """Fill an empty site from an archive of `waymo-kit serve backup`.

    The new place may have another database. If it also has another storage, put its site.yaml into
    the home folder first.
    """
    from waymo_kit.web.leaderboard.backup import restore_backup
    from waymo_kit.web.leaderboard.site import open_site

    site = open_site(_home(home, database))
    counts = restore_backup(site, path)
    site.close()
    _print_counts("restored", counts, json_path)


def _home(home: str, database: str | None) -> Path:
    """Returns the home folder, whose `site.yaml` names the database from now on."""
    from waymo_kit.web.leaderboard.site import keep_database

    folder = options.local_folder("--home", home)
    if database is not None:
        keep_database(folder, database)
    return folder


def _plan(folder: Path, benchmark: str | None, **values: Any) -> Any:
    from waymo_kit.web.leaderboard.server import ServerPlan

    file = None
    if benchmark is not None:
        file = options.local_folder("--benchmark-file", benchmark).absolute()
    return ServerPlan(folder.absolute(), benchmark=file, **values)


def _absolute(path: str | None) -> str:
    if path is None:
        return ""
    return path if "://" in path else str(Path(path).absolute())


def _print_counts(done: str, counts: dict[str, int], json_path: str | None) -> None:
    if json_path != options.STDOUT:
        rows, files = output.count(counts["rows"], "row"), output.count(counts["files"], "file")
        output.line(f"{done}: {rows}, {files}")
    output.write_json(counts, json_path)
