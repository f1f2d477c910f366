"""The end-to-end driving challenge: predicted trajectories, scores and submissions."""

from waymo_kit.evaluation.e2e.frames import FrameNames, read_frame_names
from waymo_kit.evaluation.e2e.score import E2EResult, evaluate_trajectories, read_clusters
from waymo_kit.evaluation.e2e.submission import (
    CheckedE2ESubmission,
    build_e2e_submission,
    check_e2e_submission,
    read_e2e_details,
)
from waymo_kit.evaluation.e2e.trajectories import (
    PredictedTrajectories,
    make_trajectories,
    read_trajectories,
    write_trajectories,
)

__all__ = [
    "CheckedE2ESubmission",
    "E2EResult",
    "FrameNames",
    "PredictedTrajectories",
    "build_e2e_submission",
    "check_e2e_submission",
    "evaluate_trajectories",
    "make_trajectories",
    "read_clusters",
    "read_e2e_details",
    "read_frame_names",
    "read_trajectories",
    "write_trajectories",
]
