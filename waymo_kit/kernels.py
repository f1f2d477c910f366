"""Numba kernels: compiled when they are first called, and kept on disk for the next time."""

from __future__ import annotations

import multiprocessing
import pickle
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, cast, overload

import numba

_Function = TypeVar("_Function", bound=Callable[..., Any])


@overload
def kernel(function: _Function) -> _Function: ...


@overload
def kernel(
    *, fastmath: bool = False, inline: str = "never", forceinline: bool = False
) -> Callable[[_Function], _Function]: ...


def kernel(
    function: _Function | None = None,
    *,
    fastmath: bool = False,
    inline: str = "never",
    forceinline: bool = False,
) -> _Function | Callable[[_Function], _Function]:
    """Compiles a function with numba; it releases the GIL and divides as NumPy does.

    Where neither the package nor the user's cache can be written, as in containers that are
    read-only, it is compiled in memory by each process.

    Args:
        function: The function, if the decorator has no arguments.
        fastmath: Whether sums may be reordered. Never where a printed digit depends on it.
        inline: "always" to inline the function into its callers before their types are known.
            Defaults to "never".
        forceinline: Whether LLVM must inline the function.
    """

    def compiled(function: _Function) -> _Function:
        options: dict[str, Any] = {
            "nogil": True,
            "error_model": "numpy",
            "fastmath": fastmath,
            "inline": inline,
            "forceinline": forceinline,
        }
        try:
            kept: Any = numba.njit(cache=True, **options)(function)
        except RuntimeError as error:
            if "no locator available" not in str(error):
                raise
            _warn_that_none_is_kept()
            kept = numba.njit(**options)(function)
        _forget_what_does_not_load(kept)
        return cast(_Function, kept)

    return compiled if function is None else compiled(function)


def _forget_what_does_not_load(dispatcher: Any) -> None:
    """Makes a kernel compile again if what is kept of it does not load.

    It is damaged, or an earlier version of the package has left it, whose types are gone; numba
    itself would raise the error before it saw that it is out of date.
    """
    kept = getattr(dispatcher, "_cache", None)
    if kept is None:  # numba is disabled
        return
    load = kept.load_overload

    def load_or_forget(*arguments: Any) -> Any:
        try:
            return load(*arguments)
        except (AttributeError, ImportError, EOFError, pickle.UnpicklingError):
            kept.flush()
            return None

    kept.load_overload = load_or_forget


@cache
def _warn_that_none_is_kept() -> None:
    if multiprocessing.parent_process() is None:
        warnings.warn(
            "no folder to keep compiled kernels in: each run compiles them again; set "
            "NUMBA_CACHE_DIR to a folder that can be written",
            stacklevel=2,
        )
