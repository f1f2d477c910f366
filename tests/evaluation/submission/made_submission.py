"""A submission for tests, made by protobuf and tarfile, and ways to pack it wrongly."""

import io
import tarfile

from waymo_kit.evaluation.submission import check_submission
from waymo_kit.protos import metrics_pb2
from waymo_kit.protos.submission_pb2 import Submission

SEGMENTS = ("10084636266401282188_1120_000_1140_000", "10149575340910243572_2720_000_2740_000")
TIMES = (1_558_407_840_397_346, 1_558_407_840_497_340)
FLAT_TASKS = (Submission.DETECTION_2D, Submission.TRACKING_2D)


def made_details(**changes):
    """Details in which nothing is wrong."""
    details = Submission(
        task=Submission.DETECTION_3D,
        account_name="someone@example.org",
        unique_method_name="Nearest center",
        authors=["A. One", "B. Two"],
        affiliation="Somewhere",
        description="Boxes from clusters",
        method_link="https://example.org/paper",
        sensor_type=Submission.LIDAR_ALL,
        number_past_frames_exclude_current=0,
        number_future_frames_exclude_current=0,
        object_types=[1, 2, 4],
        latency_second=-1,
    )
    for name, value in changes.items():
        details.ClearField(name)
        if isinstance(value, list):
            getattr(details, name).extend(value)
        elif value is not None:
            setattr(details, name, value)
    return details


def made_objects(task=Submission.DETECTION_3D, per_frame=3, segments=SEGMENTS):
    """Boxes of every segment and time."""
    objects = metrics_pb2.Objects()
    for segment in segments:
        for time in TIMES:
            for k in range(per_frame):
                o = objects.objects.add(
                    context_name=segment, frame_timestamp_micros=time, score=0.5 + 0.1 * (k % 5)
                )
                box = o.object.box
                box.center_x, box.center_y, box.length, box.width = k % 40, 4.0, 4.5, 2.0
                if task in FLAT_TASKS:
                    o.camera_name = 1 + k % 5
                else:
                    box.center_z, box.height, box.heading = 1.0, 1.6, 0.5
                o.object.type = (1, 2, 4)[k % 3]
                o.object.id = f"track-{k}"
    return objects


def shard_of(details, objects):
    """The bytes of a shard."""
    shard = Submission(inference_results=objects)
    shard.MergeFrom(details)
    return shard.SerializeToString()


def pack(path, members, mode="w:gz"):
    """Writes an archive of files by name."""
    with tarfile.open(path, mode) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def pack_objects(path, objects, **changes):
    """Writes a submission of one shard."""
    return pack(path, [("s.binproto-00000-of-00001", shard_of(made_details(**changes), objects))])


def lines_of(path, **arguments):
    """The problems of a file as lines without its folder."""
    checked = check_submission(path, **arguments)
    return [str(problem).replace(f"{path.parent}/", "") for problem in checked.problems]
