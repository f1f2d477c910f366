"""Tools run as modules from the root of the checkout, and a table names each of them."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).parents[2] / "tools"
ROOMS = ("benchmark", "official", "models", "release", "viewer")
SOURCES = sorted(path for room in ROOMS for path in (TOOLS / room).glob("*.py"))
OURS_AND_OFFICIAL = ("compare_camera", "compare_keypoints", "compare_segmentation")
"""Tools with a half that runs inside the official library's environment, by path."""

ELSEWHERE = (
    "official_detection",
    "official_frames",
    "official_panoptic",
    "official_tracking",
    "ab3dmot_tracks",
    "public_image_trackers",
)
"""Scripts that run in another environment only, by path."""


def is_command(path):
    return "__main__" in path.read_text()


def imports_of(nodes):
    """Returns the top-level names of the packages that statements import."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module.split(".")[0])
    return found


def test_the_tables_name_every_tool_in_its_room():
    room, named = None, {}
    for line in (TOOLS / "README.md").read_text().splitlines():
        if line.startswith("## "):
            room = line[3:].split(":")[0]
        for name in re.findall(r"`([a-z0-9_]+)(?:\.py)?`", line):
            named.setdefault(room, set()).add(name)
    for path in SOURCES:
        assert path.stem in named[path.parent.name], f"tools/README.md lacks {path.stem}"
    for room in ROOMS:
        rows = re.findall(rf"## {room}:.*?(?=\n## |\Z)", (TOOLS / "README.md").read_text(), re.S)[0]
        for name in re.findall(r"^\| `(\w+)` ", rows, re.M):
            places = (TOOLS / room / f"{name}.py", TOOLS / room / name / "__main__.py")
            assert any(place.is_file() for place in places), f"{room}/{name} does not exist"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_tools_leave_the_module_path_alone(path):
    # These put a clone of public code there, in a process of its own.
    if path.stem not in ("ab3dmot_tracks", "public_image_trackers"):
        assert "sys.path" not in path.read_text()


@pytest.mark.parametrize("name", [*ELSEWHERE, *OURS_AND_OFFICIAL])
def test_scripts_for_other_environments_need_nothing_of_ours_to_start(name):
    module = ast.parse((TOOLS / "official" / f"{name}.py").read_text())
    assert not imports_of(module.body) & {"tools", "tests", "waymo_kit"}


@pytest.mark.heavy
@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if is_command(path) and path.stem not in ELSEWHERE],
    ids=lambda path: path.stem,
)
def test_a_tool_explains_itself(path):
    module = ".".join(path.relative_to(TOOLS.parent).with_suffix("").parts)
    done = subprocess.run(
        [sys.executable, "-m", module, "--help"], cwd=TOOLS.parent, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "usage:" in done.stdout
