"""Compares our camera detectors with torchvision's, which get the same weights.

    python -m venv --system-site-packages .venv-torchvision
    .venv-torchvision/bin/pip install torch torchvision
    .venv-torchvision/bin/python -m tools.official.compare_torchvision [MODEL ...] [--write]

Our network gets random weights and batch statistics, seeded by the names of the weights. All of
them are copied into torchvision's, and both see the same three images. Compared are the outputs of
the heads, the detections after decoding and NMS, and the losses for the same boxes. `--depths`
chooses the blocks of the ResNet; `--write` stores what torchvision answers for the smallest one, so
that the tests can repeat the comparison without it.
"""

import argparse
import json
import os
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# PyTorch and its compiler come before TensorFlow: loaded later, their libraries crash.
import torch._dynamo  # isort: skip
import torchvision  # isort: skip  # noqa: F401
import keras
import numpy as np
from torchvision.models.detection import rpn

from tests.detectors.camera.seeded_networks import (
    SHOWN,
    SIZES,
    comparison_batch,
    comparison_boxes,
    comparison_config,
    comparison_images,
    comparison_masks,
    ordered_noise,
    sampled,
    seed_network,
)
from tools.official import torchvision_names as names
from tools.paths import ROOT
from waymo_kit.detectors.camera.faster_rcnn.config import FasterRCNNConfig
from waymo_kit.detectors.camera.faster_rcnn.network import FasterRCNN
from waymo_kit.detectors.camera.mask_rcnn.config import MaskRCNNConfig
from waymo_kit.detectors.camera.mask_rcnn.network import MaskRCNN
from waymo_kit.detectors.camera.mask_rcnn.paste import paste_masks
from waymo_kit.detectors.camera.retinanet.config import RetinaNetConfig
from waymo_kit.detectors.camera.retinanet.head import RetinaNetOutputs
from waymo_kit.detectors.camera.retinanet.network import RetinaNet

GOLDEN = ROOT / "tests" / "detectors" / "camera" / "golden_torchvision.json"
SMALL, FULL = (1, 1, 1, 1), (3, 4, 6, 3)


def torch_images():
    return [
        torch.from_numpy(i.transpose(2, 0, 1).copy()).float() / 255 for i in comparison_images()
    ]


def torch_targets(first_label, with_masks=False):
    targets = []
    for (boxes, labels), masks in zip(comparison_boxes(), comparison_masks(), strict=True):
        target = {
            "boxes": torch.from_numpy(boxes).reshape(-1, 4),
            "labels": torch.from_numpy(labels).long() + first_label,
        }
        if with_masks:
            target["masks"] = torch.from_numpy(masks)
        targets.append(target)
    return targets


class Answers(NamedTuple):
    """Answers of a network: outputs, detections of each image, losses."""

    outputs: dict
    detections: list
    losses: dict


def compare_retinanet(depths):
    """Outputs, detections and losses of RetinaNet, ours and torchvision's."""
    config = comparison_config(RetinaNetConfig(), depths)
    network = RetinaNet(config)
    seed_network(network.model, depths == SMALL)
    module = names.retinanet(config).eval()
    names.copy_weights(module, names.arrays_by_path(network.model), 3)
    batch = comparison_batch(config)
    outputs = RetinaNetOutputs(*network.model((batch.image, batch.size), training=False))
    images, targets = module.transform(torch_images(), torch_targets(0))
    features = list(module.backbone(images.tensors).values())
    head = module.head(features)
    anchors = module.anchor_generator(images, features)
    losses = module.compute_loss(targets, head, anchors)
    np.testing.assert_array_equal(network.anchors, anchors[0].numpy())
    ours = Answers(
        {name: np.asarray(value) for name, value in outputs._asdict().items()},
        unpadded(network.decode(outputs, batch.size)),
        values(network.losses_of(outputs, batch)),
    )
    theirs = Answers(
        {
            "logits": head["cls_logits"].numpy(),
            "residuals": head["bbox_regression"].numpy(),
        },
        [{k: v.numpy() for k, v in each.items()} for each in module(torch_images())],
        {"score": float(losses["classification"]), "box": float(losses["bbox_regression"])},
    )
    return ours, theirs


def compare_two_stages(config, build, depths):
    """Outputs, detections, masks and losses of Faster or Mask R-CNN, ours and torchvision's."""
    config = comparison_config(config, depths)
    network = build(config)
    seed_network(network.model, depths == SMALL)
    module = names.two_stage(config).eval()
    names.copy_weights(module, names.arrays_by_path(network.model), 2)
    batch = comparison_batch(config)
    outputs = network.features(batch.image, batch.size, training=False)
    proposals = network.proposals.propose(outputs.proposals, batch.size, training=False)
    head = network.head(outputs, proposals.boxes)
    ours = Answers(
        {
            "proposal logits": np.asarray(outputs.proposals.logits),
            "proposal residuals": np.asarray(outputs.proposals.residuals),
            "logits": np.asarray(head.logits),
            "residuals": np.asarray(head.residuals),
        },
        unpadded(network.decode(outputs, batch.size)),
        values(network.losses_of(outputs, batch, *ordered_noise(network, batch))),
    )
    images, targets = module.transform(torch_images(), torch_targets(1, config.mask_size > 0))
    features = module.backbone(images.tensors)
    logits, residuals = module.rpn.head(list(features.values()))
    logits, residuals = rpn.concat_box_prediction_layers(logits, residuals)
    regions = [torch.from_numpy(np.array(boxes)) for boxes in proposals.boxes]
    pooled = module.roi_heads.box_roi_pool(features, regions, images.image_sizes)
    scores, boxes = module.roi_heads.box_predictor(module.roi_heads.box_head(pooled))
    count, first = len(images.image_sizes), ours.outputs
    detections = [{k: v.numpy() for k, v in each.items()} for each in module(torch_images())]
    for each in detections:
        each["labels"] -= 1
    with ordered_samples():
        module.rpn.train()
        module.roi_heads.train()
        found, losses = module.rpn(images, features, targets)
        losses |= module.roi_heads(features, found, images.image_sizes, targets)[1]
    shapes = {name: value.shape for name, value in first.items()}
    theirs = Answers(
        {
            "proposal logits": logits.reshape(count, -1).numpy(),
            "proposal residuals": residuals.reshape(count, -1, 4).numpy(),
            "logits": scores.reshape(shapes["logits"]).numpy(),
            "residuals": boxes.reshape(shapes["residuals"]).numpy(),
        },
        detections,
        {OUR_LOSSES[name]: float(value) for name, value in losses.items()},
    )
    if config.mask_size:
        masks = np.asarray(network.masks_of(outputs, network.decode(outputs, batch.size)))
        for each, own, size in zip(ours.detections, masks, SIZES, strict=True):
            each["masks"] = paste_masks(own[: len(each["boxes"])], each["boxes"], *size).pixels
        for each in theirs.detections:
            each["masks"] = each["masks"][:, 0] >= 0.5
    return ours, theirs


