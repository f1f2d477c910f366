"""What the pages say of names and settings holds."""

import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from waymo_kit.cli.eval import command
from waymo_kit.evaluation import TASKS, DetectionTask
from waymo_kit.evaluation.listing import field, listing_schema
from waymo_kit.evaluation.official_op import OFFICIAL_TRACKING_COLUMNS
from waymo_kit.evaluation.settings import BREAKDOWN_NAMES, change_settings, settings_values
from waymo_kit.evaluation.tasks.tracking import COUNT_COLUMNS
from waymo_kit.metrics.let import Alignment
from waymo_kit.predictions import BoxKind

DOCS = Path(__file__).parents[2] / "docs" / "guides"


@pytest.fixture(scope="module")
def page():
    return (DOCS / "eval.md").read_text()


def test_the_example_of_a_config_is_one(page):
    text = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)[1]
    task = change_settings(DetectionTask(), yaml.safe_load(text), "docs/guides/eval.md")
    assert task.listing_cutoff == 0.3
    assert set(settings_values(task)) - set(yaml.safe_load(text)) == {"task"}


def test_every_setting_is_named(page):
    for kind in TASKS.values():
        assert {name for name in settings_values(kind()) if name not in page} == set()


def test_every_option_breakdown_task_and_alignment_is_named(page):
    options = re.findall(r"--[a-z]+", CliRunner().invoke(command, ["--help"]).output)
    for name in {*options, *BREAKDOWN_NAMES, *TASKS} - {"--help"}:
        assert name in page
    assert all(f"`{member.name.lower()}`" in page for member in Alignment)


def test_every_finding_is_named(page):
    folder = DOCS.parents[1] / "waymo_kit" / "evaluation"
    names = set()
    for path in (*folder.glob("*.py"), *folder.glob("tasks/*.py")):
        pattern = r'Finding\(\s*(?:[^"(),]+|"\w+"(?: if [^,]+)?),\s*"([a-z0-9_]+)"'
        names |= set(re.findall(pattern, path.read_text()))
    assert len(names) > 15
    assert {name for name in names if f"`{name}`" not in page} == set()


def test_every_column_of_the_listing_is_named(page):
    prefix = field("")
    for name in listing_schema(BoxKind.BOX_2D).names:
        short = name.removeprefix(prefix)
        assert short.startswith("box.") or f"`{short}`" in page


def test_every_column_of_predictions_is_named():
    rows = [
        row.split("|")
        for row in (DOCS / "predictions.md").read_text().splitlines()
        if row.startswith("|")
    ]
    for kind in BoxKind:
        for column in kind.schema:
            name = column.name.removeprefix("[PredictionComponent].")
            (types,) = [row[2].strip() for row in rows if f"`{name}`" in row[1].split()]
            assert types == str(column.type)


def test_every_column_of_tracking_is_named():
    page = (DOCS / "tracking.md").read_text()
    assert all(f"`{name}`" in page for name in (*OFFICIAL_TRACKING_COLUMNS, *COUNT_COLUMNS))
