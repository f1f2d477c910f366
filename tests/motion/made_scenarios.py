"""Made-up scenarios of the motion dataset, and the golden lidar data of the official utilities."""

from pathlib import Path

import numpy as np

from waymo_kit.formats.tfrecord import RecordWriter
from waymo_kit.protos.scenario_pb2 import CompressedFrameLaserData, Scenario

GOLDEN = Path(__file__).parent / "golden_lidar.npz"
STEPS, NOW = 5, 2


def golden_steps():
    """Yields (message, {laser: {return: arrays of the official utilities}})."""
    with np.load(GOLDEN) as file:
        stored = dict(file)
    for case in ("0", "1"):
        found = {}
        for key, array in stored.items():
            parts = key.split("/")
            if parts[0] == case and len(parts) == 4:
                returns = found.setdefault(int(parts[1]), {})
                returns.setdefault(int(parts[2]), {})[parts[3]] = array
        yield CompressedFrameLaserData.FromString(stored[f"{case}/message"].tobytes()), found


def made_scenario(name="ee519cf571686d19", *, lidar=False):
    """Makes a scenario: two vehicles, one of which appears at step 1, a lane and a light."""
    scenario = Scenario(scenario_id=name, current_time_index=NOW, sdc_track_index=1)
    scenario.timestamps_seconds.extend(np.arange(STEPS) / 10)
    for track in range(2):
        added = scenario.tracks.add(id=10 + track, object_type=1 + track)
        for step in range(STEPS):
            added.states.add(
                center_x=100.0 + step + 1 / 3,
                center_y=-50.0 - track,
                center_z=2.0,
                length=4.5,
                width=2.0,
                height=1.5,
                heading=0.25,
                velocity_x=10.0,
                velocity_y=0.5,
                valid=track == 0 or step > 0,
            )
    lane = scenario.map_features.add(id=7).lane
    for x in range(3):
        lane.polyline.add(x=90.0 + 10 * x, y=-50.0, z=0.0)
    for step in range(STEPS):
        scenario.dynamic_map_states.add().lane_states.add(lane=7, state=4 if step < 3 else 6)
    scenario.tracks_to_predict.add(track_index=0, difficulty=2)
    scenario.objects_of_interest.extend([10, 11])
    if lidar:
        scenario.compressed_frame_laser_data.extend(lidar_data())
    return scenario


def lidar_data():
    return [message for message, _ in golden_steps()]


def write_records(file, messages):
    with RecordWriter(file) as writer:
        for message in messages:
            writer.write(message if isinstance(message, bytes) else message.SerializeToString())
    return file
