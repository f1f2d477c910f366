"""The error of a training whose loss is no number any more."""

from waymo_kit.errors import WaymoKitError


class NonFiniteLossError(WaymoKitError, FloatingPointError):
    """Loss or gradient became NaN or infinite; the message names the step and its examples."""
