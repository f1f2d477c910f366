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
from tools.official.backbone_names import assign_keras, torch_state, weights_by_path
from tools.paths import ROOT
from waymo_kit.detectors.backbones import create_backbone
from waymo_kit.detectors.backbones.pretrained.keras_files import nasnet_rules
from waymo_kit.detectors.backbones.pretrained.torch_names import BYOB, CELLS, RESNET

GOLDEN = ROOT / "tests" / "detectors" / "backbones" / "golden.json"
CLASSES = 10


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


def torch_reference(build, rules, ours):
    """Makes a reference from a PyTorch module."""
    import torch

    module = build().eval()
    module.load_state_dict(torch_state(module, rules, ours))

    def predict(batch):
        with torch.no_grad():
            return module(torch.from_numpy(batch.transpose(0, 3, 1, 2).copy())).numpy()

    return sum(p.numel() for p in module.parameters()), predict


def timm_model(name, **options):
    import timm

    return timm.create_model(name, num_classes=CLASSES, **options)


def timm_bottlenecks(
    blocks, width, stride, size, attention=None, classes=CLASSES, **attention_options
):
    """Makes timm's bottleneck network with given blocks, and `attention` in the last stage."""
    from timm.models.byobnet import ByoBlockCfg, ByobNet, ByoModelCfg

    return ByobNet(
        ByoModelCfg(
            blocks=tuple(
                ByoBlockCfg(
                    type="self_attn" if attention and stage == 3 else "bottle",
                    d=depth,
                    c=width * 4 * 2**stage,
                    s=1 if stage == 0 else stride if stage == 3 else 2,
                    gs=0,
                    br=0.25,
                )
                for stage, depth in enumerate(blocks)
            ),
            stem_chs=width,
            stem_type="7x7",
            stem_pool="maxpool",
            fixed_input_size=True,
            self_attn_layer=attention,
            self_attn_kwargs=attention_options,
        ),
        num_classes=classes,
        img_size=size,
    )


def timm_halonet(blocks, width, **attention_options):
    """Makes timm's HaloNet-H1 with the given numbers of blocks."""
    from timm.models.byobnet import ByoBlockCfg, ByobNet, ByoModelCfg

    return ByobNet(
        ByoModelCfg(
            blocks=tuple(
                ByoBlockCfg(
                    type="self_attn", d=depth, c=width * 2**stage, s=min(stage + 1, 2), gs=0, br=1.0
                )
                for stage, depth in enumerate(blocks)
            ),
            stem_chs=width,
            stem_type="7x7",
            stem_pool="maxpool",
            act_layer="silu",
            self_attn_layer="halo",
            self_attn_kwargs=attention_options,
        ),
        num_classes=CLASSES,
    )


def small_pnasnet(filters):
    """Makes timm's PNASNet with one cell per stack."""
    import torch
    from timm.layers import ConvNormAct
    from timm.models import pnasnet

    class SmallPNASNet(torch.nn.Module):
        def __init__(self):
            super().__init__()
            f, cell = filters, partial(pnasnet.Cell, pad_type="same")
            norm = partial(torch.nn.BatchNorm2d, eps=0.001)
            stem = {"kernel_size": 3, "stride": 2, "padding": 0, "apply_act": False}
            self.conv_0 = ConvNormAct(3, 8, norm_layer=norm, **stem)
            self.cell_stem_0 = pnasnet.CellStem0(8, f // 4, 8, f // 4, pad_type="same")
            self.cell_stem_1 = cell(
                8, f // 2, 5 * f // 4, f // 2, match_prev_layer_dims=True, is_reduction=True
            )
            self.cell_0 = cell(5 * f // 4, f, 5 * f // 2, f, match_prev_layer_dims=True)
            self.cell_1 = cell(5 * f // 2, 2 * f, 5 * f, 2 * f, is_reduction=True)
            self.cell_2 = cell(
                5 * f, 4 * f, 10 * f, 4 * f, match_prev_layer_dims=True, is_reduction=True
            )
            self.last_linear = torch.nn.Linear(20 * f, CLASSES)

        def forward(self, x):
            outputs = [self.conv_0(x)]
            outputs.append(self.cell_stem_0(outputs[0]))
            for cell in (self.cell_stem_1, self.cell_0, self.cell_1, self.cell_2):
                outputs.append(cell(outputs[-2], outputs[-1]))
            return self.last_linear(torch.relu(outputs[-1]).mean((2, 3)))

    return SmallPNASNet()


def cadene_nasnet_mobile():
    from pretrainedmodels.models.nasnet_mobile import NASNetAMobile

    return NASNetAMobile(CLASSES)


def cadene_nasnet_large():
    from pretrainedmodels.models.nasnet import NASNetALarge

    return NASNetALarge(CLASSES)


def timm_nasnet_large():
    """Makes timm's NASNet, with strided average pools that ignore the zeros at the border."""
    from timm.layers import AvgPool2dSame
    from timm.layers.padding import pad_same
    from torch.nn import functional

    class CountingPool(AvgPool2dSame):
        def forward(self, x):
            inside = x.new_ones((1, 1, *x.shape[2:]))
            sums, counts = (
                functional.avg_pool2d(
                    pad_same(y, self.kernel_size, self.stride), self.kernel_size, self.stride
                )
                for y in (x, inside)
            )
            return sums / counts

    model = timm_model("nasnetalarge")
    for module in model.modules():
        if isinstance(module, AvgPool2dSame):
            module.__class__ = CountingPool
    return model


class SamePools:
    """Stands for keras.layers, with pools in reduction cells that pad as the original does."""

    def __getattr__(self, name):
        return getattr(keras.layers, name)

    def ZeroPadding2D(self, padding, name=None):  # noqa: N802
        if name and name.startswith("reduction_pad"):
            return lambda x: x
        return keras.layers.ZeroPadding2D(padding, name=name)

    def MaxPooling2D(self, *args, padding, **kwargs):  # noqa: N802
        return keras.layers.MaxPooling2D(*args, padding="same", **kwargs)

    def AveragePooling2D(self, *args, padding, **kwargs):  # noqa: N802
        return keras.layers.AveragePooling2D(*args, padding="same", **kwargs)


def keras_nasnet(size, filters, blocks, stem, skip, ours):
    """Makes NASNet of keras.applications with SAME pools."""
    from keras.src.applications import nasnet

    nasnet.layers = SamePools()
    model = nasnet.NASNet(
        (size, size, 3),
        penultimate_filters=24 * filters,
        num_blocks=blocks,
        stem_block_filters=stem,
        skip_reduction=skip,
        weights=None,
        classes=CLASSES,
        classifier_activation=None,
    )
    assign_keras(model, nasnet_rules(blocks), ours)
    return parameter_count(model), partial(infer, model)


def infer(model, batch):
    return keras.ops.convert_to_numpy(model(batch, training=False))


def parameter_count(model):
    return sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)


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
