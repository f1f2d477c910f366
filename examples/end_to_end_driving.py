"""Read end-to-end driving frames, plan trajectories, score them and build a submission.

    python examples/end_to_end_driving.py [DATA] --out FOLDER

DATA is TFRecord files of the dataset. Without it three frames are made up: images of a simulated
drive with five cameras, and a turn to the left. The planner goes on as fast as now.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import waymo_kit as wk
from waymo_kit.e2e import FUTURE_STEPS, RATE
from waymo_kit.evaluation.e2e import (
    build_e2e_submission,
    evaluate_trajectories,
    make_trajectories,
    read_frame_names,
    write_trajectories,
)
from waymo_kit.formats.tfrecord import RecordReader, RecordWriter
from waymo_kit.protos.end_to_end_pb2 import E2EDChallengeSubmission, E2EDFrame, EgoIntent
from waymo_kit.protos.frame_pb2 import Frame
from waymo_kit.simulate import simulate_dataset

DETAILS = E2EDChallengeSubmission(
    account_name="someone@example.org",
    unique_method_name="Constant velocity",
    authors=["A. One"],
    affiliation="Somewhere",
    description="Goes on as fast as now.",
    method_link="https://example.org/paper",
    uses_public_model_pretraining=False,
    num_model_parameters="0K",
)
"""Details that `read_e2e_details` reads from a text file otherwise."""


def plan(frame: wk.E2EFrame) -> NDArray[np.float64]:
    """Plans the positions of the next 5 s from the velocity of now, (20, 2)."""
    times = np.arange(1, FUTURE_STEPS + 1) / RATE
    return times[:, None] * frame.past.velocities[-1]


def turn(speed: float, rate: float) -> NDArray[np.float64]:
    """Returns the positions of a turn at constant speed, (20, 2)."""
    headings = rate * (np.arange(FUTURE_STEPS) + 0.5) / RATE
    return np.cumsum(speed / RATE * np.stack([np.cos(headings), np.sin(headings)], 1), axis=0)


def make_frames(folder: Path) -> Path:
    """Makes three frames of the dataset from a simulated drive."""
    simulate_dataset(folder / "drive", segments=1, frames=1)
    with RecordReader(next((folder / "drive").glob("*.tfrecord"))) as reader:
        drive = Frame.FromString(reader[0])
    file = folder / "made.tfrecord"
    with RecordWriter(file) as writer:
        for number, speed in enumerate((3.0, 6.0, 9.0)):
            made = E2EDFrame(intent=EgoIntent.GO_LEFT)
            made.frame.context.name = f"made-{number:03d}"
            made.frame.context.camera_calibrations.extend(drive.context.camera_calibrations)
            made.frame.images.extend(drive.images)
            times = np.arange(-15, 1) / RATE
            made.past_states.pos_x.extend(speed * times)
            made.past_states.pos_y.extend(0 * times)
            made.past_states.vel_x.extend([speed] * len(times))
            made.past_states.vel_y.extend([0] * len(times))
            driven = turn(speed, 0.1)
            made.future_states.pos_x.extend(driven[:, 0])
            made.future_states.pos_y.extend(driven[:, 1])
            for rate, score in ((0.1, 9), (0.02, 6), (-0.1, 1)):
                rated = made.preference_trajectories.add(preference_score=score)
                rated.pos_x.extend(turn(speed, rate)[:, 0])
                rated.pos_y.extend(turn(speed, rate)[:, 1])
            writer.write(made.SerializeToString())
    return file


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="?", help="TFRecord files of the dataset")
    parser.add_argument("--out", default="e2e", type=Path, help="folder to write to")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    data = options.data or make_frames(options.out)
    frames = wk.open_e2e_dataset(data)
    for frame in frames:
        names = ", ".join(name.name for name in frame.cameras)
        print(f"{frame.name}: {frame.intent.name}, {frame.speed:.1f} m/s, {names}")
    planned = make_trajectories({frame.name: plan(frame) for frame in frames})
    write_trajectories(planned, options.out / "planned.parquet")

    result = evaluate_trajectories(planned, frames)
    print(f"rater feedback score {result.average_score:.2f}")
    print(f"ADE {result.ade_at_three_sec:.2f} m at 3 s, {result.ade_at_five_sec:.2f} m at 5 s")

    target = options.out / "submission.tar.gz"
    checked = build_e2e_submission(planned, DETAILS, target, frames=read_frame_names(data))
    print(f"wrote {target}: {checked.frames} frames, {len(checked.problems)} problems")
    try:
        from waymo_kit.draw import draw_e2e_frame

        frame = frames[len(frames) - 1]
        draw_e2e_frame(frame, options.out / "frame.png", predicted=planned[frame.name])
        print(f"drew {options.out / 'frame.png'}")
    except wk.MissingDependencyError as error:
        print(error)


if __name__ == "__main__":
    main()
