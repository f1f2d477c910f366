import sys

import pytest

from waymo_kit.cli import main
from waymo_kit.engine import LocalEngine, make_engine, run_tasks
from waymo_kit.engine.dask_cluster import DaskEngine
from waymo_kit.engine.ray_cluster import RayEngine
from waymo_kit.errors import InvalidInputError, MissingDependencyError, NotFoundError


def test_engines_by_name():
    assert make_engine() == LocalEngine(1)
    assert make_engine("local", workers=3) == LocalEngine(3)
    assert make_engine("ray", "host:6379", 5) == RayEngine("host:6379", 5)
    assert make_engine("dask", "tcp://host:8786") == DaskEngine("tcp://host:8786", None)


def test_what_makes_no_sense_is_refused():
    with pytest.raises(NotFoundError, match="engine 'spark': known are local, ray, dask"):
        make_engine("spark")
    with pytest.raises(InvalidInputError, match="--address host:1: the engine local has none"):
        make_engine("local", "host:1")
    with pytest.raises(InvalidInputError, match="workers: expected at least 1, got 0"):
        make_engine("ray", workers=0)


@pytest.mark.parametrize(("name", "package"), [("ray", "ray"), ("dask", "distributed")])
def test_a_missing_package_is_named_with_its_extra(name, package, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)
    message = rf"needs the package {package}: pip install .*\[{name}\]'"
    with pytest.raises(MissingDependencyError, match=message):
        list(run_tasks(make_engine(name), print, [1]))


@pytest.mark.parametrize("command", ["convert", "coverage", "detect", "eval", "simulate", "track"])
def test_commands_take_an_engine(command, capsys):
    with pytest.raises(SystemExit) as end:
        main([command, "--help"])
    assert end.value.code == 0
    shown = capsys.readouterr().out
    assert "[local|ray|dask]" in shown
    assert "--address" in shown
    assert "--workers" in shown


def test_a_wrong_engine_is_one_line(capfd, tmp_path):
    with pytest.raises(SystemExit) as end:
        main(
            [
                "simulate",
                "--out",
                str(tmp_path),
                "--segments",
                "1",
                "--frames",
                "1",
                "--address",
                "a:1",
            ]
        )
    assert end.value.code == 2
    complaint = "--address a:1: the engine local has none; use ray or dask"
    assert capfd.readouterr().err == f"waymo-kit: error: {complaint}\n"
