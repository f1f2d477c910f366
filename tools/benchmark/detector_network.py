"""Times a LiDAR detector's network on this machine: inference by stage, and the training step.

    python -m tools.benchmark.detector_network [--config centerpoint-pillar-small] [--batch 2]
        [--jit] [--policy mixed_bfloat16] [--json OUT.json]

The points are random and fill the maximum numbers of points and pillars of the configuration.
Inference is timed on one frame: the encoder alone, the whole network, the network with decoding,
and NMS. Needs TensorFlow.
"""

import argparse
import json
import os
import resource
import statistics
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import tensorflow as tf

from tools.benchmark.in_turns import cpu_name
from waymo_kit.detectors.lidar.named_configs import NAMED_CONFIGS
from waymo_kit.detectors.lidar.network import create_network
from waymo_kit.detectors.lidar.nms import Candidates, select_detections
from waymo_kit.schema.names import ObjectType

REPEATS, OBJECTS = 8, 40


def random_pillars(config, batch, seed=0):
    """Makes full inputs, each (batch, ...): points, their pillars, and the sorted cells."""
    rng = np.random.default_rng(seed)
    grid, (points, pillars) = config.grid, config.points.capacity
    cells = np.stack(
        [
            np.sort(rng.choice(grid.rows * grid.columns, pillars, replace=False))
            for _ in range(batch)
        ]
    )
    owners = np.sort(rng.integers(0, pillars, (batch, points)), axis=1)
    own = np.take_along_axis(cells, owners, axis=1)
    x = grid.x_min + (own % grid.columns + rng.random(own.shape)) * grid.pillar_size
    y = grid.y_min + (own // grid.columns + rng.random(own.shape)) * grid.pillar_size
    rest = rng.random((batch, points, 4))
    features = np.concatenate([x[..., None], y[..., None], rest], axis=-1)
    return (
        tf.constant(features, tf.float32),
        tf.constant(owners, tf.int32),
        tf.constant(cells, tf.int32),
    )


def random_targets(network, batch, seed=1):
    """Makes the targets of frames with cars anywhere in the grid."""
    rng = np.random.default_rng(seed)
    grid, frames = network.config.grid, []
    for _ in range(batch):
        place = rng.uniform([grid.x_min, grid.y_min], [grid.x_max, grid.y_max], (OBJECTS, 2))
        rest = np.tile([1.0, 4.7, 2.1, 1.7], (OBJECTS, 1))
        boxes = np.column_stack([place, rest, rng.uniform(-3, 3, OBJECTS)])
        types = np.full(OBJECTS, ObjectType.VEHICLE)
        frames.append(network.make_targets(boxes, types, np.zeros((OBJECTS, 2))))
    return type(frames[0])(*(tf.constant(np.stack(part)) for part in zip(*frames, strict=True)))


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def timed(work):
    """Measures median wall and mean CPU milliseconds of a function, after two warm-up calls."""
    work()
    work()
    walls, cpu = [], cpu_seconds()
    for _ in range(REPEATS):
        started = time.perf_counter()
        tf.nest.map_structure(np.asarray, work())
        walls.append(time.perf_counter() - started)
    return {
        "wall_ms": round(1e3 * statistics.median(walls), 2),
        "cpu_ms": round(1e3 * (cpu_seconds() - cpu) / REPEATS, 2),
    }


def time_inference(network, options):
    """Times the stages of inference on one frame."""
    pillars = random_pillars(network.config, 1)
    encoder = network.model.get_layer("pillars")
    stages = {
        "encoder": lambda: tf.reduce_sum(tf.cast(encoder(*pillars, training=False), "float32")),
        "network": lambda: [tf.reduce_sum(x) for x in network.model(pillars, training=False)],
        "network and decoding": lambda: network.head.decode(network.model(pillars, training=False)),
    }
    compiled = {
        name: tf.function(work, jit_compile=options.jit or None) for name, work in stages.items()
    }
    result = {name: timed(work) for name, work in compiled.items()}
    found = compiled["network and decoding"]()
    frame = Candidates(*(part[0].numpy() for part in found))
    return result | {
        "suppression": timed(lambda: tuple(select_detections(frame, network.config.decoding)))
    }


def time_training(network, options):
    """Times a training step: losses, gradients and AdamW."""
    pillars = random_pillars(network.config, options.batch)
    targets = random_targets(network, options.batch)
    weights = network.model.trainable_variables
    optimizer = keras.optimizers.AdamW(1e-3)
    optimizer.build(weights)

    @tf.function(jit_compile=options.jit or None)
    def step():
        with tf.GradientTape() as tape:
            terms = network.head.losses(network.model(pillars, training=True), targets)
            loss = sum(t.weight * t.total / tf.maximum(t.count, 1.0) for t in terms)
        optimizer.apply(tape.gradient(loss, weights), weights)
        return loss

    return timed(step)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--config", default="centerpoint-pillar-small", choices=NAMED_CONFIGS)
    parser.add_argument(
        "--batch", type=int, default=2, help="frames per training step [%(default)s]"
    )
    parser.add_argument("--jit", action="store_true", help="whether to compile with XLA")
    parser.add_argument("--policy", default="float32", help="Keras dtype policy [%(default)s]")
    parser.add_argument("--json", metavar="OUT.json")
    options = parser.parse_args()
    keras.config.set_dtype_policy(options.policy)
    network = create_network(NAMED_CONFIGS[options.config])
    weights = network.model.trainable_variables
    gpus = tf.config.list_physical_devices("GPU")
    result = {
        "config": options.config,
        "parameters": int(sum(np.prod(w.shape) for w in weights)),
        "points": network.config.points.capacity[0],
        "inference_of_a_frame": time_inference(network, options),
        f"training_step_of_{options.batch}": time_training(network, options),
        "jit": options.jit,
        "policy": options.policy,
        "device": [tf.config.experimental.get_device_details(g)["device_name"] for g in gpus]
        or f"{os.cpu_count()} cores, {cpu_name()}",
        "tensorflow": tf.__version__,
        "keras": keras.__version__,
    }
    print(json.dumps(result, indent=1))
    if options.json:
        Path(options.json).write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
