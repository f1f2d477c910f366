"""Compares pretrained networks in our layers with the files that they come from.

    python -m tools.official.compare_pretrained --networks networks.yaml --photos PHOTOS [--every 1]

PHOTOS is a folder with one photo of each class of ImageNet, whose names in order are the classes:
the 1,000 of github.com/EliSchwartz/imagenet-sample-images. Networks without `backbone` are read
into ours by the name of their file. For each network it prints

- the top-1 accuracy of the integer network (TFLite files) and of ours, on the photos;
- the correlation of the pooled features of the two;
- the same where our activations are rounded as those of the file: what is left is the arithmetic.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import os
import re
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from waymo_kit.detectors.backbones import create_backbone, find_architecture, read_weights
from waymo_kit.detectors.backbones.pretrained import PretrainedWeights
from waymo_kit.detectors.backbones.pretrained.tflite_features import TFLiteFeatures
from waymo_kit.detectors.study.transfer.inputs import SourceNetwork, read_networks

_BATCH = 25


def main(arguments: list[str] | None = None) -> None:
    """Runs the comparison."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--networks", type=Path, required=True)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1, help="use every N-th photo")
    parser.add_argument("--only", help="names of networks, separated by commas")
    options = parser.parse_args(arguments)
    files = sorted(options.photos.glob("*.JPEG"))
    labels = np.arange(len(files))[:: options.every]
    print(f"{len(labels)} photos")
    print("| network | top-1, integers | top-1, ours | r of features | r, rounded | seconds |")
    print("|---|---|---|---|---|---|")
    for network in read_networks(options.networks):
        if options.only and network.name not in options.only.split(","):
            continue
        began = time.perf_counter()
        row = compare(network, files[:: options.every], labels)
        cells = ["-" if value is None else f"{value:.5g}" for value in row]
        seconds = time.perf_counter() - began
        print(f"| {network.name} | {' | '.join(cells)} | {seconds:.0f} |", flush=True)


def compare(
    network: SourceNetwork, files: list[Path], labels: NDArray[np.int64]
) -> list[float | None]:
    """Returns the four figures of a network, None where there is none."""
    path = Path(network.weights)
    is_tflite = path.suffix == ".tflite"
    ours = _ours(network)
    size = ours.input_shape[1] if ours is not None else _integers(network, True).image_size
    levels = np.stack([view(file, size) for file in files])
    row: list[float | None] = [None] * 4
    pooled = None
    if is_tflite:
        integers = _integers(network, is_pooled=False)
        single = [integers(levels[k : k + 1])[0] for k in range(len(levels))]
        if len(single[0]) in (1000, 1001):
            row[0] = accuracy(np.stack(single), labels)
        extract = _integers(network, is_pooled=True)
        pooled = np.concatenate([extract(part) for part in batches(levels)])
    if ours is None:
        return row
    weights = _weights(network)
    scaling = weights.scaling
    both = keras.Model(ours.input, [ours.get_layer("pool").output, ours.output])
    found = [both.predict_on_batch(scaling.apply(part)) for part in batches(levels)]
    features = np.concatenate([np.asarray(each[0]) for each in found])
    if weights.num_classes is not None:
        row[1] = accuracy(np.concatenate([np.asarray(each[1]) for each in found]), labels)
    if pooled is not None:
        row[2] = float(np.corrcoef(pooled.ravel(), features.ravel())[0, 1])
        rounded = rounded_features(ours, path, scaling.apply(levels[:50]))
        row[3] = float(np.corrcoef(pooled[:50].ravel(), rounded.ravel())[0, 1])
    return row


def view(file: Path, size: int) -> NDArray[np.uint8]:
    """Returns the square in the middle of a photo: (size, size, 3) uint8."""
    with Image.open(file) as photo:
        picture = photo.convert("RGB")
    side = min(picture.size)
    left, top = ((length - side) / 2 for length in picture.size)
    box = (left, top, left + side, top + side)
    return np.asarray(picture.resize((size, size), Image.Resampling.BILINEAR, box=box))


def accuracy(outputs: NDArray[Any], labels: NDArray[np.int64]) -> float:
    """Returns percent; networks of 1,001 classes begin with the background."""
    return 100 * float((outputs.argmax(axis=1) - (outputs.shape[1] - 1000) == labels).mean())


