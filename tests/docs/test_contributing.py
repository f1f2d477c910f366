"""What the contributor's files say exists."""

import re
from pathlib import Path

import yaml

import waymo_kit

ROOT = Path(__file__).parents[2]


def table_after(heading, text):
    """Returns the cells of the first table below a heading, without its head."""
    rows = [line for line in text.partition(heading)[2].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def test_every_path_of_where_things_live_exists():
    rows = table_after("## Where things live", (ROOT / "CONTRIBUTING.md").read_text())
    assert len(rows) >= 10
    for question, paths in rows:
        found = re.findall(r"`([^`]+)`", paths)
        assert found, question
        for path in found:
            assert (ROOT / path).exists(), f"{question} {path} does not exist"
            if path.endswith("/"):
                files = [each for each in (ROOT / path).iterdir() if each.is_file()]
                assert files, f"{path} holds nothing"


def test_every_target_is_one_of_the_makefile():
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    for name in ("CONTRIBUTING.md", "README.md", ".ci/run", "docs/start/install.md"):
        assert set(re.findall(r"`?make ([a-z][a-z-]+)`?", (ROOT / name).read_text())) <= known, name
    targets = re.search(r"for target in ([a-z -]+);", (ROOT / ".ci" / "run").read_text())[1]
    assert set(targets.split()) <= known


def test_the_versions_agree():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert cited["version"] == waymo_kit.__version__
    latest = re.search(r"^## \[?([0-9.]+|Unreleased)\]?", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert latest[1] in (waymo_kit.__version__, "Unreleased")


def test_the_workflow_runs_what_contributors_run():
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())
    commands = [step.get("run") for job in workflow["jobs"].values() for step in job["steps"]]
    assert ".ci/run" in commands


def test_lint_versions_are_pinned_once():
    setup = (ROOT / "setup.py").read_text()
    for tool in ("ruff", "mypy"):
        assert re.search(rf'"{tool}==[0-9.]+"', setup), f"setup.py does not pin {tool}"
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    for repository in hooks["repos"]:
        assert repository["repo"] == "local"
        for hook in repository["hooks"]:
            assert hook["entry"].startswith(".venv/bin/")
