"""`waymo-kit study`: tiny detectors on tiny parts of three simulated cities."""

import json

import pytest

from tests.cli.test_train import TINY
from tests.evaluation.command import run_command
from waymo_kit.simulate import simulate_dataset

STUDIES = ("data-size", "domain-gap")


@pytest.fixture(scope="module")
def studied(tmp_path_factory):
    """Folders of both studies, with the arguments that made them."""
    pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")
    root = tmp_path_factory.mktemp("study")
    simulate_dataset(root / "drives", segments=3, frames=2, seed=5)
    (root / "tiny.yaml").write_text(TINY)
    runs = {}
    for name, more in zip(STUDIES, (("--fractions", "1,0.4"), ()), strict=True):
        arguments = ("study", name, "--data", root / "drives", "--validation", root / "drives")
        arguments += ("--config", root / "tiny.yaml", "--steps", 2, "--out", root / name, *more)
        assert run_command(*arguments) == 0
        runs[name] = root / name, arguments
    return runs


@pytest.mark.heavy
def test_a_larger_share_has_more_segments(studied):
    folder, _ = studied["data-size"]
    values = json.loads((folder / "table.json").read_text())
    assert {name: trial["segments"] for name, trial in values.items()} == {
        "40-percent": 2,
        "100-percent": 3,
    }
    table = (folder / "table.md").read_text()
    assert "| 40 % | 2 |" in table
    assert "VEHICLE_LEVEL_2 AP" in table
    assert (folder / "data-size.png").stat().st_size > 10_000


@pytest.mark.heavy
def test_each_city_is_trained_in_and_tested_in(studied):
    folder, _ = studied["domain-gap"]
    values = json.loads((folder / "table.json").read_text())
    assert list(values) == ["location_sf", "location_phx", "location_other"]
    assert {trial["segments"] for trial in values.values()} == {1}
    rows = values["location_sf"]["rows"]
    assert rows["VEHICLE_PHX_LEVEL_1"]["AP"] is not None
    assert (folder / "table.md").read_text().count("| SF |") == 4
    assert (folder / "domain-gap.png").stat().st_size > 10_000


@pytest.mark.heavy
@pytest.mark.parametrize("name", STUDIES)
def test_what_is_done_is_not_done_again(studied, name, capsys):
    folder, arguments = studied[name]
    before = (folder / "table.json").read_bytes()
    logs = {path: path.stat().st_mtime_ns for path in folder.glob("*/log.jsonl")}
    assert run_command(*arguments) == 0
    assert (folder / "table.json").read_bytes() == before
    assert {path: path.stat().st_mtime_ns for path in folder.glob("*/log.jsonl")} == logs


@pytest.mark.heavy
def test_another_configuration_in_the_folder_is_refused(studied, capsys):
    _, arguments = studied["data-size"]
    assert run_command(*arguments, "--seed", 7) == 2
    assert "of another configuration" in capsys.readouterr().err


@pytest.mark.heavy
def test_scores_that_do_not_decode_are_named(studied, capsys):
    folder, arguments = studied["domain-gap"]
    path = folder / "location_sf" / "result.json"
    kept = path.read_text()
    path.write_text(kept[:40])
    assert run_command(*arguments) == 2
    assert f"{path}: expected the scores of a trial" in capsys.readouterr().err
    path.write_text(kept)


def test_one_city_is_no_gap(tmp_path, capsys):
    simulate_dataset(tmp_path / "drives", segments=1, frames=2, seed=5)
    arguments = ("--data", tmp_path / "drives", "--validation", tmp_path / "drives")
    assert run_command("study", "domain-gap", *arguments, "--out", tmp_path / "study") == 2
    assert "two or more of" in capsys.readouterr().err


def test_a_validation_set_that_is_not_there_is_told_before_the_training(tmp_path, capsys):
    simulate_dataset(tmp_path / "drives", segments=1, frames=2, seed=5)
    arguments = ("--data", tmp_path / "drives", "--validation", tmp_path / "none")
    assert run_command("study", "data-size", *arguments, "--out", tmp_path / "study") == 2
    assert "none: no such file or folder" in capsys.readouterr().err
    assert not list((tmp_path / "study").glob("*/log.jsonl"))


def test_fractions_are_numbers(tmp_path, capsys):
    arguments = ("--data", "none", "--validation", "none", "--fractions", "half")
    assert run_command("study", "data-size", *arguments, "--out", tmp_path / "study") == 2
    assert "--fractions: expected numbers" in capsys.readouterr().err
