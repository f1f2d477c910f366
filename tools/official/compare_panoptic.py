"""Compares `waymo-kit eval --task panoptic` with the official weighted STQ on random drives.

    python -m tools.official.compare_panoptic --deeplab2 PARENT [--official PYTHON] [--drives 60]

A drive has several cameras that overlap, objects that pass through them, and detections with masks
and track ids: the same in all cameras or not, changed on the way, or none. Ours reads segments and
a predictions table, as for a user. The official side reads the same labels, merges the masks pixel
by pixel and scores them with its own evaluator, which needs the sources of
github.com/google-research/deeplab2: PARENT is the folder that holds `deeplab2`.
"""

import argparse
import io
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from PIL import Image

from tests.made_frames import write_segment
from tools.official.official_venv import add_option, official_python
from waymo_kit.boxes import ImageBoxes
from waymo_kit.evaluation import evaluate
from waymo_kit.geometry import Masks
from waymo_kit.metrics.panoptic import type_of_thing
from waymo_kit.predictions import BoxKind, boxes_to_predictions, write_predictions
from waymo_kit.protos import frame_pb2
from waymo_kit.schema import THING_CLASSES

DIVISOR, STUFF, TYPES = 1000, (0, 19, 20, 25), (1, 2, 4)


@dataclass(frozen=True)
class Objects:
    """The objects of a drive, by rows.

    Attributes:
        classes: (K,) class of each.
        place: (K, 2) row and column of the first frame, in a strip of all cameras.
        speed: (K, 2) pixels per frame.
        size: (K, 2) height and width in pixels.
        kinds: (3, K) bool: whether each is a crowd, has an id in the sequence, and is tracked.
        ids: "shared" by all cameras, "per camera" or "none": what their detections have.
        changes: (K,) frame from which on the detections have another id.
    """

    classes: np.ndarray
    place: np.ndarray
    speed: np.ndarray
    size: np.ndarray
    kinds: np.ndarray
    ids: str
    changes: np.ndarray

    def name(self, row, frame, camera):
        """Returns the id of the detections of an object, empty for none."""
        if self.ids == "none":
            return ""
        name = f"{row} later" if frame >= self.changes[row] else f"{row}"
        return f"{name} in {camera}" if self.ids == "per camera" else name


def make_objects(rng, height, width, whole):
    count = int(rng.integers(1, 10))
    return Objects(
        rng.choice(THING_CLASSES, count),
        rng.uniform(0, [height, whole], (count, 2)),
        rng.normal(0, [1, 5], (count, 2)),
        rng.uniform(3, [height / 1.5, width / 1.5], (count, 2)),
        rng.random((3, count)) < np.array([[0.1], [0.9], [0.85]]),
        rng.choice(["shared", "per camera", "none"]),
        np.where(rng.random(count) < 0.3, rng.integers(1, 5, count), 99),
    )


