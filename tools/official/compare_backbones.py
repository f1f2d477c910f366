"""Compares our backbones with public implementations that have the same weights.

    python -m venv .venv-backbones
    .venv-backbones/bin/pip install "tensorflow>=2.20" keras timm pretrainedmodels
    .venv-backbones/bin/python -m tools.official.compare_backbones [CASE ...] [--write]

Our network gets random weights and random batch statistics, seeded by the names of the weights. All
of them are copied into the reference by name, and both networks see the same images. Prints the
number of parameters, the largest logit of the reference and the largest difference. `--write`
stores the logits of the references, so that the tests can repeat the comparison without them.
"""

import argparse
import json
import os
import time
from dataclasses import dataclass, field
from functools import partial

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

from tests.detectors.backbones.seeded import images, seed_weights
from tools.official.backbone_names import weights_by_path
from tools.official.backbone_references import (
    CLASSES,
    cadene_nasnet_large,
    cadene_nasnet_mobile,
    infer,
    keras_nasnet,
    parameter_count,
    small_pnasnet,
    timm_bottlenecks,
    timm_halonet,
    timm_model,
    timm_nasnet_large,
    torch_reference,
)
from tools.paths import ROOT
from waymo_kit.detectors.backbones import create_backbone
from waymo_kit.detectors.backbones.pretrained.torch_names import BYOB, CELLS, RESNET

GOLDEN = ROOT / "tests" / "detectors" / "backbones" / "golden.json"


@dataclass(frozen=True)
class Case:
    """Pairs one of our networks with its reference.

    Attributes:
        network: Name in BACKBONES.
        size: Side of the images in pixels.
        reference: Function of our weights by path; returns the number of parameters and a function
            from images to logits.
        changes: Fields of the network that differ from the published ones.
        heavy: Whether the case is too slow for the quick tests.
        golden: Whether its logits are stored for the tests.
    """

    network: str
    size: int
    reference: object
    changes: dict = field(default_factory=dict)
    heavy: bool = False
    golden: bool = True


