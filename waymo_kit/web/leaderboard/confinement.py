"""Confinement of processes on Linux without privileges, by seccomp filters and Landlock."""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _PR_SET_PDEATHSIG = 38, 22, 1
_SECCOMP_MODE_FILTER = 2
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_EPERM = 1
_LOAD, _JUMP_EQUAL, _JUMP_GREATER_OR_EQUAL, _RETURN = 0x20, 0x15, 0x35, 0x06

_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_BIT = 0x40000000

_NETWORK = {
    "x86_64": (41, 42, 43, 44, 46, 49, 50, 288, 307),
    "aarch64": (198, 200, 201, 202, 203, 206, 211, 242, 269),
}
"""socket, connect, accept, sendto, sendmsg, bind, listen, accept4, sendmmsg."""

_OTHERS = {
    "x86_64": (59, 62, 101, 165, 248, 250, 272, 298, 308, 310, 311, 321, 322, 323, 425, 434, 438),
    "aarch64": (221, 129, 117, 40, 217, 219, 97, 241, 268, 270, 271, 280, 281, 282, 425, 434, 438),
}
"""execve, kill, ptrace, mount, add_key, keyctl, unshare, perf_event_open, setns, process_vm_readv,
process_vm_writev, bpf, execveat, userfaultfd, io_uring_setup, pidfd_open, pidfd_getfd."""

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_RULE_PATH_BENEATH = 1
_READ_FILE, _READ_DIR, _EXECUTE = 1 << 2, 1 << 3, 1 << 0
_ALL_OF_VERSION_1 = (1 << 13) - 1
_OF_FILES = _EXECUTE | (1 << 1) | _READ_FILE
_READ = _READ_FILE | _READ_DIR | _EXECUTE


def isolation() -> tuple[str, ...]:
    """Returns the confinement that this machine offers: some of `seccomp` and `landlock`."""
    found = []
    if sys.platform == "linux" and platform.machine() in _ARCHITECTURES:
        found.append("seccomp")
        if _landlock_version() > 0:
            found.append("landlock")
    return tuple(found)


def confine(
    *, readable: Iterable[str], writable: Iterable[str], with_network: bool = False
) -> None:
    """Gives up the rights of this process for good, as far as this machine offers it.

    Args:
        readable: Files and folders that it still reads.
        writable: Folders that it still writes to.
        with_network: Whether it keeps the network.
    """
    offers = isolation()
    if not offers:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, 9, 0, 0, 0)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no_new_privs")
    if "landlock" in offers:
        _restrict_files(libc, list(readable), list(writable))
    _filter_calls(libc, with_network)


def _filter_calls(libc: ctypes.CDLL, with_network: bool) -> None:
    machine = platform.machine()
    refused = _OTHERS[machine] if with_network else _OTHERS[machine] + _NETWORK[machine]
    program = [
        _statement(_LOAD, 4),  # architecture
        _jump(_JUMP_EQUAL, _ARCHITECTURES[machine], 1, 0),
        _statement(_RETURN, _KILL),
        _statement(_LOAD, 0),  # number of the call
        _jump(_JUMP_GREATER_OR_EQUAL, _X32_BIT, len(refused) + 1, 0),
    ]
    for index, number in enumerate(refused):
        program.append(_jump(_JUMP_EQUAL, number, len(refused) - index, 0))
    program += [_statement(_RETURN, _ALLOW), _statement(_RETURN, _ERRNO | _EPERM)]
    code = ctypes.create_string_buffer(b"".join(program))
    header = struct.pack("HxxxxxxP", len(program), ctypes.addressof(code))
    filter_program = ctypes.create_string_buffer(header)
    done = libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(filter_program), 0, 0)
    if done != 0:
        raise OSError(ctypes.get_errno(), "seccomp")


def _statement(code: int, value: int) -> bytes:
    return struct.pack("HBBI", code, 0, 0, value)


def _jump(code: int, value: int, if_true: int, if_false: int) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)


def _landlock_version() -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    return int(libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), 1))


def _restrict_files(libc: ctypes.CDLL, readable: list[str], writable: list[str]) -> None:
    attributes = ctypes.create_string_buffer(struct.pack("Q", _ALL_OF_VERSION_1))
    ruleset = libc.syscall(
        _CREATE_RULESET, ctypes.byref(attributes), ctypes.c_size_t(8), ctypes.c_uint32(0)
    )
    if ruleset < 0:
        raise OSError(ctypes.get_errno(), "landlock")
    try:
        for place in writable:
            _allow(libc, ruleset, place, _ALL_OF_VERSION_1)
        for place in readable:
            _allow(libc, ruleset, place, _READ)
        if libc.syscall(_RESTRICT_SELF, ruleset, ctypes.c_uint32(0)) != 0:
            raise OSError(ctypes.get_errno(), "landlock")
    finally:
        os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, place: str, access: int) -> None:
    path = Path(place)
    if not path.exists():
        return
    if not path.is_dir():
        access &= _OF_FILES
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = ctypes.create_string_buffer(struct.pack("=Qi", access, descriptor))
        done = libc.syscall(
            _ADD_RULE, ruleset, _RULE_PATH_BENEATH, ctypes.byref(rule), ctypes.c_uint32(0)
        )
        if done != 0:
            raise OSError(ctypes.get_errno(), f"landlock: {place}")
    finally:
        os.close(descriptor)
