"""A suite with every kind of ending, for the harness's own test."""

import os
import signal
import time

from tests.hostile.harness import SilentChange
from waymo_kit.errors import InvalidInputError


def prepare(folder):
    def check(seed):
        return ENDINGS[seed](folder)

    return check


def _refuse(folder):
    raise InvalidInputError(f"{folder}: row 3: expected a number")


def _refuse_on_two_lines(folder):
    raise InvalidInputError("one\ntwo")


def _change(folder):
    raise SilentChange("0.5 for 0.6")


def _crash(folder):
    return {}["x"]


def _die(folder):
    os.kill(os.getpid(), signal.SIGSEGV)


def _leave(folder):
    os._exit(7)


def _hang(folder):
    time.sleep(60)


def _grow(folder):
    return len(bytearray(b"x") * (400 << 20))


def _grow_without_bound(folder):
    return len(bytearray(b"x") * (3 << 30))


ENDINGS = (
    lambda folder: "same",
    _refuse,
    _refuse_on_two_lines,
    _change,
    _crash,
    _die,
    _leave,
    _hang,
    _grow,
    _grow_without_bound,
)