SMALL = {"depths": (2, 1, 1, 2), "width": 8}
SMALL_HALO = {**SMALL, "heads": (4, 4, 4, 4), "block_size": 4, "halo": 2}
SMALL_CELLS = {"cells": 3, "filters": 8, "stem_filters": 8}
CASES = {
    "resnet small": Case(
        "resnet50",
        64,
        partial(torch_reference, partial(timm_bottlenecks, (2, 1, 1, 2), 8, 2, 64), BYOB),
        SMALL,
    ),
    "botnet small": Case(
        "botnet50",
        64,
        partial(
            torch_reference,
            partial(timm_bottlenecks, (2, 1, 1, 2), 8, 2, 64, "bottleneck"),
            BYOB,
        ),
        SMALL,
    ),
    "botnet-s1 small": Case(
        "botnet_s1_50",
        64,
        partial(
            torch_reference,
            partial(
                timm_bottlenecks,
                (2, 1, 1, 2),
                8,
                1,
                64,
                "bottleneck",
                scale_pos_embed=True,
            ),
            BYOB,
        ),
        {**SMALL, "scale_position": True},
    ),
    "halonet small": Case(
        "halonet_h1",
        128,
        partial(
            torch_reference,
            partial(timm_halonet, (2, 1, 1, 2), 8, block_size=4, halo_size=2, num_heads=4),
            BYOB,
        ),
        SMALL_HALO,
    ),
    "halonet small, scaled": Case(
        "halonet_h1",
        128,
        partial(
            torch_reference,
            partial(
                timm_halonet,
                (2, 1, 1, 2),
                8,
                block_size=4,
                halo_size=2,
                num_heads=4,
                scale_pos_embed=True,
            ),
            BYOB,
        ),
        {**SMALL_HALO, "scale_position": True},
    ),
    "nasnet small": Case(
        "nasnet_mobile", 64, partial(keras_nasnet, 64, 8, 1, 8, False), SMALL_CELLS
    ),
    "nasnet small, skip": Case(
        "nasnet_large", 65, partial(keras_nasnet, 65, 8, 1, 8, True), SMALL_CELLS
    ),
    "pnasnet small": Case(
        "pnasnet5_mobile",
        64,
        partial(torch_reference, partial(small_pnasnet, 8), CELLS),
        SMALL_CELLS,
    ),
    "resnet50": Case(
        "resnet50",
        224,
        partial(torch_reference, partial(timm_model, "resnet50"), RESNET),
        heavy=True,
    ),
    "botnet50": Case(
        "botnet50",
        224,
        partial(
            torch_reference,
            partial(timm_bottlenecks, (3, 4, 6, 3), 64, 2, 224, "bottleneck"),
            BYOB,
        ),
        heavy=True,
    ),
    "halonet_h1": Case(
        "halonet_h1",
        256,
        partial(torch_reference, partial(timm_model, "halonet_h1"), BYOB),
        {"heads": (8, 8, 8, 8), "activation": "relu"},
        heavy=True,
    ),
    "nasnet_mobile": Case(
        "nasnet_mobile", 224, partial(keras_nasnet, 224, 44, 4, 32, False), heavy=True
    ),
    "nasnet_mobile, Cadene": Case(
        "nasnet_mobile", 224, partial(torch_reference, cadene_nasnet_mobile, CELLS), golden=False
    ),
    "nasnet_large": Case(
        "nasnet_large",
        331,
        partial(torch_reference, timm_nasnet_large, CELLS),
        heavy=True,
    ),
    "nasnet_large, Cadene": Case(
        "nasnet_large", 331, partial(torch_reference, cadene_nasnet_large, CELLS), golden=False
    ),
    "nasnet_large, timm as it is": Case(
        "nasnet_large",
        331,
        partial(torch_reference, partial(timm_model, "nasnetalarge"), CELLS),
        golden=False,
    ),
    "nasnet_large, Keras": Case(
        "nasnet_large", 331, partial(keras_nasnet, 331, 168, 6, 96, True), golden=False
    ),
    "pnasnet5_large": Case(
        "pnasnet5_large",
        331,
        partial(torch_reference, partial(timm_model, "pnasnet5large"), CELLS),
        heavy=True,
    ),
}


def compare(case):
    """Returns our and their number of trainable parameters, then our and their logits."""
    model = create_backbone(
        case.network,
        num_classes=CLASSES,
        input_shape=(case.size, case.size, 3),
        **case.changes,
    )
    seed_weights(model)
    batch = images(2, case.size)
    parameters, predict = case.reference(weights_by_path(model))
    return parameter_count(model), parameters, infer(model, batch), predict(batch)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))
    parser.add_argument("--write", action="store_true", help=f"store the logits in {GOLDEN.name}")
    arguments = parser.parse_args()
    golden = json.loads(GOLDEN.read_text()) if GOLDEN.exists() else {}
    print(f"{'case':28}{'ours':>12}{'reference':>12}{'logit':>8}{'differs':>10}  seconds")
    for name in arguments.cases or CASES:
        case = CASES[name]
        started = time.perf_counter()
        trainable, parameters, ours, theirs = compare(case)
        largest, apart = np.abs(theirs).max(), np.abs(ours - theirs).max()
        seconds = time.perf_counter() - started
        print(
            f"{name:28}{trainable:12,}{parameters:12,}{largest:8.3f}{apart:10.1e}{seconds:9.1f}",
            flush=True,
        )
        if case.golden:
            golden[name] = {
                "network": case.network,
                "size": case.size,
                "changes": case.changes,
                "heavy": case.heavy,
                "logits": np.round(theirs.astype(float), 7).tolist(),
            }
        keras.backend.clear_session()
    if arguments.write:
        entries = (f" {json.dumps(name)}: {json.dumps(entry)}" for name, entry in golden.items())
        GOLDEN.write_text("{\n" + ",\n".join(entries) + "\n}\n")


if __name__ == "__main__":
    main()
