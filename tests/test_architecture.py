"""Imports point one way: cli -> metrics, scene -> convert -> schema, io -> geometry -> errors."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = {
    "waymo_kit/geometry": {"errors", "geometry"},
    "waymo_kit/protos": {"protos"},
    "waymo_kit/io": {"errors", "io", "protos"},
    "waymo_kit/schema": {"errors", "schema"},
    "waymo_kit/engine": {"errors", "io", "engine"},
    "waymo_kit/convert": {"errors", "engine", "geometry", "io", "protos", "schema", "convert"},
    "waymo_kit/scene": {"errors", "geometry", "io", "protos", "schema", "convert", "scene"},
    "waymo_kit/simulate": {"errors", "engine", "geometry", "io", "protos", "schema", "simulate"},
    "waymo_kit/draw": {"errors", "geometry", "schema", "scene", "draw"},
    "waymo_kit/predictions": {"errors", "engine", "io", "protos", "schema", "predictions"},
    "metrics": {"errors", "geometry", "schema", "metrics"},
    "detectors": {
        "configuration",
        "errors",
        "engine",
        "geometry",
        "io",
        "schema",
        "scene",
        "predictions",
        "evaluation",
        "metrics",
        "detectors",
    },
}
"""Folder -> the parts of waymo_kit that it may import."""

NEVER = {"torch", "jax", "waymo_open_dataset"}
"""Imported by no module."""
ONLY_IN = {"keras": "detectors", "tensorflow": "detectors/training"}
"""Package -> the folder whose modules may import it: models are written in Keras alone."""
OPTIONAL = {"open3d", "rerun", "matplotlib", "scipy", "ray", "distributed"}
"""Not in the base install: importable only inside a function."""


def imported_modules(tree, absolute_package):
    """Yields the absolute names that a module imports, relative imports resolved."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level == 0:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
            else:
                base = absolute_package[: len(absolute_package) - node.level + 1]
                stem = ".".join([*base, *([node.module] if node.module else [])])
                yield from (f"{stem}.{alias.name}" for alias in node.names)


def package_of(path):
    parts = list(path.relative_to(ROOT).parent.parts)
    return parts if parts[0] == "waymo_kit" else ["waymo_kit", *parts]


@pytest.mark.parametrize("folder", LAYERS)
def test_folder_imports_only_lower_layers(folder):
    found = []
    for path in (ROOT / folder).rglob("*.py"):
        for name in imported_modules(ast.parse(path.read_text()), package_of(path)):
            parts = name.split(".")
            if parts[0] == "waymo_kit" and parts[1] not in LAYERS[folder] | {"_version"}:
                found.append(f"{path.relative_to(ROOT)}: {name}")
            home = ROOT / ONLY_IN.get(parts[0], folder)
            if parts[0] in NEVER or home not in path.parents:
                found.append(f"{path.relative_to(ROOT)}: {name}")
    assert found == []


def test_base_install_suffices_to_import_every_module():
    found = []
    for folder in ("waymo_kit", "metrics"):
        for path in (ROOT / folder).rglob("*.py"):
            tree = ast.parse(path.read_text())
            imports = (ast.Import, ast.ImportFrom)
            top = ast.Module(body=[node for node in tree.body if isinstance(node, imports)])
            found += [
                f"{path.relative_to(ROOT)}: {name}"
                for name in imported_modules(top, package_of(path))
                if name.split(".")[0] in OPTIONAL
            ]
    assert found == []
