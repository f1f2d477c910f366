"""Base of the detectors of all sensors that run a network in this process."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, NoReturn

import keras
import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.detection.trained import TrainedRun
from waymo_kit.errors import InvalidInputError


class TrainedNetwork(ABC):
    """Base of detectors whose network is compiled in this process.

    Attributes:
        trained: Training run that the weights are from; None for a network made in this process.
        step: Training step that they are from.
        device_model: Model that runs on the device, from a tuple of arrays to a tuple of arrays.
        outputs: Names of the outputs of this model.
    """

    batch_size: int
    device_model: keras.Model
    outputs: tuple[str, ...]
    uses_accelerator = True
    trained: TrainedRun | None
    step: int

    @property
    def identity(self) -> str:
        """Digests of weights and configuration, batch size and backend.

        Raises:
            InvalidInputError: The network is not from a training run.
        """
        if self.trained is None:
            raise InvalidInputError(
                "expected the detector of a training run, got a network made in this process: "
                "save it in a checkpoint, and load that"
            )
        return self.trained.identity(self.batch_size)

    @abstractmethod
    def random_inputs(self, random: np.random.Generator) -> Mapping[str, NDArray[Any]]:
        """Returns a full batch of inputs of `device_model` by name, made of random numbers."""

    def __reduce__(self) -> NoReturn:
        """Refuses to be sent to another process, which should load the weights itself."""
        raise InvalidInputError(
            "expected the folder of the run, got a loaded network: with several workers each "
            "loads its own"
        )
