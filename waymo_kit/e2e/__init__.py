"""The end-to-end driving dataset: eight cameras, the past, the intent and the future."""

from waymo_kit.e2e.camera import E2ECamera
from waymo_kit.e2e.dataset import E2EDataset, open_e2e_dataset
from waymo_kit.e2e.frame import E2EFrame, Intent, sequence_of
from waymo_kit.e2e.trajectory import FUTURE_STEPS, RATE, Trajectory

__all__ = [
    "FUTURE_STEPS",
    "RATE",
    "E2ECamera",
    "E2EDataset",
    "E2EFrame",
    "Intent",
    "Trajectory",
    "open_e2e_dataset",
    "sequence_of",
]
