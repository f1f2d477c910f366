"""The errors that waymo-kit raises on purpose.

Each one also inherits the built-in exception that a caller would expect. Its message is one line
that says what was expected, what came, and where: the file, segment, frame or row.
"""


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
    """An optional package is not installed; the message names the extra that brings it."""
