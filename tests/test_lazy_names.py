"""Names of packages that are imported when they are first used."""

import importlib

import pytest

PACKAGES = (
    "waymo_kit",
    "waymo_kit.detectors",
    "waymo_kit.detectors.augment",
    "waymo_kit.detectors.backbones",
)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_is_found_and_no_other(package):
    pytest.importorskip("keras", reason="needs waymo-kit[train]")
    module = importlib.import_module(package)
    assert dir(module) == sorted(module.__all__)
    for name in module.__all__:
        assert getattr(module, name) is not None
    with pytest.raises(AttributeError, match=f"module '{package}' has no attribute 'nothing'"):
        _ = module.nothing
