"""Copies weights of our camera detectors into torchvision's, and builds these."""

import torch
import torchvision
from torchvision.models.detection import anchor_utils, backbone_utils
from torchvision.ops import feature_pyramid_network as fpn

from tools.official.backbone_names import torch_state
from waymo_kit.detectors.backbones.pretrained.torch_names import RESNET
from waymo_kit.detectors.training.variable_paths import weight_paths

DETECTORS = (
    (r"^roi_heads\.mask_predictor\.conv5_mask", "mask_head/mask_deconv"),
    (r"^backbone\.body\.", ""),
    *RESNET,
    (r"^(stem|stage\d)_", r"resnet50/\1_"),
    (r"^backbone\.fpn\.extra_blocks\.p(\d)", r"coarse\1"),
    (r"^head\.classification_head\.conv\.(\d)\.0", lambda m: f"class_conv{int(m[1]) + 1}"),
    (r"^head\.regression_head\.conv\.(\d)\.0", lambda m: f"box_conv{int(m[1]) + 1}"),
    (r"^head\.classification_head\.cls_logits", "class_out"),
    (r"^head\.regression_head\.bbox_reg", "box_out"),
    (r"^rpn\.head\.conv\.0\.0", "proposal_conv"),
    (r"^rpn\.head\.cls_logits", "proposal_score"),
    (r"^rpn\.head\.bbox_pred", "proposal_box"),
    (r"^roi_heads\.box_head\.fc6", "box_head/hidden1"),
    (r"^roi_heads\.box_head\.fc7", "box_head/hidden2"),
    (r"^roi_heads\.box_predictor\.cls_score", "box_head/class_out"),
    (r"^roi_heads\.box_predictor\.bbox_pred", "box_head/box_out"),
    (r"^roi_heads\.mask_head\.(\d)\.0", lambda m: f"mask_head/mask_conv{int(m[1]) + 1}"),
    (r"^roi_heads\.mask_predictor\.mask_fcn_logits", "mask_head/mask_out"),
)
"""Patterns of torchvision's names, replaced in order, which give our paths."""


def pyramid_rules(first_level):
    """Patterns of the pyramid, whose first level differs."""
    return (
        (
            r"^backbone\.fpn\.inner_blocks\.(\d)\.0",
            lambda m: f"lateral{int(m[1]) + first_level}",
        ),
        (r"^backbone\.fpn\.layer_blocks\.(\d)\.0", lambda m: f"smooth{int(m[1]) + first_level}"),
    )


def resnet_pyramid(depths, first_level):
    """Returns torchvision's ResNet of bottlenecks with a pyramid on it."""
    body = torchvision.models.resnet.ResNet(
        torchvision.models.resnet.Bottleneck, list(depths), norm_layer=torch.nn.BatchNorm2d
    )
    layers = [1, 2, 3, 4] if first_level == 2 else [2, 3, 4]
    extra = fpn.LastLevelMaxPool() if first_level == 2 else fpn.LastLevelP6P7(256, 256)
    return backbone_utils._resnet_fpn_extractor(body, 5, returned_layers=layers, extra_blocks=extra)


def retinanet(config):
    """Returns torchvision's RetinaNet of a configuration of ours."""
    return torchvision.models.detection.RetinaNet(
        resnet_pyramid(config.backbone.depths, 3),
        num_classes=len(config.classes),
        anchor_generator=anchor_utils.AnchorGenerator(
            tuple(config.anchors.sizes), (config.anchors.ratios,) * 5
        ),
        detections_per_img=config.decoding.max_detections,
        score_thresh=config.decoding.min_score,
        min_size=128,
        max_size=4096,
    )


def two_stage(config):
    """Returns torchvision's Faster or Mask R-CNN of a configuration of ours."""
    build = {
        "faster-rcnn": torchvision.models.detection.FasterRCNN,
        "mask-rcnn": torchvision.models.detection.MaskRCNN,
    }[config.name]
    return build(
        resnet_pyramid(config.backbone.depths, 2),
        num_classes=1 + len(config.classes),
        rpn_anchor_generator=anchor_utils.AnchorGenerator(
            tuple(config.proposals.anchors.sizes), (config.proposals.anchors.ratios,) * 5
        ),
        box_detections_per_img=config.decoding.max_detections,
        min_size=128,
        max_size=4096,
    )


def copy_weights(module, ours, first_level):
    """Copies our weights, arrays by path, into a module of torchvision."""
    state = torch_state(module, (*DETECTORS, *pyramid_rules(first_level)), ours)
    key = "roi_heads.box_head.fc6.weight"
    if key in state:
        rows, columns = state[key].shape
        side = round((columns / 256) ** 0.5)
        by_cell = state[key].reshape(rows, side, side, columns // side**2)
        state[key] = by_cell.permute(0, 3, 1, 2).reshape(rows, columns).contiguous()
    module.load_state_dict(state)


def arrays_by_path(model):
    """Our weights as arrays by path."""
    paths = weight_paths(model).items()
    return {path.removeprefix("pyramid/"): value.numpy() for path, value in paths}
