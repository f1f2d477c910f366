"""Configuration of a training run, shared by the detectors of all sensors."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from waymo_kit.configuration import configuration_text
from waymo_kit.detectors.detection.frame_detector import FrameDetector
from waymo_kit.detectors.detection.segment_choice import SegmentChoice
from waymo_kit.detectors.training.packages import import_packages
from waymo_kit.detectors.training.settings import TrainingSettings
from waymo_kit.errors import InvalidInputError
from waymo_kit.scene import open_dataset
from waymo_kit.schema.predictions import BoxKind

if TYPE_CHECKING:
    from waymo_kit.detectors.detection.trained import TrainedRun
    from waymo_kit.detectors.training.loop import TrainingResult
    from waymo_kit.detectors.training.records import Observer


@dataclass(frozen=True)
class DetectorRun(ABC):
    """Configuration of the training of a detector, as in `config.yaml`.

    Each sensor has a subclass with what its detectors need beside this.

    Attributes:
        sensor: Sensor that the detector reads.
        data: Dataset to train on: a folder or URI.
        validation: Dataset to evaluate on while training. Defaults to None, which evaluates
            nothing.
        validation_stride: Use every N-th frame of the validation segments.
        training: Settings of the training loop.
        segments: Segments of `data` to train on.
        stride: Use every N-th frame of these segments.
        kind: Kind of the boxes that the detector finds.
        component: Name of the component table with the detector's input.
    """

    sensor: str = ""
    data: str = ""
    validation: str | None = None
    validation_stride: int = 1
    training: TrainingSettings = TrainingSettings()
    segments: SegmentChoice = SegmentChoice()
    stride: int = 1

    kind: ClassVar[BoxKind]
    component: ClassVar[str]

    def __post_init__(self) -> None:
        """Checks the strides."""
        for name in ("stride", "validation_stride"):
            if getattr(self, name) < 1:
                raise InvalidInputError(f"{name}: expected at least 1, got {getattr(self, name)}")

    @property
    @abstractmethod
    def reach(self) -> float | None:
        """Distance from the vehicle up to which the detector finds objects, meters.

        What is farther away counts neither while training nor in studies. None counts everything.
        """

    def train(
        self,
        folder: Path,
        *,
        strategy: str = "auto",
        resume: bool = False,
        observers: Sequence[Observer] = (),
    ) -> TrainingResult:
        """Trains the detector, which `waymo_kit.detectors.load` then loads from the folder.

        It is trained with TensorFlow, or with JAX if KERAS_BACKEND says so.

        Args:
            folder: Folder of the run.
            strategy: Name of the devices to train on; see `create_backend`.
            resume: Whether to continue from the last checkpoint in the folder, if there is one.
            observers: Observers of what is logged.

        Raises:
            NotFoundError: The data or the devices are not there, or no frame has a label of a type
                that the detector learns.
            InvalidInputError: The folder holds another run, or the batch does not divide among the
                devices.
            MissingDependencyError: Keras or its backend is not installed.
            NonFiniteLossError: The loss became NaN or infinite.
        """
        if not self.data:
            raise InvalidInputError("data: expected a dataset to train on, got none")
        self.find_data()
        import_packages("training")
        from waymo_kit.detectors.training.backend import create_backend
        from waymo_kit.detectors.training.loop import train
        from waymo_kit.detectors.training.state import create_state

        run = self.with_recorded_inputs()
        evaluate = run.create_evaluation() if run.validation is not None else None
        devices = create_backend(strategy)
        state = create_state(run.start_network, run.training, devices)
        source = run.open_examples(state.task)
        try:
            return train(
                state,
                source,
                folder,
                resume=resume,
                evaluate=evaluate,
                config=configuration_text(run),
                observers=observers,
            )
        finally:
            source.close()

    def find_data(self) -> None:
        """Makes sure that the data are there, before anything is loaded.

        Raises:
            NotFoundError: A dataset is not there.
        """
        for path in filter(None, (self.data, self.validation)):
            open_dataset(path)

    @property
    def has_masks(self) -> bool:
        """Whether the detector's boxes have masks."""
        return False

    @abstractmethod
    def create_network(self) -> Any:
        """Makes the network with random weights: a `TrainingTask`."""

    def with_recorded_inputs(self) -> DetectorRun:
        """Returns the run with all that a detector needs later beside its own checkpoint."""
        return self

    def start_network(self) -> Any:
        """Makes the network that a training starts from; defaults to random weights."""
        return self.create_network()

    @abstractmethod
    def open_examples(self, network: Any) -> Any:
        """Opens the training examples: an `ExampleSource` that can be closed.

        Args:
            network: Network from `create_network`.

        Raises:
            NotFoundError: There is nothing to learn.
        """

    @abstractmethod
    def create_evaluation(self) -> Any:
        """Makes the evaluation of the network on `validation` during training: an `Evaluate`."""

    @abstractmethod
    def load(self, trained: TrainedRun, batch_size: int) -> FrameDetector[Any]:
        """Makes the detector with the weights of a checkpoint.

        Args:
            trained: Run with the checkpoint.
            batch_size: Number of frames that the network takes at once.
        """
