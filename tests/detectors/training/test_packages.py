"""The backend of Keras, chosen before anything imports it."""

import os

import keras
import pytest

from waymo_kit.detectors.training import packages
from waymo_kit.detectors.training.packages import choose_backend, require_packages
from waymo_kit.errors import InvalidInputError, MissingDependencyError


def test_the_backend_is_chosen_for_this_process_and_those_it_starts(monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "tensorflow")
    monkeypatch.delitem(packages.sys.modules, "keras")
    choose_backend(None)
    assert os.environ["KERAS_BACKEND"] == "tensorflow"
    choose_backend("jax")
    assert packages.keras_backend() == "jax"


def test_a_backend_that_comes_too_late_is_an_error(monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "tensorflow")
    monkeypatch.setattr(keras.backend, "backend", lambda: "tensorflow")
    choose_backend("tensorflow")
    with pytest.raises(InvalidInputError, match="expected Keras on jax, it is in use on tensorf"):
        choose_backend("jax")
    assert os.environ["KERAS_BACKEND"] == "tensorflow"


@pytest.mark.parametrize(("backend", "extra"), [("tensorflow", "train"), ("jax", "jax")])
def test_a_backend_that_is_not_installed_names_its_extra(monkeypatch, backend, extra):
    monkeypatch.setenv("KERAS_BACKEND", backend)
    find = packages.importlib.util.find_spec
    monkeypatch.setattr(
        packages.importlib.util, "find_spec", lambda name: find(name) if name == "keras" else None
    )
    with pytest.raises(MissingDependencyError, match=rf"training needs {backend}: .*\[{extra}\]"):
        require_packages("training")
