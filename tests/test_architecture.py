"""Imports point one way: a room imports only rooms that stand above it in `MAY_IMPORT`."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

_FORMATS = {"formats", "formats/objects", "formats/tables", "formats/v1"}
_FORMATS |= {"formats/e2e", "formats/motion"}
_DATA = {"_version", "boxes", "configuration", "errors", "geometry", "io", "progress", "protos"}
_DATA |= {"kernels", "schema"}
_SCORED = _DATA | {"engine", "scene", "predictions", "metrics", "evaluation"}

MAY_IMPORT = {
    "_version": set(),
    "errors": set(),
    "lazy_names": set(),
    "progress": set(),
    "kernels": set(),
    "geometry": {"errors", "kernels"},
    "protos": set(),
    "io": {"errors"},
    "schema": {"errors"},
    "configuration": {"errors", "io"},
    "boxes": {"errors", "geometry", "schema"},
    "engine": {"_version", "errors", "io", "progress"},
    "formats": _DATA - {"protos"},
    "formats/objects": _DATA | {"formats"},
    "formats/tables": _DATA - {"protos"} | {"formats"},
    "formats/v1": _DATA | {"formats"},
    "formats/e2e": _DATA | {"formats"},
    "formats/motion": _DATA | {"formats"},
    "convert": _DATA | _FORMATS - {"formats/e2e", "formats/motion"} | {"engine"},
    "download": _DATA | _FORMATS | {"engine"},
    "query": _DATA | {"formats/tables"},
    "scene": _DATA | {"formats", "formats/tables", "formats/v1", "query"},
    "e2e": _DATA | {"formats", "formats/e2e"},
    "motion": _DATA | {"formats", "formats/motion", "scene"},
    "simulate": _DATA | {"engine", "formats"},
    "predictions": _DATA | {"engine", "formats", "formats/objects", "scene"},
    "metrics": {"boxes", "errors", "geometry", "kernels", "schema"},
    "draw": _DATA | {"e2e", "scene", "predictions", "metrics"},
    "evaluation": _DATA
    | {
        "engine",
        "formats",
        "formats/e2e",
        "formats/objects",
        "formats/tables",
        "e2e",
        "scene",
        "predictions",
        "metrics",
        "draw",
    },
    "web": {"errors"},
    "web/viewer": _SCORED | {"draw", "formats", "web"},
    "web/leaderboard": _SCORED | {"web", "web/viewer"},
    "exchange": _DATA
    | {"convert", "engine", "evaluation", "formats", "metrics", "predictions", "query", "scene"},
    "detectors/backbones": {"configuration", "errors", "io", "lazy_names"},
    "detectors/augment": {"boxes", "errors", "geometry", "kernels", "lazy_names", "schema"},
    "detectors/calibration": _SCORED,
    "detectors/training": {"_version", "configuration", "engine", "errors", "formats", "io"},
    "detectors/detection": _SCORED | {"detectors/backbones", "detectors/training"},
    "detectors/lidar": _SCORED
    | {"detectors/augment", "detectors/backbones", "detectors/detection", "detectors/training"},
    "detectors/camera": _SCORED
    | {"detectors/augment", "detectors/backbones", "detectors/detection", "detectors/training"}
    | {"formats"},
    "detectors/classification": _SCORED
    | {"detectors/augment", "detectors/backbones", "detectors/calibration", "detectors/training"}
    | {"formats"},
    "detectors/generative": _SCORED | {"detectors/classification", "detectors/training"},
    "detectors/search": _SCORED
    | {"detectors/backbones", "detectors/classification", "detectors/training"},
    "detectors/tracking": _SCORED,
    "detectors/study": _SCORED
    | {"detectors/calibration", "detectors/classification", "detectors/detection"}
    | {"detectors/lidar", "detectors/training", "detectors/backbones", "engine"}
    | {"detectors/generative"},
}
"""Room of waymo_kit -> the rooms that it may import, each of which stands above it here.

