"""Public names of a package that are imported when they are first used (PEP 562)."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any


def lazy_names(
    package: str, homes: Mapping[str, Sequence[str]], modules: Sequence[str] = ()
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Returns `__getattr__` and `__dir__` of a package, so that importing it stays fast.

        __getattr__, __dir__ = lazy_names(__name__, {"policy": ("POLICIES", "Policy")})

    For type checkers the package imports the same names under `TYPE_CHECKING`, and lists them in
    `__all__`.

    Args:
        package: `__name__` of the package.
        homes: Module of the package, such as "detection.runs" -> public names that it defines.
        modules: Modules of the package that are public names themselves. Defaults to none.
    """
    module_of = {name: home for home, names in homes.items() for name in names}

    def get(name: str) -> Any:
        if name in modules:
            return importlib.import_module(f"{package}.{name}")
        if name in module_of:
            return getattr(importlib.import_module(f"{package}.{module_of[name]}"), name)
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    def list_names() -> list[str]:
        return sorted(sys.modules[package].__all__)

    return get, list_names
