"""Simulated segments with predictions made of their labels, and the forms that both may have."""

import shutil

import numpy as np

from tests.evaluation.command import run_command
from waymo_kit.formats.tfrecord import RecordReader, RecordWriter
from waymo_kit.geometry import bev_corners, transform_boxes
from waymo_kit.metrics import in_no_label_zones
from waymo_kit.predictions import make_predictions
from waymo_kit.protos import frame_pb2, metrics_pb2
from waymo_kit.simulate import simulate_segment

CONTEXTS = (("location_sf", "Day", "sunny"), ("location_phx", "Night", "rain"))
OFFICIAL_TAGS = (
    "camera_box",
    "camera_segmentation",
    "lidar_box",
    "lidar_camera_synced_box",
    "lidar_hkp",
    "lidar_segmentation",
    "stats",
    "vehicle_pose",
)


class Drive:
    """Segments in every form of ground truth, as paths, and their frames."""

    def __init__(self, root, frames=4):
        self.root = root
        self.v1, self.converted, self.v2 = root / "v1", root / "converted", root / "v2"
        for index, (location, time_of_day, weather) in enumerate(CONTEXTS):
            simulate_segment(
                self.v1,
                seed=5,
                index=index,
                frames=frames,
                location=location,
                time_of_day=time_of_day,
                weather=weather,
            )
        self._add_zones()
        assert run_command("convert", self.v1, "--out", self.converted) == 0
        for tag in OFFICIAL_TAGS:
            shutil.copytree(self.converted / tag, self.v2 / tag)
        self.frames = [frame for path in sorted(self.v1.iterdir()) for frame in read_frames(path)]
        self.bin = self._write_objects("labels.bin", self._laser_labels())
        self.bin_2d = self._write_objects("labels_2d.bin", self._camera_labels())

    @property
    def segments(self):
        """Names of the segments, in the order of `CONTEXTS`."""
        places = [location for location, _, _ in CONTEXTS]
        found = {frame.context.stats.location: frame.context.name for frame in self.frames}
        return [found[place] for place in places]

    @property
    def num_labels(self):
        """Number of 3D labels."""
        return sum(len(frame.laser_labels) for frame in self.frames)

    def segment_labels(self, segment):
        """The v1 file of a segment."""
        (path,) = self.v1.glob(f"*{segment}*")
        return path

    def _add_zones(self):
        """Lays a no-label zone of 80 m around the first object of each frame, beside the others."""
        for path in self.v1.iterdir():
            frames = read_frames(path)
            for frame in frames:
                pose = np.array(frame.pose.transform).reshape(4, 4)
                box = np.array([box_of(frame.laser_labels[0].box)])
                box[:, 3:5] = 80
                corners = bev_corners(transform_boxes(pose, box))[0]
                zone = frame.no_label_zones.add()
                zone.x.extend(corners[:, 0])
                zone.y.extend(corners[:, 1])
            with RecordWriter(path) as writer:
                for frame in frames:
                    writer.write(frame.SerializeToString())

    def forms(self, flat=False):
        """Ground truth in each form, by name."""
        labels = self.bin_2d if flat else self.bin
        return {"v1": self.v1, "converted": self.converted, "v2": self.v2, "bin": labels}

    def predictions(self, seed=0, flagged=True):
        """3D predictions: moved, lost and invented boxes; tracks that change their id.

        Some have the flag of a no-label zone, all that overlap one among them; `flagged=False`
        leaves the latter to the evaluator.
        """
        labels = self._laser_labels()
        boxes = np.array([box_of(label.box) for _, label, _ in labels])
        rows, boxes, scores, ids = perturbed(labels, boxes, np.random.default_rng(seed))
        frames = [labels[row][0] for row in rows]
        flags = np.random.default_rng(seed).random(len(rows)) < 0.03
        if flagged:
            flags |= [is_in_zone(frame, box) for frame, box in zip(frames, boxes, strict=True)]
        return make_predictions(
            [frame.context.name for frame in frames],
            np.array([frame.timestamp_micros for frame in frames]),
            boxes,
            np.array([labels[row][1].type for row in rows]),
            scores,
            track_ids=ids,
            overlap_with_nlz=flags,
        )

    def predictions_2d(self, seed=0):
        """Returns 2D predictions made in the same way."""
        labels = self._camera_labels()
        boxes = np.array([box_of(label.box) for _, label, _ in labels])[:, [0, 1, 3, 4]]
        rows, boxes, scores, ids = perturbed(labels, boxes, np.random.default_rng(seed))
        return make_predictions(
            [labels[row][0].context.name for row in rows],
            np.array([labels[row][0].timestamp_micros for row in rows]),
            boxes,
            np.array([labels[row][1].type for row in rows]),
            scores,
            track_ids=ids,
            cameras=np.array([labels[row][2] for row in rows]),
        )

    def _laser_labels(self):
        return [(frame, label, 0) for frame in self.frames for label in frame.laser_labels]

    def _camera_labels(self):
        return [
            (frame, label, view.name)
            for frame in self.frames
            for view in frame.camera_labels
            for label in view.labels
        ]

    def _write_objects(self, name, rows):
        message = metrics_pb2.Objects()
        for frame, label, camera in rows:
            made = message.objects.add(
                context_name=frame.context.name, frame_timestamp_micros=frame.timestamp_micros
            )
            made.object.CopyFrom(label)
            if camera:
                made.camera_name = camera
        (self.root / name).write_bytes(message.SerializeToString())
        return self.root / name