OUR_LOSSES = {
    "loss_objectness": "proposal_score",
    "loss_rpn_box_reg": "proposal_box",
    "loss_classifier": "score",
    "loss_box_reg": "box",
    "loss_mask": "mask",
}


@contextmanager
def ordered_samples():
    """Makes torchvision's sampler take the first rows instead of random ones."""
    permutation = torch.randperm
    torch.randperm = lambda count, device=None: torch.arange(count)
    try:
        yield
    finally:
        torch.randperm = permutation


def unpadded(found):
    """Detections of each image without padding."""
    boxes, scores, labels, is_real = (np.asarray(value) for value in found)
    return [
        {"boxes": boxes[k][real], "scores": scores[k][real], "labels": labels[k][real]}
        for k, real in enumerate(is_real)
    ]


def values(terms):
    """Values of the terms of a loss by name."""
    return {t.name: float(t.weight * t.total / max(1.0, float(t.count))) for t in terms}


MODELS = {
    "retinanet": compare_retinanet,
    "faster-rcnn": partial(compare_two_stages, FasterRCNNConfig(), FasterRCNN),
    "mask-rcnn": partial(compare_two_stages, MaskRCNNConfig(), MaskRCNN),
}


def report(name, depths, ours, theirs):
    """Prints the largest differences; returns whether all are small."""
    title = f"{name} {'-'.join(map(str, depths))}"
    good = []
    for key, value in theirs.outputs.items():
        worst, largest = np.abs(ours.outputs[key] - value).max(), np.abs(value).max()
        good.append(worst <= 1e-4 * max(1, largest))
        print(f"{title} {key}: largest {largest:.4g}, difference {worst:.2e}")
    for k, (one, other) in enumerate(zip(ours.detections, theirs.detections, strict=True)):
        count = len(other["labels"])
        good.append(np.array_equal(one["labels"], other["labels"]))
        if not good[-1]:
            print(f"{title} image {k}: DIFFERENT labels, {len(one['labels'])} and {count}")
            continue
        gaps = {key: np.abs(one[key] - other[key]).max() for key in ("boxes", "scores")}
        good += [gaps["boxes"] <= 1e-2, gaps["scores"] <= 1e-4]
        told = ", ".join(f"{key} {gap:.2e}" for key, gap in gaps.items())
        if "masks" in other:
            wrong, inside = (one["masks"] != other["masks"]).sum(), other["masks"].sum()
            good.append(wrong <= 1e-4 * inside)
            told += f", {wrong} of {inside} mask pixels"
        print(f"{title} image {k}: {count} detections, labels equal, differences {told}")
    for key, value in theirs.losses.items():
        good.append(abs(ours.losses[key] - value) <= 1e-4 * max(1, abs(value)))
        print(f"{title} loss {key}: {ours.losses[key]:.6f} and {value:.6f}")
    return all(good)


def golden(theirs):
    """Returns expected values for the tests: some outputs, the first detections and the losses."""
    detections = [
        {key: listed(value[:SHOWN]) for key, value in each.items() if key != "masks"}
        | ({"mask_pixels": each["masks"][:SHOWN].sum((1, 2)).tolist()} if "masks" in each else {})
        for each in theirs.detections
    ]
    outputs = {key: listed(sampled(value)) for key, value in theirs.outputs.items()}
    return {"outputs": outputs, "detections": detections, "losses": theirs.losses}


def listed(array):
    """Numbers of an array for JSON, with seven digits."""
    if array.dtype.kind != "f":
        return array.tolist()
    return [float(f"{value:.7g}") for value in array.reshape(-1)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="*", default=list(MODELS))
    parser.add_argument("--depths", choices=["small", "full", "both"], default="both")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    keras.utils.set_random_seed(0)
    torch.set_grad_enabled(False)
    stored = json.loads(GOLDEN.read_text()) if GOLDEN.exists() else {}
    good = True
    for name in arguments.models:
        for depths in {"small": [SMALL], "full": [FULL], "both": [SMALL, FULL]}[arguments.depths]:
            ours, theirs = MODELS[name](depths)
            good &= report(name, depths, ours, theirs)
            if depths == SMALL:
                stored[name] = golden(theirs)
    if arguments.write:
        GOLDEN.write_text(json.dumps(stored, separators=(",", ":")) + "\n")
    print("all equal" if good else "DIFFERENT")
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
