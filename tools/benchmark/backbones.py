"""Times a forward pass and a training step of our backbones beside public implementations.

    python -m venv .venv-backbones
    .venv-backbones/bin/pip install "tensorflow>=2.20" keras timm
    .venv-backbones/bin/python -m tools.benchmark.backbones [NETWORK ...] [--repeats 3]

The reference is the same network in keras.applications (NASNet) or in timm on PyTorch, with 1000
classes. Each side has a process of its own with one thread, and the processes take turns. A
training step is a forward pass, cross-entropy, the gradient and SGD with momentum. Prints medians
of processor time, the ratio of theirs to ours, and the peak memory of each process above what its
imports take.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

os.environ |= dict.fromkeys(("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), "1")
os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "OMP_NUM_THREADS": "1"}

from tools.benchmark.in_turns import cpu_name

CLASSES = 1000
TASKS = ("forward", "step")
SIZES = {
    "resnet50": (224, 4),
    "botnet50": (224, 4),
    "halonet_h1": (256, 4),
    "nasnet_mobile": (224, 4),
    "nasnet_large": (331, 1),
    "pnasnet5_large": (331, 1),
}
"""Side of the images in pixels and number of images in a batch, by network."""

OURS = {"halonet_h1": {"heads": (8, 8, 8, 8), "activation": "relu"}}
"""Differences between timm's implementation and the paper, by network."""


def main():
    if sys.argv[1:2] == ["serve"]:
        serve(*sys.argv[2:])
        return
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("networks", nargs="*", default=list(SIZES))
    parser.add_argument(
        "--repeats", type=int, default=3, help="number of turns of each side [%(default)s]"
    )
    parser.add_argument("--json", metavar="OUT.json", help="file to write the result to")
    options = parser.parse_args()
    if unknown := set(options.networks) - set(SIZES):
        parser.error(f"expected networks of {', '.join(SIZES)}, got {', '.join(unknown)}")
    rows = []
    for network in options.networks:
        rows.append(compare(network, options.repeats))
        print(json.dumps(rows[-1]), flush=True)
    print("| network | images | forward | ratio | step | ratio | memory |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for row in rows:
        print(table_row(row))
    if options.json:
        result = {"networks": rows, "cpu": cpu_name(), "python": platform.python_version()}
        Path(options.json).write_text(json.dumps(result, indent=1) + "\n")


def compare(network, repeats):
    """Measures both sides of a network in alternating turns."""
    sides = {side: Side(side, network) for side in ("theirs", "ours")}
    size, batch = SIZES[network]
    result = {"network": network, "size": size, "batch": batch, "repeats": repeats}
    result["library"] = sides["theirs"].library
    for task in TASKS:
        times = {side: [] for side in sides}
        for process in sides.values():
            process.ask(task)
        for _ in range(repeats):
            for side, process in sides.items():
                times[side].append(process.ask(task)["cpu"])
        medians = {side: statistics.median(values) for side, values in times.items()}
        result[f"{task}_ms"] = {side: round(1e3 * value, 1) for side, value in medians.items()}
        result[f"{task}_ratio"] = round(medians["theirs"] / medians["ours"], 2)
        result[f"{task}_peak_mb"] = {
            side: round(process.ask("memory")["mb"]) for side, process in sides.items()
        }
    for process in sides.values():
        process.close()
    return result


def table_row(row):
    """Returns a row of the table in the documentation, in milliseconds per image."""

    def pair(name, scale):
        return " / ".join(f"{row[name][side] / scale:.0f}" for side in ("theirs", "ours"))

    return (
        f"| `{row['network']}`, {row['size']} px | {row['batch']} | "
        f"{pair('forward_ms', row['batch'])} | {row['forward_ratio']} | "
        f"{pair('step_ms', row['batch'])} | {row['step_ratio']} | {pair('step_peak_mb', 1)} |"
    )


class Side:
    """Process that runs the network of one side on request."""

    def __init__(self, side, network):
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", "tools.benchmark.backbones", "serve", side, network]
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
        self.library = self._answer()["library"]

    def ask(self, task):
        self._process.stdin.write(f"{task}\n")
        self._process.stdin.flush()
        return self._answer()

    def close(self):
        self._process.stdin.close()
        self._process.wait()

    def _answer(self):
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("a side failed")
        return json.loads(line)


def serve(side, network):
    """Runs each task named on standard input and prints the processor time that it took."""
    with_torch = side == "theirs" and not network.startswith("nasnet")
    library, prepare = prepare_torch() if with_torch else prepare_keras(side)
    before = peak_mb()
    tasks = prepare(network, *SIZES[network])
    print(json.dumps({"library": library}), flush=True)
    for line in sys.stdin:
        task = line.strip()
        if task == "memory":
            print(json.dumps({"mb": peak_mb() - before}), flush=True)
            continue
        started = time.process_time()
        tasks[task]()
        print(json.dumps({"cpu": time.process_time() - started}), flush=True)


def peak_mb():
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


def prepare_torch():
    import timm
    import torch

    from tools.official.backbone_references import timm_bottlenecks

    torch.set_num_threads(1)

    def prepare(network, size, batch):
        if network == "botnet50":
            model = timm_bottlenecks((3, 4, 6, 3), 64, 2, size, "bottleneck", classes=CLASSES)
        else:
            name = {"pnasnet5_large": "pnasnet5large"}.get(network, network)
            model = timm.create_model(name, num_classes=CLASSES)
        model = model.to(memory_format=torch.channels_last)
        images = torch.randn(batch, 3, size, size).to(memory_format=torch.channels_last)
        labels = torch.arange(batch)
        optimizer = torch.optim.SGD(model.parameters(), 1e-3, momentum=0.9)

        def forward():
            model.eval()
            with torch.inference_mode():
                model(images)

        def step():
            model.train()
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(images), labels).backward()
            optimizer.step()

        return {"forward": forward, "step": step}

    return f"timm {timm.__version__}, PyTorch {torch.__version__}", prepare


def prepare_keras(side):
    import keras
    import tensorflow as tf

    from waymo_kit.detectors.backbones import create_backbone

    peers = {
        "nasnet_mobile": keras.applications.NASNetMobile,
        "nasnet_large": keras.applications.NASNetLarge,
    }

    def create(network, size):
        if side == "ours":
            return create_backbone(
                network, num_classes=CLASSES, input_shape=(size, size, 3), **OURS.get(network, {})
            )
        options = {"weights": None, "classifier_activation": None}
        return peers[network](input_shape=(size, size, 3), classes=CLASSES, **options)

    def prepare(network, size, batch):
        model = create(network, size)
        images, labels = tf.random.normal((batch, size, size, 3)), tf.range(batch)
        optimizer = keras.optimizers.SGD(1e-3, momentum=0.9)
        optimizer.build(model.trainable_variables)

        @tf.function
        def step():
            with tf.GradientTape() as tape:
                logits = model(images, training=True)
                loss = tf.reduce_mean(
                    tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
                )
            weights = model.trainable_variables
            optimizer.apply(tape.gradient(loss, weights), weights)
            return loss

        return {"forward": tf.function(partial(model, images, training=False)), "step": step}

    return f"Keras {keras.__version__}, TensorFlow {tf.__version__}", prepare


if __name__ == "__main__":
    main()
