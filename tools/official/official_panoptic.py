"""Scores merged masks by the official weighted STQ, in the Python with the official package.

    PYTHONPATH=DEEPLAB2_PARENT python official_panoptic.py CASES.npz RESULTS.npz

CASES.npz holds sequences of images, named `<sequence>/<image>/<array>`: `label`, the bytes of a
`CameraSegmentationLabel`, and of N detections `masks` (N, H, W), `scores`, `types` and `ids`, which
are empty for an object of its own. RESULTS.npz gets `<sequence>`: wSTQ, wAQ and mIoU, and `all`.

The masks are merged pixel by pixel, stored and read back by the official functions. Those that read
whole frames pass a bytearray, which newer protobuf refuses, so labels are parsed here.
"""

import sys

import numpy as np
from waymo_open_dataset import dataset_pb2
from waymo_open_dataset.utils import camera_segmentation_utils as utils
from waymo_open_dataset.wdl_limited.camera_segmentation import camera_segmentation_metrics

DIVISOR = 100_000
CLASS_OF = {1: 2, 2: 9, 4: 10}
"""Type of a detection -> class."""

MIN_SCORE = MIN_VISIBLE = 0.5


def merge(image, numbers):
    """Returns the (H, W, 1) label of an image; `numbers` has those of the ids so far."""
    merged = np.zeros((*image["masks"].shape[1:], 1), np.uint32)
    names = [str(name) or object() for name in image["ids"]]
    for name in names:
        numbers.setdefault(name, len(numbers) + 1)
    scores = image["scores"].tolist()
    for row in sorted(range(len(scores)), key=lambda row: -scores[row]):
        if scores[row] < MIN_SCORE:
            continue
        pixels = [(y, x) for y, x in np.argwhere(image["masks"][row]).tolist()]
        free = [(y, x) for y, x in pixels if not merged[y, x]]
        if pixels and len(free) >= MIN_VISIBLE * len(pixels):
            for y, x in free:
                merged[y, x] = CLASS_OF[int(image["types"][row])] * DIVISOR + numbers[names[row]]
    return merged


def labels_of(protos):
    """Returns the results of the official reader of labels: labels, tracked, cameras covered."""
    return utils.decode_multi_frame_panoptic_labels_from_segmentation_labels(
        protos, remap_to_global=True, new_panoptic_label_divisor=DIVISOR
    )[:3]


def score(images, name):
    """Returns the official metric of a sequence."""
    numbers, predicted, truth = {}, [], []
    for image in images:
        merged = merge(image, numbers)
        predicted.append(utils.save_panoptic_label_to_proto(merged, DIVISOR, name))
        truth.append(dataset_pb2.CameraSegmentationLabel.FromString(image["label"].tobytes()))
    labels, is_tracked, covered = labels_of(truth)
    return camera_segmentation_metrics.get_metric_object_by_sequence(
        labels, labels_of(predicted)[0], covered, is_tracked, sequence_id=name
    )


def main(cases, results):
    sequences = {}
    with np.load(cases) as stored:
        for key in stored:
            name, image, array = key.split("/")
            sequences.setdefault(name, {}).setdefault(image, {})[array] = stored[key]
    metrics = {name: score(images.values(), name) for name, images in sequences.items()}
    found = {}
    for name, metric in metrics.items():
        result = metric.result()
        found[name] = [result["STQ"], result["AQ"], result["IoU"]]
    whole = camera_segmentation_metrics.aggregate_metrics(list(metrics.values()))
    np.savez(results, all=[whole.wstq, whole.waq, whole.miou], **found)


if __name__ == "__main__":
    main(*sys.argv[1:])
