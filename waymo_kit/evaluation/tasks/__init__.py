"""The tasks that predictions are scored on, one file per task."""

from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.tasks.calibration import CalibrationTask
from waymo_kit.evaluation.tasks.detection import DetectionTask
from waymo_kit.evaluation.tasks.detection_2d import Detection2DTask
from waymo_kit.evaluation.tasks.instance_segmentation import InstanceSegmentationTask
from waymo_kit.evaluation.tasks.keypoints import KeypointsTask
from waymo_kit.evaluation.tasks.let import LetTask
from waymo_kit.evaluation.tasks.panoptic import PanopticTask
from waymo_kit.evaluation.tasks.segmentation import SegmentationTask
from waymo_kit.evaluation.tasks.task import EvalTask
from waymo_kit.evaluation.tasks.tracking import TrackingTask
from waymo_kit.evaluation.tasks.tracking_2d import Tracking2DTask

TASKS: dict[str, type[EvalTask]] = {
    "detection": DetectionTask,
    "detection-2d": Detection2DTask,
    "let": LetTask,
    "tracking": TrackingTask,
    "tracking-2d": Tracking2DTask,
    "calibration": CalibrationTask,
    "segmentation": SegmentationTask,
    "instance-segmentation": InstanceSegmentationTask,
    "panoptic": PanopticTask,
    "keypoints": KeypointsTask,
}
"""The tasks by name."""


def task_named(name: str) -> EvalTask:
    """Returns the task of a name, with the official tools' settings.

    Raises:
        InvalidInputError: There is no task of that name.
    """
    if name not in TASKS:
        raise InvalidInputError(f"task: expected one of {', '.join(TASKS)}, got {name!r}")
    return TASKS[name]()


__all__ = [
    "TASKS",
    "CalibrationTask",
    "Detection2DTask",
    "DetectionTask",
    "EvalTask",
    "InstanceSegmentationTask",
    "KeypointsTask",
    "LetTask",
    "PanopticTask",
    "SegmentationTask",
    "Tracking2DTask",
    "TrackingTask",
    "task_named",
]
