"""Times RandAugment: a loop over Pillow's operations, the layer of Keras, and ours.

    python -m tools.benchmark.randaugment

All three augment the same images, in turns, on one core, in one run. The Pillow loop applies the
operations that ours draws; the Keras layer draws its own.
"""

import argparse
import itertools
import json
import statistics
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from PIL import Image, ImageEnhance, ImageOps

from tools.benchmark.in_turns import cpu_name, stay_on_one_core, time_here
from waymo_kit.detectors.augment import RandAugment

FILL = (128, 128, 128)


def affine(image, *data):
    return image.transform(image.size, Image.Transform.AFFINE, data, fillcolor=FILL)


PILLOW = {
    "identity": lambda x, p: x,
    "auto_contrast": lambda x, p: ImageOps.autocontrast(x),
    "equalize": lambda x, p: ImageOps.equalize(x),
    "rotate": lambda x, p: x.rotate(30 * p, fillcolor=FILL),
    "solarize": lambda x, p: ImageOps.solarize(x, 255 * (1 - abs(p))),
    "color": lambda x, p: ImageEnhance.Color(x).enhance(1 + 0.9 * p),
    "posterize": lambda x, p: ImageOps.posterize(x, round(8 - 4 * abs(p))),
    "contrast": lambda x, p: ImageEnhance.Contrast(x).enhance(1 + 0.9 * p),
    "brightness": lambda x, p: ImageEnhance.Brightness(x).enhance(1 + 0.9 * p),
    "sharpness": lambda x, p: ImageEnhance.Sharpness(x).enhance(1 + 0.9 * p),
    "shear_x": lambda x, p: affine(x, 1, 0.3 * p, 0, 0, 1, 0),
    "shear_y": lambda x, p: affine(x, 1, 0, 0, 0.3 * p, 1, 0),
    "translate_x": lambda x, p: affine(x, 1, 0, 150 / 331 * p * x.width, 0, 1, 0),
    "translate_y": lambda x, p: affine(x, 1, 0, 0, 0, 1, 150 / 331 * p * x.height),
}
"""Operations of the paper; p is the signed magnitude divided by 10."""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, default=512)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", metavar="OUT.json", help="file to write the result to")
    options = parser.parse_args()
    stay_on_one_core()

    rng = np.random.default_rng(0)
    coarse = rng.integers(0, 256, (options.images, 16, 16, 3), dtype=np.uint8)
    size = (options.size, options.size)
    images = [np.asarray(Image.fromarray(x).resize(size, Image.Resampling.BICUBIC)) for x in coarse]
    images = np.stack(images)
    augment = RandAugment(count=2, magnitude=9)
    names = np.array(augment.policy.names)[augment.choices(np.arange(len(images)))]

    signs = itertools.cycle((0.9, -0.9))

    def pillow():
        for image, chosen in zip(images, names, strict=True):
            changed = Image.fromarray(image)
            for name in chosen:
                changed = PILLOW[name](changed, next(signs))
            np.asarray(changed)

    batches = list(tf.data.Dataset.from_tensor_slices(images).enumerate().batch(options.batch))
    augmented = tf.function(lambda indices, x: augment(x, indices), reduce_retracing=True)

    def ours():
        for indices, batch in batches:
            augmented(indices, batch).numpy()

    layer = keras.layers.RandAugment(num_ops=2, factor=0.9, interpolation="nearest")
    keras_augmented = tf.function(layer, reduce_retracing=True)

    def keras_layer():
        for _, batch in batches:
            keras_augmented(batch).numpy()

    sides = {"pillow": pillow, "keras": keras_layer, "ours": ours}
    seconds = {side: [] for side in sides}
    for work in sides.values():
        work()
    for _ in range(options.repeats):
        for side, work in sides.items():
            seconds[side].append(time_here(work, 1)[0])
    rates = {side: len(images) / statistics.median(times) for side, times in seconds.items()}
    result = {
        "benchmark": "randaugment",
        "images": len(images),
        "batch": options.batch,
        "size": options.size,
        "repeats": options.repeats,
        "images_per_second": {side: round(rate) for side, rate in rates.items()},
        "ratio": round(rates["ours"] / rates["pillow"], 2),
        "ratio_to_keras": round(rates["ours"] / rates["keras"], 2),
        "cpu": cpu_name(),
    }
    print(json.dumps(result, indent=1))
    if options.json:
        Path(options.json).write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
