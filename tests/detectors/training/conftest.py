"""Skips the tests of training where it is not installed."""

import pytest

pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")
