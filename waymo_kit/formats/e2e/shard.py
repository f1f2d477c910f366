"""Reads and writes one shard of a submission to the end-to-end driving challenge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from google.protobuf.message import DecodeError
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError
from waymo_kit.protos.end_to_end_pb2 import E2EDChallengeSubmission, FrameTrajectoryPredictions


@dataclass(frozen=True, eq=False)
class ShardTrajectory:
    """A trajectory of a shard as it is stored, whether it is valid or not.

    Attributes:
        frame_name: Name of its frame.
        x: (T,) float32 meters.
        y: (U,) float32 meters; U is T in a valid one.
    """

    frame_name: str
    x: NDArray[np.float32]
    y: NDArray[np.float32]


def encode_e2e_shard(
    details: E2EDChallengeSubmission, names: Sequence[str], positions: NDArray[np.float32]
) -> bytes:
    """Returns the bytes of a shard.

    Args:
        details: All fields but the predictions.
        names: Names of the N frames.
        positions: (N, 20, 2) float32 meters.
    """
    message = E2EDChallengeSubmission()
    message.CopyFrom(details)
    for name, path in zip(names, positions, strict=True):
        prediction = FrameTrajectoryPredictions(frame_name=name)
        prediction.trajectory.pos_x.extend(path[:, 0].tolist())
        prediction.trajectory.pos_y.extend(path[:, 1].tolist())
        message.predictions.append(prediction)
    return bytes(message.SerializeToString())


def parse_e2e_shard(
    message: NDArray[np.uint8], where: str
) -> tuple[E2EDChallengeSubmission, Iterator[ShardTrajectory]]:
    """Parses a shard.

    Args:
        message: (B,) uint8 bytes of the shard.
        where: Name of the shard in messages, such as its file.

    Returns:
        All fields but the predictions, and these one by one.

    Raises:
        CorruptDataError: The shard is cut off, or no `E2EDChallengeSubmission`.
    """
    try:
        shard = E2EDChallengeSubmission.FromString(message.tobytes())
    except (DecodeError, ValueError) as error:
        detail = " ".join(str(error).split())
        raise CorruptDataError(
            f"{where}: not an E2EDChallengeSubmission, or cut off: {detail}"
        ) from error
    details = E2EDChallengeSubmission()
    details.CopyFrom(shard)
    details.ClearField("predictions")
    return details, map(_trajectory, shard.predictions)


def _trajectory(prediction: FrameTrajectoryPredictions) -> ShardTrajectory:
    path = prediction.trajectory
    return ShardTrajectory(
        str(prediction.frame_name),
        np.array(path.pos_x, np.float32),
        np.array(path.pos_y, np.float32),
    )