def batches(levels: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """Returns images in batches of one size, as far as they go."""
    return [levels[start : start + _BATCH] for start in range(0, len(levels), _BATCH)]


def rounded_features(
    model: keras.Model, path: Path, images: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Returns the pooled features of our network with its activations rounded as in the file.

    Args:
        model: Our network with the weights of the file.
        path: TFLite file.
        images: (N, S, S, 3) scaled images.
    """
    roundings = output_steps(path)
    names = [layer.name for layer in model.layers]
    convolutions = [name for name in names if name.endswith("_conv")]
    adds = [name for name in names if name.endswith("_add")]
    steps = dict(zip(adds, roundings["ADD"], strict=True))
    for name, step in zip(convolutions, roundings["CONVOLUTION"], strict=False):
        active = name.removesuffix("_conv") + "_act"
        steps[active if active in names else name.removesuffix("_conv") + "_norm"] = step
    values: dict[str, Any] = {}
    for layer in model.layers:
        if isinstance(layer, keras.layers.InputLayer):
            values[layer.name] = images
            continue
        sources = [node.operation.name for node in layer._inbound_nodes[0].parent_nodes]
        inputs = [values[source] for source in sources]
        value = np.asarray(layer(inputs if len(inputs) > 1 else inputs[0], training=False))
        if layer.name in steps:
            scale, zero, low, high = steps[layer.name]
            value = (np.clip(np.rint(value / scale) + zero, low, high) - zero) * scale
        values[layer.name] = value
        if layer.name == "pool":
            return np.asarray(value, np.float32)
    raise SystemExit(f"{model.name} has no pooling")


def output_steps(path: Path) -> dict[str, list[tuple[float, int, int, int]]]:
    """Returns scale, zero, lowest and highest integer of the outputs of a TFLite network."""
    schema = importlib.import_module("tensorflow.lite.python.schema_py_generated")
    model = schema.ModelT.InitFromPackedBuf(path.read_bytes(), 0)
    graph = model.subgraphs[0]
    names = {value: name for name, value in vars(schema.BuiltinOperator).items()}
    found: dict[str, list[tuple[float, int, int, int]]] = {"ADD": [], "CONVOLUTION": []}
    for operator in graph.operators:
        code = model.operatorCodes[operator.opcodeIndex]
        kind = names[max(code.builtinCode, code.deprecatedBuiltinCode)]
        kind = "CONVOLUTION" if kind in ("CONV_2D", "DEPTHWISE_CONV_2D") else kind
        if kind in found:
            tensor = graph.tensors[operator.outputs[0]]
            limits = (-128, 127) if tensor.type == 9 else (0, 255)
            quantization = tensor.quantization
            found[kind].append(
                (float(quantization.scale[0]), int(quantization.zeroPoint[0]), *limits)
            )
    return found


def _with_backbone(network: SourceNetwork) -> SourceNetwork | None:
    if network.backbone is not None:
        return network
    match = re.search(r"mobilenet_(v\d)_([\d.]+)_(\d+)", Path(network.weights).name)
    if match is None:
        return None
    return dataclasses.replace(
        network,
        backbone=f"mobilenet_{match[1]}",
        width_factor=float(match[2]),
        image_size=int(match[3]),
    )


def _ours(network: SourceNetwork) -> keras.Model | None:
    named = _with_backbone(network)
    if named is None or named.backbone is None:
        return None
    size = named.image_size or find_architecture(named.backbone).image_size
    changes = {} if named.width_factor is None else {"width": named.width_factor}
    return create_backbone(
        named.backbone, input_shape=(size, size, 3), weights=named.weights, **changes
    )


def _weights(network: SourceNetwork) -> PretrainedWeights:
    named = _with_backbone(network)
    assert named is not None
    changes = {} if named.width_factor is None else {"width": named.width_factor}
    return read_weights(named.backbone or "", named.weights, **changes)


def _integers(network: SourceNetwork, is_pooled: bool) -> TFLiteFeatures:
    return TFLiteFeatures(Path(network.weights), network.scaling, is_pooled=is_pooled)


if __name__ == "__main__":
    main()