A room is a module or a folder with all that is in it, except for those in `DIVIDED`: there the
folders are rooms, and so are the modules beside them together.
"""
MAY_IMPORT["detectors"] = set(MAY_IMPORT)
MAY_IMPORT[""] = set(MAY_IMPORT)
MAY_IMPORT["cli"] = set(MAY_IMPORT)
MAY_IMPORT["__main__"] = {"cli"}

SHORTCUTS = ["waymo_kit/scene/scene.py: waymo_kit.web.viewer"]
"""Methods that hand their object to a room below: `scene.view()`."""

DIVIDED = ("formats", "detectors", "web")
"""Folders whose folders are rooms of their own."""
NEVER = {"waymo_open_dataset"}
"""Imported by no module."""
WEB = ("alembic", "argon2", "cryptography", "fastapi", "joserfc", "pydantic", "sqlalchemy")
WEB += ("segno", "starlette", "uvicorn", "zxcvbn")
ONLY_IN = {
    "keras": "detectors",
    "tensorflow": "detectors/training/tensorflow",
    "jax": "detectors/training/jax",
    "torch": "waymo_kit/scene/samples",
}
ONLY_IN |= dict.fromkeys(WEB, "waymo_kit/web")
"""Package -> the folder whose modules may import it: models are written in Keras alone."""
OPTIONAL = {
    "open3d",
    "matplotlib",
    "scipy",
    "ray",
    "distributed",
    "dask",
    "torch",
    "duckdb",
    "polars",
}
OPTIONAL |= {"mcap", "mcap_protobuf", "foxglove_schemas_protobuf", "rerun"}
"""Not in the base install: importable only inside a function."""


def source_folder(room):
    top = room.split("/")[0]
    return ROOT / room if top in ("metrics", "detectors") else ROOT / "waymo_kit" / room


def room_of(names):
    """The room of a module or of something in it, given the names below waymo_kit."""
    if not names:
        return ""
    divided = names[0] in DIVIDED and len(names) > 1
    if divided and source_folder("/".join(names[:2])).is_dir():
        return "/".join(names[:2])
    is_room = source_folder(names[0]).is_dir() or source_folder(f"{names[0]}.py").is_file()
    return names[0] if is_room else ""


def sources(*folders):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not any(parent.is_symlink() for parent in path.parents):
                yield path


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


def names_of(path):
    """Names of a module below waymo_kit."""
    stem = [] if path.stem == "__init__" else [path.stem]
    return [*package_of(path)[1:], *stem]


def test_every_room_has_a_row():
    rooms = {room_of(names_of(path)) for path in sources("waymo_kit", "metrics", "detectors")}
    assert rooms - MAY_IMPORT.keys() == set()


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_may_import_only_rooms_above_it(room):
    above = list(MAY_IMPORT)[: list(MAY_IMPORT).index(room)]
    assert MAY_IMPORT[room] <= set(above)


def test_rooms_import_what_their_rows_say():
    found = []
    for path in sources("waymo_kit", "metrics", "detectors"):
        room = room_of(names_of(path))
        for name in imported_modules(ast.parse(path.read_text()), package_of(path)):
            parts = name.split(".")
            if parts[0] == "waymo_kit":
                target = room_of(parts[1:])
                if target not in MAY_IMPORT[room] | {room}:
                    found.append(f"{path.relative_to(ROOT)}: {name}")
    assert sorted({line.rpartition(".")[0] for line in found}) == SHORTCUTS


def test_packages_are_imported_only_where_they_may_be():
    found = []
    for path in sources("waymo_kit", "metrics", "detectors"):
        for name in imported_modules(ast.parse(path.read_text()), package_of(path)):
            package = name.split(".")[0]
            home = ROOT / ONLY_IN.get(package, "")
            if package in NEVER or home not in path.parents:
                found.append(f"{path.relative_to(ROOT)}: {name}")
    assert found == []


def test_base_install_suffices_to_import_every_module():
    found = []
    for path in sources("waymo_kit", "metrics"):
        tree = ast.parse(path.read_text())
        imports = (ast.Import, ast.ImportFrom)
        top = ast.Module(body=[node for node in tree.body if isinstance(node, imports)])
        found += [
            f"{path.relative_to(ROOT)}: {name}"
            for name in imported_modules(top, package_of(path))
            if name.split(".")[0] in OPTIONAL
        ]
    assert found == []


def test_no_two_public_classes_have_one_name():
    homes = {}
    for folder in ("waymo_kit", "metrics", "detectors"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    homes.setdefault(node.name, set()).add(path.resolve())
    assert {name: paths for name, paths in homes.items() if len(paths) > 1} == {}
