"""Jobs that behave badly, for the process that reads a participant's file; see `sandbox`."""

import os
import time
from pathlib import Path


def eat(values, report):
    """Takes more memory than there is."""
    return {"size": len(b"x" * (4 << 30))}


def sleep(values, report):
    """Never ends."""
    time.sleep(600)


def fill(values, report):
    """Writes a file that is too large."""
    with Path(values["path"]).open("wb") as file:
        file.write(b"x" * (2 << 20))


def crash(values, report):
    """Ends by a signal."""
    os.abort()


def leave(values, report):
    """Ends without a word."""
    os._exit(7)


def fail(values, report):
    """Raises what parsers raise."""
    raise RuntimeError("what a parser says")


def stop_in_a_message(values, report):
    """Sends half a message to whatever listens, and waits."""
    _write_to_all_pipes(b'{"kind": "done", "mess')
    time.sleep(600)


def send_garbage(values, report):
    """Sends what is no message."""
    _write_to_all_pipes(b"\x80\x04\x95garbage\n")
    time.sleep(600)


def show_secrets(values, report):
    """Returns the variables whose value is `secret`."""
    return {"found": [name for name, value in os.environ.items() if value == "secret"]}


def _write_to_all_pipes(content):
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, content)
        except OSError:
            continue


JOBS = {
    job.__name__: job
    for job in (
        eat,
        sleep,
        fill,
        crash,
        leave,
        fail,
        stop_in_a_message,
        send_garbage,
        show_secrets,
    )
}
