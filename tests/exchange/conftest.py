"""Fixtures of exports and imports."""

import pytest

from tests.exchange.scenes import write_scenes
from waymo_kit.exchange import ExportOptions, export_dataset


@pytest.fixture(scope="session")
def scenes(tmp_path_factory):
    """Folder of two small segments as v1 files."""
    return write_scenes(tmp_path_factory.mktemp("scenes") / "v1")


@pytest.fixture(scope="session")
def exported(scenes, tmp_path_factory):
    """Makes each export once: a function of its format and options that returns the folder."""
    made = {}

    def export(to, **options):
        key = (to, *sorted(options.items()))
        if key not in made:
            folder = tmp_path_factory.mktemp("export") / to
            export_dataset(scenes, to, folder, ExportOptions(**options))
            made[key] = folder
        return made[key]

    return export
