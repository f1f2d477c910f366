"""The folder of a search: what is written, what goes on, and what is refused."""

import dataclasses
import json

import pytest

from tests.detectors.search.tables import write_additive_table
from waymo_kit.detectors.search.search import Budget
from waymo_kit.detectors.search.search_folder import read_search, search_in_folder
from waymo_kit.detectors.search.settings import EvolutionSettings, SearchSettings
from waymo_kit.engine import LocalEngine
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError


@pytest.fixture
def settings(tmp_path):
    return SearchSettings(
        strategy="evolution",
        space="own-table",
        table=str(write_additive_table(tmp_path / "table.json")),
        budget=Budget(models=20),
        evolution=EvolutionSettings(population_size=8, sample_size=3),
    )


def test_the_folder_has_children_and_summary(settings, tmp_path):
    result = search_in_folder(settings, tmp_path / "run", LocalEngine())
    lines = (tmp_path / "run" / "children.jsonl").read_text().splitlines()
    children = [json.loads(line) for line in lines]
    assert [tuple(child["decisions"]) for child in children] == [
        child.decisions for child in result.history.children
    ]
    summary = json.loads((tmp_path / "run" / "summary.json").read_text())
    assert summary["models"] == len(children) == 20
    assert summary["best"][0]["accuracy"] == max(child["accuracy"] for child in children)
    stored, accuracies = read_search(tmp_path / "run")
    assert stored == settings
    assert accuracies == [child["accuracy"] for child in children]


def test_a_larger_budget_goes_on_with_the_same_children(settings, tmp_path):
    search_in_folder(settings, tmp_path / "run", LocalEngine())
    _, before = read_search(tmp_path / "run")
    larger = dataclasses.replace(settings, budget=Budget(models=40))
    search_in_folder(larger, tmp_path / "run", LocalEngine())
    _, after = read_search(tmp_path / "run")
    assert len(after) == 40
    assert after[:20] == before


def test_another_search_in_the_folder_is_refused(settings, tmp_path):
    search_in_folder(settings, tmp_path / "run", LocalEngine())
    other = dataclasses.replace(settings, seed=1)
    with pytest.raises(InvalidInputError, match="another seed: choose another folder"):
        search_in_folder(other, tmp_path / "run", LocalEngine())


def test_searches_that_have_not_ended_or_are_damaged_are_named(settings, tmp_path):
    with pytest.raises(NotFoundError, match="a search that has ended"):
        read_search(tmp_path)
    search_in_folder(settings, tmp_path / "run", LocalEngine())
    path = tmp_path / "run" / "children.jsonl"
    path.write_text(path.read_text() + '{"accuracy": []}\n')
    with pytest.raises(CorruptDataError, match="line 21 is not a child"):
        read_search(tmp_path / "run")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"table": None}, "space own-table: expected --table, got none"),
        ({"data": "cifar"}, "space own-table has no use for --data"),
        ({"space": "pnas"}, "space pnas: expected --data, got none"),
        ({"space": "pnas", "table": None, "data": "x", "budget": Budget()}, "has no end"),
    ],
)
def test_settings_that_do_not_fit_are_refused(settings, changes, message, tmp_path):
    with pytest.raises(InvalidInputError, match=message):
        search_in_folder(dataclasses.replace(settings, **changes), tmp_path / "run", LocalEngine())
