"""The wheel and the source distribution hold what they should, and the wheel works elsewhere."""

import email
import re
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.packaging.environments import (
    PACKAGE,
    ROOT,
    clean_run,
    copy_checkout,
    make_environment,
    modules_of,
    tracked_files,
)

pytestmark = pytest.mark.heavy

IMPORT_ALL = """
import importlib, pkgutil, sys, warnings
warnings.simplefilter("ignore")
import waymo_kit
def fail(name):
    raise
names = ["waymo_kit"]
for module in pkgutil.walk_packages(waymo_kit.__path__, "waymo_kit.", onerror=fail):
    names.append(module.name)
for name in names:
    if not name.endswith((".__main__", ".migrations.env")):  # which alembic alone can import
        importlib.import_module(name)
        assert sys.modules[name].__file__.startswith(sys.prefix), name
print(*names)
"""


PAGE = Path("waymo_kit/web/viewer/page")


@pytest.fixture(scope="module")
def distributions(tmp_path_factory):
    """Paths of the wheel and of the source distribution, built as `make dist` builds them."""
    pytest.importorskip("build")
    checkout = copy_checkout(tmp_path_factory.mktemp("checkout"))
    clean_run(checkout, sys.executable, "-m", "build", "--no-isolation")
    (wheel,) = (checkout / "dist").glob("*.whl")
    (source,) = (checkout / "dist").glob("*.tar.gz")
    return wheel, source


@pytest.fixture(scope="module")
def installed(distributions, tmp_path_factory):
    """Python of a new environment with the wheel installed, and an empty folder."""
    folder = tmp_path_factory.mktemp("elsewhere")
    python = make_environment(folder / "environment")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet"]
    clean_run(folder, *pip, "--no-index", "--no-deps", distributions[0])
    return python, folder


def test_the_wheel_holds_every_module_and_nothing_else(distributions):
    with zipfile.ZipFile(distributions[0]) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    expected = set()
    for name in tracked_files():
        if name.is_relative_to(PAGE) and not name.is_relative_to(PAGE / "built"):
            continue  # what the page of the viewer is built from
        if name.parts[0] == "waymo_kit" and not (ROOT / name).is_symlink():
            expected.add(name.as_posix())
        elif name.parts[0] in ("metrics", "detectors"):
            expected.add(f"waymo_kit/{name.as_posix()}")
    assert names == expected


def test_the_source_distribution_holds_what_a_developer_needs(distributions):
    with tarfile.open(distributions[1]) as archive:
        members = archive.getmembers()
    assert all(member.isfile() or member.isdir() for member in members), "no links"
    names = {Path(*Path(member.name).parts[1:]).as_posix() for member in members if member.isfile()}
    assert not {name for name in names if name.startswith(("metrics/", "detectors/"))}
    for name in tracked_files():
        place = name.as_posix()
        if name.parts[0] in ("metrics", "detectors"):
            place = f"waymo_kit/{place}"
        is_left_out = (ROOT / name).is_symlink() or name.parts[0] in (".gitignore", ".github")
        assert is_left_out or place in names, f"{place} is missing"


def test_the_metadata_describes_the_project(distributions):
    with zipfile.ZipFile(distributions[0]) as wheel:
        (path,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = email.message_from_bytes(wheel.read(path))
    assert metadata["Author"] == "The waymo-kit authors"
    assert metadata["License-Expression"] == "Apache-2.0"
    labels = {line.split(",")[0] for line in metadata.get_all("Project-URL")}
    assert {"Documentation", "Changelog", "Issues"} <= labels
    versions = {line.rpartition(" ")[2] for line in metadata.get_all("Classifier")}
    assert {"3.10", "3.11", "3.12", "3.13"} <= versions
    assert metadata["Keywords"]
    links = re.findall(r"\]\(([^)]+)\)", metadata.get_payload())
    assert links
    assert [link for link in links if not link.startswith(("https://", "http://", "#"))] == []
    for requirement in metadata.get_all("Requires-Dist"):
        assert "rerunfailures" not in requirement


def test_every_module_of_the_wheel_imports(installed):
    python, folder = installed
    names = clean_run(folder, python, "-c", IMPORT_ALL).stdout.split()
    assert set(names) == modules_of(PACKAGE)


def test_the_installed_commands_simulate_convert_detect_and_score(installed):
    python, folder = installed
    command = python.parent / "waymo-kit"
    assert "version" in clean_run(folder, command, "--version").stdout
    clean_run(folder, command, "simulate", "--out", "drives", "--segments", 1, "--frames", 3)
    clean_run(folder, command, "convert", "drives", "--out", "tables")
    found = ("--baseline", "clusters", "--data", "tables", "--out", "found.parquet")
    clean_run(folder, command, "detect", *found)
    scored = ("--preds", "found.parquet", "--gt", "tables", "--report", "report.html")
    printed = clean_run(folder, command, "eval", *scored).stdout
    assert "VEHICLE" in printed
    assert (folder / "report.html").stat().st_size > 10_000
