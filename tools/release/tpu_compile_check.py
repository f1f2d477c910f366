"""Compiles training and inference steps of the detectors for TPUs, on a machine without TPU.

    .venv/bin/python -m tools.release.tpu_compile_check [--config NAME ...] [--topology v5e:2x2 ...]

libtpu (on PyPI, with `jax[tpu]`) compiles for a given topology without its hardware. It has a
virtual environment of its own, which the first call creates in `--venv` (1.5 GB). Keras runs on JAX
there; TensorFlow compiles the same operations with the same XLA, but cannot do so without a TPU.

Prints compile seconds, memory on one chip and operations for each detector, step and topology.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tools.paths import ROOT

PACKAGES = ("jax[tpu]>=0.5", "keras>=3")
TOPOLOGIES = ("v3:2x2", "v4:2x2x1", "v5e:2x2")
CONFIGS = ("centerpoint-pillar-small", "pointpillars-small")
STEPS = ("training", "inference")
INSIDE = "WAYMO_KIT_TPU_COMPILE_INSIDE"
"""Environment variable that is set when the script runs in the environment with libtpu."""


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--config", action="append", help=f"configurations; default: {', '.join(CONFIGS)}"
    )
    parser.add_argument(
        "--topology", action="append", help=f"topologies; default: {', '.join(TOPOLOGIES)}"
    )
    parser.add_argument("--step", action="append", choices=STEPS, help="steps; default: both")
    parser.add_argument("--batch-size", type=int, default=2)
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv-tpu")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    options = parser.parse_args()
    if INSIDE not in os.environ:
        python = tpu_python(options.venv)
        command = [python, "-m", "tools.release.tpu_compile_check", *sys.argv[1:]]
        sys.exit(subprocess.run(command, env=inside(), cwd=ROOT).returncode)
    rows = []
    for config in options.config or CONFIGS:
        for step in options.step or STEPS:
            lowered = LoweredStep(config, step, options.batch_size)
            for topology in options.topology or TOPOLOGIES:
                rows.append(lowered.compile(topology))
                print(
                    "{config:26} {step:9} {device:12} compiled in {seconds:5.1f} s; chip memory "
                    "{megabytes:7.1f} MB, {gigaflops:8.2f} GFLOP".format(**rows[-1]),
                    flush=True,
                )
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n")


def tpu_python(folder):
    """Returns the Python of the environment with libtpu, which the first call creates."""
    python, stamp = folder / "bin" / "python", folder / ".installed"
    if not stamp.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *PACKAGES, ROOT], check=True)
        stamp.touch()
    return python


def inside():
    """Returns environment variables for libtpu to compile without looking for a TPU."""
    return {
        **os.environ,
        INSIDE: "1",
        "KERAS_BACKEND": "jax",
        "JAX_PLATFORMS": "cpu",
        "PYTHONPATH": str(ROOT),
        "TPU_SKIP_MDS_QUERY": "1",
        "TPU_WORKER_HOSTNAMES": "localhost",
        "TPU_MIN_LOG_LEVEL": "4",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }


class LoweredStep:
    """Returns a step of a detector as a pure function, and the shapes of its arguments.

    Args:
        config: Name of the configuration of the detector.
        step: Name of the step, `training` or `inference`.
        batch_size: Number of frames in a batch.
    """

    def __init__(self, config, step, batch_size):
        import keras

        from waymo_kit.detectors.detection.runs import named_run
        from waymo_kit.detectors.lidar.network import create_network

        keras.config.set_dtype_policy("mixed_bfloat16")
        self.config, self.step = config, step
        run = named_run(config)
        network = create_network(run.detector)
        batch = example_batch(network, batch_size)
        model = network.model
        if step == "inference":
            self.function = inference_step(network)
            self.arguments = (values(model.variables), batch.pillars)
        else:
            from waymo_kit.detectors.training.optimizers import create_optimizer
            from waymo_kit.detectors.training.variable_paths import variable_paths

            weights = {path: w for path, w in variable_paths(model).items() if w.trainable}
            optimizer = create_optimizer(run.training, weights, run.training.steps)
            self.function = training_step(network, optimizer)
            self.arguments = (
                values(model.trainable_variables),
                values(model.non_trainable_variables),
                values(optimizer.variables),
                batch,
            )

    def compile(self, topology):
        """Compiles for a chip of a topology and returns a row of figures."""
        import jax
        from jax.experimental import topologies

        device = topologies.get_topology_desc(topology_name=topology, platform="tpu").devices[0]
        placed = jax.sharding.SingleDeviceSharding(device)
        shapes = jax.tree.map(
            lambda array: jax.ShapeDtypeStruct(array.shape, array.dtype, sharding=placed),
            self.arguments,
        )
        start = time.perf_counter()
        compiled = jax.jit(self.function).lower(*shapes).compile()
        seconds = time.perf_counter() - start
        memory = compiled.memory_analysis()
        size = (
            memory.argument_size_in_bytes
            + memory.output_size_in_bytes
            + memory.temp_size_in_bytes
            - memory.alias_size_in_bytes
        )
        return {
            "config": self.config,
            "step": self.step,
            "topology": topology,
            "device": device.device_kind,
            "seconds": round(seconds, 2),
            "megabytes": round(size / 1e6, 1),
            "gigaflops": round(compiled.cost_analysis()["flops"] / 1e9, 2),
        }


def values(variables):
    return [variable.value for variable in variables]


def example_batch(network, batch_size):
    """Makes an empty batch of a `LidarSource`, of which only the shapes matter."""
    import numpy as np

    from waymo_kit.detectors.lidar.pillars import POINT_FEATURES, make_pillars
    from waymo_kit.detectors.lidar.source import LidarExample

    wanted = network.config.points
    points = np.zeros((0, len(POINT_FEATURES)), np.float32)
    example = LidarExample(
        make_pillars(points, network.config.grid, *wanted.capacity),
        network.make_targets(np.zeros((0, 7)), np.zeros(0, np.int32), np.zeros((0, 2))),
    )
    return stacked(example, batch_size)


def stacked(example, count):
    """Repeats each array of NamedTuples along a new first axis."""
    import numpy as np

    if isinstance(example, tuple):
        return type(example)(*(stacked(part, count) for part in example))
    return np.stack([example] * count)


def inference_step(network):
    """Makes the function from weights and pillars to candidates."""
    from keras import StatelessScope

    def step(weights, pillars):
        pairs = list(zip(network.model.variables, weights, strict=True))
        with StatelessScope(state_mapping=pairs):
            return network.head.decode(network.model(tuple(pillars), training=False))

    return step


def training_step(network, optimizer):
    """Makes the function from state and batch to the next state and the loss, as in training."""
    import jax
    from keras import StatelessScope, ops

    model = network.model

    def loss_and_statistics(trained, others, batch):
        pairs = [
            *zip(model.trainable_variables, trained, strict=True),
            *zip(model.non_trainable_variables, others, strict=True),
        ]
        with StatelessScope(state_mapping=pairs) as scope:
            terms = network.losses(batch, training=True)
        loss = sum(
            term.weight * ops.cast(term.total, "float32") / ops.maximum(term.count, 1.0)
            for term in terms
        )
        return loss, [scope.get_current_value(v) for v in model.non_trainable_variables]

    def step(trained, others, moments, batch):
        gradient = jax.value_and_grad(loss_and_statistics, has_aux=True)
        (loss, others), gradients = gradient(trained, others, batch)
        trained, moments = optimizer.stateless_apply(moments, gradients, trained)
        return loss, trained, others, moments

    return step


if __name__ == "__main__":
    main()
