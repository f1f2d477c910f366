"""Compares pretrained networks in our layers with the files that they come from.

    python -m tools.official.compare_pretrained --networks networks.yaml --photos PHOTOS [--every 1]

PHOTOS is a folder with one photo of each class of ImageNet, whose names in order are the classes:
the 1,000 of github.com/EliSchwartz/imagenet-sample-images. Networks without `backbone` are read
into ours by the name of their file. For each network it prints

- the top-1 accuracy of the integer network (TFLite files) and of ours, on the photos;
- the correlation of the pooled features of the two, and on up to 100 photos that of the integers
  with ours where the activations are rounded as in the file, and with those of the integer network
  itself for photos whose levels differ by one at most, at random;
- the lowest correlation of a layer's output, and its largest difference in steps of the integers,
  where each layer is given what the layer of the file got: what is left is the arithmetic.
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
_ROUNDED = 100
"""Maximum number of photos of which features with rounded activations are computed."""

_Output = tuple[NDArray[Any], float, int, int, int]
"""Integers of an output, their scale and zero, and the lowest and highest of their type."""


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
    print(
        "| network | top-1, integers | ours | r of features | rounded | one level | r of layers "
        "| steps | s |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for network in read_networks(options.networks):
        if options.only and network.name not in options.only.split(","):
            continue
        began = time.perf_counter()
        row = compare(network, files[:: options.every], labels)
        cells = ["-" if value is None else f"{value:.6g}" for value in row]
        seconds = time.perf_counter() - began
        print(f"| {network.name} | {' | '.join(cells)} | {seconds:.0f} |", flush=True)


def compare(
    network: SourceNetwork, files: list[Path], labels: NDArray[np.int64]
) -> list[float | None]:
    """Returns the seven figures of a network, None where there is none."""
    path = Path(network.weights)
    is_tflite = path.suffix == ".tflite"
    ours = _ours(network)
    size = ours.input_shape[1] if ours is not None else _integers(network, True).image_size
    levels = np.stack([view(file, size) for file in files])
    row: list[float | None] = [None] * 7
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
        chosen = np.arange(0, len(levels), -(-len(levels) // _ROUNDED))
        parts = batches(levels[chosen])
        rounded = np.concatenate([rounded_features(ours, extract, path, part) for part in parts])
        row[3] = float(np.corrcoef(pooled[chosen].ravel(), rounded.ravel())[0, 1])
        noise = np.random.default_rng(0).integers(-1, 2, levels[chosen].shape)
        noisy = np.clip(levels[chosen] + noise, 0, 255).astype(np.uint8)
        moved = np.concatenate([extract(part) for part in batches(noisy)])
        row[4] = float(np.corrcoef(pooled[chosen].ravel(), moved.ravel())[0, 1])
        row[5], row[6] = layer_agreement(ours, extract, path, levels[:1])
    return row


def view(file: Path, size: int) -> NDArray[np.uint8]:
    """Returns the middle of a photo: (size, size, 3) uint8.

    The shorter side is resized to 8/7 of the size before the square is cut out, the usual crop of
    evaluations on ImageNet, with the roundings of torchvision's Resize and CenterCrop.
    """
    with Image.open(file) as photo:
        picture = photo.convert("RGB")
    shorter = int(size * 8 / 7)
    sides = [int(shorter * length / min(picture.size)) for length in picture.size]
    resized = picture.resize((sides[0], sides[1]), Image.Resampling.BILINEAR)
    left, top = (round((length - size) / 2) for length in resized.size)
    return np.asarray(resized.crop((left, top, left + size, top + size)))


def accuracy(outputs: NDArray[Any], labels: NDArray[np.int64]) -> float:
    """Returns percent; networks of 1,001 classes begin with the background."""
    return 100 * float((outputs.argmax(axis=1) - (outputs.shape[1] - 1000) == labels).mean())


def batches(levels: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """Returns images in batches of one size, as far as they go."""
    return [levels[start : start + _BATCH] for start in range(0, len(levels), _BATCH)]


def rounded_features(
    model: keras.Model, network: TFLiteFeatures, path: Path, levels: NDArray[np.uint8]
) -> NDArray[np.float32]:
    """Returns the features of our network whose activations are rounded as in the file.

    Args:
        model: Our network with the weights of the file.
        network: The integer network, whose scaling of the input is taken.
        path: TFLite file.
        levels: (N, S, S, 3) images.

    Returns:
        (N, D) features.
    """
    steps = _outputs_by_layer(model, integer_outputs(path, network.quantized(levels[:1])))
    values: dict[str, Any] = {}
    for layer in model.layers:
        value = _run_layer(layer, values, network, levels)
        if layer.name in steps:
            value = _real(_rounded(value, steps[layer.name]), steps[layer.name])
            last = steps[layer.name]
        values[layer.name] = value
        if layer.name == "pool":
            return _real(_rounded(value, last), last)
    raise AssertionError("the network has a layer named pool")


def layer_agreement(
    model: keras.Model, network: TFLiteFeatures, path: Path, levels: NDArray[np.uint8]
) -> tuple[float, float]:
    """Compares each layer of ours with the integer network, given what the latter's layers got.

    Args:
        model: Our network with the weights of the file.
        network: The integer network, whose scaling of the input is taken.
        path: TFLite file.
        levels: (1, S, S, 3) image.

    Returns:
        The lowest correlation of a layer's output, rounded as in the file, with that of the
        file; and the largest difference of one number, in steps of the file's integers.
    """
    expected = _outputs_by_layer(model, integer_outputs(path, network.quantized(levels)))
    values: dict[str, Any] = {}
    lowest, largest = 1.0, 0.0
    for layer in model.layers:
        if layer.name == "pool":
            break
        value = _run_layer(layer, values, network, levels)
        if layer.name in expected:
            theirs = expected[layer.name]
            steps = _rounded(value, theirs)
            lowest = min(lowest, float(np.corrcoef(steps.ravel(), theirs[0].ravel())[0, 1]))
            largest = max(largest, float(np.abs(steps - theirs[0]).max()))
            value = _real(theirs[0], theirs)
        values[layer.name] = value
    return lowest, largest


def _outputs_by_layer(model: keras.Model, outputs: dict[str, list[_Output]]) -> dict[str, _Output]:
    """Returns the outputs of the file by the name of our layer that has the same."""
    names = [layer.name for layer in model.layers]
    found = dict(
        zip([name for name in names if name.endswith("_add")], outputs["ADD"], strict=True)
    )
    convolutions = [name.removesuffix("_conv") for name in names if name.endswith("_conv")]
    for name, output in zip(convolutions, outputs["CONVOLUTION"], strict=False):
        found[f"{name}_act" if f"{name}_act" in names else f"{name}_norm"] = output
    return found


def _run_layer(
    layer: keras.layers.Layer,
    values: dict[str, Any],
    network: TFLiteFeatures,
    levels: NDArray[np.uint8],
) -> NDArray[np.float32]:
    """Returns the output of a layer, given those of the layers before it."""
    if isinstance(layer, keras.layers.InputLayer):
        return network.scaled(levels)
    sources = [node.operation.name for node in layer._inbound_nodes[0].parent_nodes]
    inputs = [values[source] for source in sources]
    return np.asarray(layer(inputs if len(inputs) > 1 else inputs[0], training=False))


def _rounded(value: NDArray[np.float32], output: _Output) -> NDArray[np.float64]:
    """Returns real numbers as integers of the file."""
    _, scale, zero, low, high = output
    return np.clip(np.rint(value / scale) + zero, low, high)


def _real(integers: NDArray[Any], output: _Output) -> NDArray[np.float32]:
    """Returns integers of the file as real numbers."""
    _, scale, zero, _, _ = output
    return ((integers.astype(np.float64) - zero) * scale).astype(np.float32)


def integer_outputs(path: Path, image: NDArray[Any]) -> dict[str, list[_Output]]:
    """Returns the outputs of all convolutions and of all sums of a TFLite network."""
    module = importlib.import_module("tensorflow.lite.python.interpreter")
    interpreter = module.Interpreter(str(path), experimental_preserve_all_tensors=True)
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], image)
    interpreter.invoke()
    details = {each["index"]: each for each in interpreter.get_tensor_details()}
    found: dict[str, list[_Output]] = {"ADD": [], "CONVOLUTION": []}
    for operation in interpreter._get_ops_details():
        kind = operation["op_name"].replace("DEPTHWISE_", "").replace("CONV_2D", "CONVOLUTION")
        if kind in found:
            tensor = details[operation["outputs"][0]]
            limits = np.iinfo(tensor["dtype"])
            scale, zero = tensor["quantization"]
            values = interpreter.get_tensor(tensor["index"]).astype(np.int64)
            found[kind].append((values, scale, zero, limits.min, limits.max))
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
