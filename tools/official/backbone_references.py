"""The public implementations that backbones are compared with: timm, Cadene's models and Keras.

A reference is made of our weights by path, and is its number of trainable parameters and a function
from images (B, H, W, 3) float32 to logits (B, CLASSES) float32.
"""

from functools import partial

import keras
import numpy as np

from tools.official.backbone_names import assign_keras, torch_state
from waymo_kit.detectors.backbones.pretrained.keras_files import nasnet_rules

CLASSES = 10


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