def read_frames(path):
    with RecordReader(path) as reader:
        return [frame_pb2.Frame.FromString(record) for record in reader]


def box_of(box):
    return [
        box.center_x,
        box.center_y,
        box.center_z,
        box.length,
        box.width,
        box.height,
        box.heading,
    ]


def is_in_zone(frame, box):
    """Whether a box of the vehicle frame overlaps a no-label zone of its frame."""
    world = transform_boxes(np.array(frame.pose.transform).reshape(4, 4), box[None])
    polygons = [np.array([zone.x, zone.y]).T for zone in frame.no_label_zones]
    return in_no_label_zones(world, np.zeros(1, int), polygons, np.zeros(len(polygons), int))[0]


def perturbed(labels, boxes, rng):
    """Moves boxes, leaves some out and invents others, in any order.

    Returns:
        The label that each prediction was made of, its box, score and track id.
    """
    count, axes = len(boxes), 3 if boxes.shape[1] == 7 else 2
    moved = boxes.copy()
    moved[:, :axes] += rng.normal(0, 0.04, (count, axes)) * boxes[:, axes : 2 * axes]
    moved[:, axes : 2 * axes] *= rng.normal(1, 0.05, (count, axes)).clip(0.5)
    if axes == 3:
        moved[:, 6] += rng.normal(0, 0.1, count) + np.pi * (rng.random(count) < 0.1)
    wild = moved.copy()
    wild[:, :2] += rng.normal(0, 12, (count, 2))
    true, false = np.flatnonzero(rng.random(count) < 0.85), np.flatnonzero(rng.random(count) < 0.3)
    order = rng.permutation(len(true) + len(false))
    rows = np.concatenate([true, false])[order]
    score = np.concatenate([rng.beta(5, 2, len(true)), rng.beta(2, 5, len(false))])[order]
    first_time = min(frame.timestamp_micros for frame, _, _ in labels)
    ids = []
    for place, row in zip(order, rows, strict=True):
        frame, label, _ = labels[row]
        is_late = (frame.timestamp_micros - first_time) % 400_000 >= 200_000
        swapped = "b" if is_late and label.id.encode()[0] % 4 == 0 else ""
        ids.append(f"{label.id}{swapped}{'-false' if place >= len(true) else ''}")
    return rows, np.concatenate([moved[true], wild[false]])[order], score.astype(np.float32), ids
