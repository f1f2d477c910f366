"""Networks, images and boxes that are the same on every machine, for comparisons with torchvision.

Shared by the tests and by tools/official/compare_torchvision.py.
"""

import dataclasses

import numpy as np

from tests.detectors.backbones.seeded import seed_weights
from waymo_kit.detectors.camera.config import ImageBackbone
from waymo_kit.detectors.camera.examples import CameraExample
from waymo_kit.detectors.camera.mask_rcnn.config import MaskHeadConfig

CLASSES = ("a", "b", "c", "d", "e")
CANVAS = (160, 192)
SIZES = ((128, 192), (160, 128), (128, 128))
"""Heights and widths of three images; torchvision pads them to `CANVAS`."""

SHOWN = 30
"""Number of detections of each image that the golden file holds."""

SCALES = {
    "class_out": 0.3,
    "box_out": 0.05,
    "proposal_score": 0.3,
    "proposal_box": 0.05,
    "mask_out": 0.3,
}
"""Factor of seeded kernels, so that scores and boxes are not extreme."""

SPREAD_SCALES = {**SCALES, "class_out": 1.0, "hidden2": 8.0, "mask_out": 3.0}
"""The same for shallow networks, whose outputs would hardly differ between places."""

CENTERED = ("hidden2", "class_out", "mask_out")
"""Layers of shallow networks whose kernels have the mean 0 over positive inputs."""

BIASES = {"class_out": -3.0}


def comparison_config(config, depths=(1, 1, 1, 1)):
    """A configuration for the images above, with torchvision's numbers."""
    changes = {"masks": MaskHeadConfig(truth_size=CANVAS[1])} if config.mask_size else {}
    return dataclasses.replace(
        config,
        **changes,
        classes=CLASSES,
        height=CANVAS[0],
        width=CANVAS[1],
        max_boxes=6,
        backbone=ImageBackbone(depths=depths),
    )


def seed_network(model, is_shallow=True):
    """Gives a network weights drawn by their names."""
    seed_weights(model)
    scales = SPREAD_SCALES if is_shallow else SCALES
    for weight in model.weights:
        layer, _, leaf = weight.path.rpartition("/")
        layer = layer.rpartition("/")[2]
        if leaf == "kernel" and layer in CENTERED and is_shallow:
            kernel = np.asarray(weight)
            weight.assign(kernel - kernel.mean(axis=-2, keepdims=True))
        if leaf == "kernel" and layer in scales:
            weight.assign(weight * scales[layer])
        if leaf == "bias" and layer in BIASES:
            weight.assign(weight + BIASES[layer])


def comparison_images():
    """Three images of noise on a slope, uint8."""
    rng = np.random.RandomState(0)
    found = []
    for height, width in SIZES:
        slope = np.linspace(0, 120, width)[None, :, None] * [1, 0.5, 0.2]
        noise = rng.uniform(0, 100, (height // 8, width // 8, 3)).repeat(8, 0).repeat(8, 1)
        found.append((slope + noise + rng.uniform(0, 20, (height, width, 3))).astype(np.uint8))
    return found


def comparison_boxes():
    """(boxes as corners, labels) of each image; the last one has none."""
    rng = np.random.RandomState(1)
    found = []
    for (height, width), count in zip(SIZES, (4, 6, 0), strict=True):
        sides = rng.uniform(12, 70, (count, 2))
        low = rng.uniform(0, 1, (count, 2)) * ([width, height] - sides)
        boxes = np.concatenate([low, low + sides], axis=1).astype(np.float32)
        found.append((boxes, rng.randint(0, len(CLASSES), count).astype(np.int32)))
    return found


def comparison_masks():
    """(boxes, H, W) uint8 of each image: ellipses in the boxes."""
    found = []
    for (boxes, _), (height, width) in zip(comparison_boxes(), SIZES, strict=True):
        y, x = np.mgrid[:height, :width] + 0.5
        masks = np.zeros((len(boxes), height, width), np.uint8)
        for mask, box in zip(masks, boxes, strict=True):
            center, half = (box[:2] + box[2:]) / 2, (box[2:] - box[:2]) / 2
            mask[:] = ((x - center[0]) / half[0]) ** 2 + ((y - center[1]) / half[1]) ** 2 <= 1
        found.append(masks)
    return found


def ordered_noise(network, batch):
    """Noise for anchors and regions that makes samplers take the first rows."""
    images = len(batch.size)
    regions = network.config.proposals.training_kept + network.config.max_boxes
    counts = (len(network.proposals.anchors), regions)
    return [np.tile(np.arange(c, dtype=np.float32) / c, (images, 1)) for c in counts]


def sampled(array):
    """About 200 numbers of an array."""
    flat = array.reshape(-1)
    return flat[:: max(1, len(flat) // 200)][:200]


def comparison_batch(config):
    """The images and boxes as a batch of examples."""
    count, size = len(SIZES), config.mask_size
    images = np.zeros((count, config.height, config.width, 3), np.uint8)
    boxes = np.zeros((count, config.max_boxes, 4), np.float32)
    labels = np.full((count, config.max_boxes), -1, np.int32)
    for k, image in enumerate(comparison_images()):
        images[k, : image.shape[0], : image.shape[1]] = image
    for k, (own, names) in enumerate(comparison_boxes()):
        boxes[k, : len(own)], labels[k, : len(own)] = own, names
    masks = np.zeros((count, config.max_boxes, size, size), np.uint8)
    if size:
        for k, own in enumerate(comparison_masks()):
            margin = [(0, 0), (0, size - own.shape[1]), (0, size - own.shape[2])]
            masks[k, : len(own)] = np.pad(own, margin, mode="edge")
    windows = np.zeros((count, config.max_boxes, 4), np.float32)
    windows[..., 2:] = size
    return CameraExample(
        images, np.array(SIZES, np.int32), boxes, labels, np.arange(count), masks, windows
    )
