"""Names of the evaluation tasks, for code that must not import what scores them."""

TASK_NAMES = (
    "detection",
    "detection-2d",
    "let",
    "tracking",
    "tracking-2d",
    "calibration",
    "segmentation",
    "instance-segmentation",
    "panoptic",
    "keypoints",
)
"""The tasks of `waymo-kit eval`, in the order of its help."""
