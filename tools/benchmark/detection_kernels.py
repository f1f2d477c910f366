"""Times NMS and RoIAlign of the camera detectors beside torchvision's, in turns on one core.

    .venv-torchvision/bin/python -m tools.benchmark.detection_kernels [--repeats 15] [--json OUT]

The environment is that of `tools.official.compare_torchvision`. NMS gets boxes of three classes
in an image of 1,152 x 768 pixels, scattered or crowded around 50 objects; RoIAlign makes 7 x 7
bins of 256 channels for boxes on one map, or on the four levels of a pyramid. Both sides must give
the same result. What runs on the device is run as a graph of TensorFlow, as by `waymo-kit detect`,
and compiled by XLA. Prints medians in milliseconds of CPU time, ratios and the load of the machine.
"""

import argparse
import json
import os
import statistics
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

# PyTorch and its compiler come before TensorFlow: loaded later, their libraries crash.
import torch._dynamo  # isort: skip
import torchvision  # isort: skip
import numpy as np
import tensorflow as tf

from tools.benchmark.in_turns import cpu_name, stay_on_one_core
from waymo_kit.detectors.camera.nms import nms_image_boxes, suppress
from waymo_kit.detectors.camera.roi_align import align_boxes, align_pyramid

HEIGHT, WIDTH, CHANNELS, BINS, IOU = 768, 1152, 256, 7, 0.5
NMS_CASES = (("scattered", 1000), ("crowded", 1000), ("crowded", 5000))
ROIS = 512
LEVELS = (2, 3, 4, 5)


def make_boxes(rng, count, crowded=False):
    """Makes (count, 4) float32 corners: anywhere, or around 50 places."""
    sides = np.exp(rng.uniform(np.log(12), np.log(300), (count, 2)))
    middle = rng.uniform(0, [WIDTH, HEIGHT], (count, 2))
    if crowded:
        owner = rng.integers(0, 50, count)
        middle = middle[owner] + rng.normal(0, 6, (count, 2))
        sides = sides[owner] * rng.normal(1, 0.1, (count, 2)).clip(0.5)
    return np.concatenate([middle - sides / 2, middle + sides / 2], axis=1).astype(np.float32)


def in_turns(sides, repeats):
    """Returns the median CPU milliseconds of functions, which take turns."""
    times = {name: [] for name in sides}
    for repeat in range(repeats + 2):  # the first two warm up
        for name, work in sides.items():
            started = time.process_time()
            work()
            if repeat >= 2:
                times[name].append(1e3 * (time.process_time() - started))
    return {name: statistics.median(values) for name, values in times.items()}


def on_device(name, work):
    """Returns a function of TensorFlow as a graph and compiled by XLA."""

    def as_array(function):
        return lambda: function().numpy()

    return {
        name: as_array(tf.function(work)),
        f"{name}, XLA": as_array(tf.function(work, jit_compile=True)),
    }


def nms_sides(rng, kind, count):
    """Returns NMS of one set by each side: name -> function of no arguments."""
    boxes = make_boxes(rng, count, kind == "crowded")
    scores = rng.permutation(np.linspace(0, 1, count)).astype(np.float32)
    groups = rng.integers(0, 3, count)
    given = [torch.from_numpy(each) for each in (boxes, scores, groups)]
    real = np.ones((1, count), bool)
    tensors = [tf.constant(a) for a in (boxes[None], scores[None], np.int32(groups)[None], real)]
    compiled = on_device("device", lambda: suppress(*tensors, IOU, count).rows)
    sides = {
        "torchvision": lambda: torchvision.ops.batched_nms(*given, IOU).numpy(),
        "host": lambda: nms_image_boxes(boxes, scores, groups, IOU),
        **compiled,
    }
    kept = sides["torchvision"]()
    if not np.array_equal(sides["host"](), kept):
        raise SystemExit("the host keeps other boxes than torchvision")
    for name in compiled:
        if not np.array_equal(sides[name]()[0, : len(kept)], kept):
            raise SystemExit(f"{name} keeps other boxes than torchvision")
    return sides, f"NMS, {count:,} {kind} boxes, {len(kept):,} kept"


def align_sides(rng, is_pyramid):
    """Returns RoIAlign by each side: name -> function of no arguments."""
    boxes = np.clip(make_boxes(rng, ROIS), 0, np.float32([WIDTH, HEIGHT] * 2))
    levels = LEVELS if is_pyramid else (4,)
    maps = {
        level: rng.standard_normal((1, HEIGHT >> level, WIDTH >> level, CHANNELS), np.float32)
        for level in levels
    }
    given = {str(k): torch.from_numpy(m.transpose(0, 3, 1, 2).copy()) for k, m in maps.items()}
    rois, tensors = torch.from_numpy(boxes), {k: tf.constant(m) for k, m in maps.items()}
    if is_pyramid:
        pool = torchvision.ops.MultiScaleRoIAlign(list(given), BINS, 2)

        def theirs():
            return pool(given, [rois], [(HEIGHT, WIDTH)])

        def ours(form):
            return align_pyramid(tensors, tf.constant(boxes[None]), BINS, form=form)

    else:

        def theirs():
            return torchvision.ops.roi_align(given["4"], [rois], BINS, 1 / 16, 2)

        def ours(form):
            return align_boxes(tensors[4], tf.constant(boxes[None] / 16), BINS, form=form)

    compiled = {
        name: work
        for form in ("gather", "einsum")
        for name, work in on_device(form, lambda form=form: ours(form)).items()
    }
    sides = {"torchvision": theirs, **compiled}
    expected = theirs().permute(0, 2, 3, 1).numpy()
    for name in compiled:
        if np.abs(sides[name]()[0] - expected).max() > 1e-3:
            raise SystemExit(f"{name} gives other features than torchvision")
    where = "a pyramid" if is_pyramid else "one map"
    return sides, f"RoIAlign, {ROIS} boxes on {where}"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--json", metavar="OUT.json")
    options = parser.parse_args()
    stay_on_one_core()
    torch.set_num_threads(1)
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    rng = np.random.default_rng(0)
    cases = [nms_sides(rng, *case) for case in NMS_CASES]
    cases += [align_sides(rng, is_pyramid) for is_pyramid in (False, True)]
    loads = [os.getloadavg()[0]]
    result = {"cpu": cpu_name(), "torch": torch.__version__, "tensorflow": tf.__version__}
    for sides, name in cases:
        times = in_turns(sides, options.repeats)
        ratios = {k: times["torchvision"] / ms for k, ms in times.items() if k != "torchvision"}
        result[name] = {"cpu_ms": times, "torchvision_over_ours": ratios}
        print(f"{name}: torchvision {times['torchvision']:.2f} ms")
        for side, ratio in ratios.items():
            print(f"  {side:20s}{times[side]:9.2f} ms, ratio {ratio:.2f}")
        loads.append(os.getloadavg()[0])
    result["load"] = loads
    print(f"load of the machine: {min(loads):.1f} to {max(loads):.1f}")
    if options.json:
        Path(options.json).write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