def make_drive(rng, name):
    """Makes the images of a drive: {"<frame>-<camera>": arrays, see `official_panoptic`}."""
    frames, cameras = int(rng.integers(1, 5)), int(rng.integers(1, 6))
    height, width = int(rng.integers(12, 28)), int(rng.integers(16, 40))
    step = width - int(rng.integers(0, 10))
    whole = step * (cameras - 1) + width
    starts = step * np.arange(cameras)
    covered = sum((np.arange(whole) >= s) & (np.arange(whole) < s + width) for s in starts)
    covered = np.broadcast_to(covered.astype(np.uint8), (height, whole))
    objects = make_objects(rng, height, width, whole)
    images = {}
    for frame in range(frames):
        low = (objects.place + frame * objects.speed).round()
        spans = np.maximum([low, low + objects.size], 0).astype(int)
        owner = np.full((height, whole), -1)
        for row, ((top, left), (bottom, right)) in enumerate(spans.swapaxes(0, 1)):
            owner[top:bottom, left:right] = row
        ground = np.tile(rng.choice(STUFF, 4)[np.arange(whole) * 4 // whole], (height, 1))
        for camera, start in enumerate(starts, 1):
            part = np.s_[:, start : start + width]
            label = make_label(rng, owner[part], ground[part], covered[part], objects, name)
            ids = [objects.name(row, frame, camera) for row in range(len(objects.classes))]
            images[f"{frame}-{camera}"] = {
                "label": np.frombuffer(label.SerializeToString(), np.uint8),
                **make_detections(rng, owner[part], objects.classes, ids),
            }
    return images


def make_label(rng, owner, ground, covered, objects, name):
    """Makes the label of an image, in which objects have numbers of its own."""
    label = ground * DIVISOR
    message = frame_pb2.CameraSegmentationLabel(panoptic_label_divisor=DIVISOR, sequence_id=name)
    seen = np.setdiff1d(owner, [-1])
    for row, number in zip(seen.tolist(), rng.permutation(len(seen)) + 1, strict=True):
        is_crowd, is_known, is_tracked = objects.kinds[:, row].tolist()
        label[owner == row] = objects.classes[row] * DIVISOR + (0 if is_crowd else number)
        if is_known and not is_crowd:
            message.instance_id_to_global_id_mapping.add(
                local_instance_id=number, global_instance_id=row + 1, is_tracked=is_tracked
            )
    message.panoptic_label = png(label.astype(np.uint16))
    message.num_cameras_covered = png(covered)
    return message


def make_detections(rng, owner, classes, ids):
    """Makes masks near the objects of an image, misses some and adds others."""
    masks, types, names = [], [], []
    for row in np.setdiff1d(owner, [-1]).tolist():
        if rng.random() < 0.9:
            mask = np.roll(owner == row, rng.integers(-2, 3, 2), (0, 1))
            masks.append(mask & (rng.random(mask.shape) < rng.choice([0.8, 1.0])))
            is_wrong = rng.random() < 0.1
            types.append(rng.choice(TYPES) if is_wrong else type_of_thing(int(classes[row])))
            names.append(ids[row])
    for _ in range(int(rng.integers(0, 3))):
        mask = np.zeros(owner.shape, bool)
        top, left = rng.integers(0, owner.shape)
        mask[top : top + rng.integers(1, 12), left : left + rng.integers(1, 12)] = True
        masks.append(mask)
        types.append(rng.choice(TYPES))
        names.append("")
    scores = np.float32(rng.integers(30, 101, len(masks)) / 100)  # with ties, and 0.5 itself
    return {
        "masks": np.array(masks, bool).reshape(-1, *owner.shape),
        "scores": scores,
        "types": np.array(types, np.int8),
        "ids": np.array(names, "U16"),
    }


def png(pixels):
    """Encodes pixels as PNG."""
    with io.BytesIO() as file:
        Image.fromarray(pixels).save(file, "PNG")
        return file.getvalue()


def write_drive(folder, name, images):
    """Writes a drive as a segment and a predictions table; returns their paths."""
    messages, tables = {}, []
    for key, image in images.items():
        frame, camera = map(int, key.split("-"))
        time = 1_000_000 + 100_000 * frame
        message = messages.setdefault(frame, frame_pb2.Frame(timestamp_micros=time))
        message.context.name = name
        picture = message.images.add(name=camera)
        picture.camera_segmentation_label.ParseFromString(image["label"].tobytes())
        masks, count = Masks.encode(image["masks"]), len(image["masks"])
        left_top, size = masks.boxes[:, :2], masks.boxes[:, 2:]
        boxes = ImageBoxes(
            np.concatenate([left_top + size / 2, size], axis=1),
            image["types"],
            ids=image["ids"].astype(object),
            scores=image["scores"],
            cameras=np.full(count, camera),
            timestamps_micros=np.full(count, time),
            masks=masks.texts,
            image_sizes=np.tile([masks.height, masks.width], (count, 1)),
        )
        tables.append(boxes_to_predictions(boxes, name))
    predictions = folder / "predictions" / f"{name}.parquet"
    write_predictions(pa.concat_tables(tables), predictions, BoxKind.BOX_2D)
    truth = write_segment(folder / "truth" / f"{name}.tfrecord", messages.values())
    return predictions, truth


def score(predictions, truth):
    """Returns our wSTQ, wAQ and mIoU."""
    row = evaluate(predictions, truth, "panoptic", force=True).rows["CAMERA"]
    return np.array([row["WSTQ"], row["WAQ"], row["MIOU"]], float)


def run_official(python, deeplab2, folder, drives):
    """Returns the official wSTQ, wAQ and mIoU, by name of the drive, and of `all`."""
    cases, results = folder / "cases.npz", folder / "results.npz"
    np.savez(
        cases,
        **{
            f"{name}/{image}/{array}": values
            for name, images in drives.items()
            for image, arrays in images.items()
            for array, values in arrays.items()
        },
    )
    script = Path(__file__).with_name("official_panoptic.py")
    done = subprocess.run(
        [python, script, cases, results],
        env={**os.environ, "PYTHONPATH": str(deeplab2)},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"the official evaluator failed:\n{done.stderr[-3000:]}")
    with np.load(results) as found:
        return dict(found)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_option(parser)
    parser.add_argument("--deeplab2", type=Path, required=True, metavar="PARENT")
    parser.add_argument("--drives", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    names = [f"drive-{number:04d}" for number in range(options.drives)]
    drives = {name: make_drive(rng, name) for name in names}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for side in ("predictions", "truth"):
            (folder / side).mkdir()
        official = run_official(official_python(options.official), options.deeplab2, folder, drives)
        written = {name: write_drive(folder, name, drives[name]) for name in names}
        ours = {name: score(*paths) for name, paths in written.items()}
        ours["all"] = score(folder / "predictions", folder / "truth")
    worst = np.max([difference(ours[name], official[name]) for name in names], axis=0)
    images = sum(map(len, drives.values()))
    print(f"{len(names)} drives, {images} images, largest differences of wSTQ, wAQ and mIoU:")
    print("  each by itself: " + digits(worst))
    print("  all together:   " + digits(difference(ours["all"], official["all"])))
    print("  ours: " + ", ".join(f"{value:.6f}" for value in ours["all"]))


def difference(ours, official):
    return np.where(np.isnan(ours) & np.isnan(official), 0, np.abs(ours - official))


def digits(values):
    return ", ".join(f"{value:.1e}" for value in values)


if __name__ == "__main__":
    main()
