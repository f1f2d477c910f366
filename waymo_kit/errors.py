"""The errors that waymo-kit raises on purpose.

Each one also inherits the built-in exception that a caller would expect. Its message is one line
that says what was expected, what came, and where: the file, segment, frame or row.
"""

from pathlib import Path


def count(number: int, noun: str, plural: str = "") -> str:
    """Returns "1 frame" or "2,000 frames", for messages."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


class WaymoKitError(Exception):
    """Root of all errors raised by waymo-kit."""


class CorruptDataError(WaymoKitError, ValueError):
    """Stored data does not decode: a checksum, length, compressed blob or message is wrong."""


class InvalidInputError(WaymoKitError, ValueError):
    """An argument or an input file has content that the operation cannot use."""


class NotFoundError(WaymoKitError, LookupError):
    """A file, segment, frame, component, laser or camera that was asked for does not exist."""


class StorageError(WaymoKitError, OSError):
    """Reading or writing storage failed: no permission, disk full, object store out of reach."""


class OutputError(StorageError):
    """Results could not be written: no permission, disk full, object store refused."""


class MissingDependencyError(WaymoKitError, ImportError):
    """An optional package is not installed."""

    def __init__(self, need: str, extra: str = "") -> None:
        """Composes the message.

        Args:
            need: Words for what needs which package, such as "drawing needs matplotlib".
            extra: Extra of waymo-kit that brings the package; the message ends with the command
                that installs it. "" for none.
        """
        super().__init__(f"{need}: {install_command(extra)}" if extra else need)


def install_command(extra: str) -> str:
    """Returns the command that installs an extra of waymo-kit, for a checkout or a release."""
    root = Path(__file__).resolve().parents[1]
    if (root / "setup.py").is_file():
        return f"pip install -e '{root}[{extra}]'"
    return f"pip install 'waymo-kit[{extra}]'"
