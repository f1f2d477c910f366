"""Draw a sheet of an object's crop with every corruption in five severities.

    python examples/corrupt_images.py [IMAGE] --size 64 --out corruptions.png

IMAGE is any picture; without it a pedestrian of a simulated drive is cut out. The severities are
those of CIFAR-10-C, which are meant for images of 32 pixels; `waymo-kit study calibration-shift`
scores classifiers on such images.
"""

from __future__ import annotations

import argparse
import tempfile

import numpy as np
from PIL import Image, ImageDraw

import waymo_kit as wk
from waymo_kit.detectors.classification.corruptions import CORRUPTIONS, SEVERITIES, corrupt
from waymo_kit.detectors.classification.object_crops import crop_square
from waymo_kit.schema import ObjectType
from waymo_kit.simulate import simulate_dataset

CELL = 96
LABEL = 112


def simulated_crop(size: int) -> np.ndarray:
    """The largest pedestrian in the front camera of a simulated drive."""
    with tempfile.TemporaryDirectory() as folder:
        simulate_dataset(folder, segments=1, frames=1, seed=4)
        with wk.open_dataset(folder)[0] as scene:
            camera = scene[0].camera("FRONT")
            boxes = camera.boxes
            people = np.flatnonzero(boxes.types == ObjectType.PEDESTRIAN)
            largest = people[boxes.array[people, 2:].prod(axis=1).argmax()]
            return crop_square(camera.image, tuple(boxes.array[largest]), size)


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("image", nargs="?", help="a picture")
    parser.add_argument("--size", type=int, default=32, help="side that the picture is resized to")
    parser.add_argument("--out", default="corruptions.png", help="where to save the sheet")
    options = parser.parse_args(arguments)
    if options.image is None:
        image = simulated_crop(options.size)
    else:
        picture = Image.open(options.image).convert("RGB")
        image = np.asarray(picture.resize((options.size, options.size)))
    width, height = LABEL + (1 + len(SEVERITIES)) * CELL, len(CORRUPTIONS) * CELL
    sheet = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(sheet)
    for row, corruption in enumerate(CORRUPTIONS):
        draw.text((6, row * CELL + CELL // 2 - 6), corruption.name.replace("_", " "), fill="black")
        random = np.random.default_rng(row)
        shown = [image, *(corrupt(image, corruption, level, random) for level in SEVERITIES)]
        for column, one in enumerate(shown):
            large = Image.fromarray(one).resize((CELL - 4, CELL - 4), Image.Resampling.NEAREST)
            sheet.paste(large, (LABEL + column * CELL, row * CELL))
        errors = [np.abs(one.astype(float) - image).mean() for one in shown[1:]]
        print(f"{corruption.name:15s} mean change in levels:", *(f"{e:5.1f}" for e in errors))
    sheet.save(options.out)
    print(f"-> {options.out}")


if __name__ == "__main__":
    main()
