"""A checkout imports as an installation does, where only the dependencies are installed."""

from tests.packaging.environments import clean_run, copy_checkout, make_environment

IMPORT = """
import pathlib, waymo_kit, waymo_kit.detectors.tracking, waymo_kit.metrics
for package in (waymo_kit.metrics, waymo_kit.detectors.tracking):
    assert pathlib.Path.cwd() in pathlib.Path(package.__file__).parents, package.__file__
print(waymo_kit.__version__)
"""


def test_metrics_and_detectors_import_in_a_bare_checkout(tmp_path):
    python = make_environment(tmp_path / "environment")
    checkout = copy_checkout(tmp_path / "checkout")
    assert clean_run(checkout, python, "-c", IMPORT).stdout.strip()
