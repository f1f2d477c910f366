"""Draw a sheet of all operations of RandAugment on a camera image, with its boxes moved along.

    python examples/augment_images.py [DATA] --policy paper --magnitude 9 --out augmentations.png

DATA is what `open_dataset` takes: v1 files, tables, a folder, a URI. Without it a drive is
simulated. Needs waymo-kit[train].
"""

from __future__ import annotations

import argparse
import tempfile

import numpy as np
from PIL import Image, ImageDraw

import waymo_kit as wk
from waymo_kit.detectors.augment import POLICIES, Policy, RandAugment
from waymo_kit.simulate import simulate_dataset

COLUMNS = 4
WIDTH = 216
CAPTION = 16
GAP = 4


def cell(image: np.ndarray, boxes: np.ndarray, caption: str) -> Image.Image:
    """An image with its boxes, (N, 4) center_x, center_y, length, width, over a caption."""
    picture = Image.fromarray(image)
    canvas = ImageDraw.Draw(picture)
    for x, y, length, width in boxes:
        corners = (x - length / 2, y - width / 2, x + length / 2, y + width / 2)
        canvas.rectangle(corners, outline=(255, 210, 0))
    height = round(WIDTH * picture.height / picture.width)
    framed = Image.new("RGB", (WIDTH + GAP, height + CAPTION), "white")
    framed.paste(picture.resize((WIDTH, height), Image.Resampling.LANCZOS))
    ImageDraw.Draw(framed).text((4, height + 2), caption, fill="black")
    return framed


def sheet(image: np.ndarray, boxes: np.ndarray, policy: Policy, magnitude: float) -> Image.Image:
    """The image after each operation alone."""
    cells = []
    for operation in policy.operations:
        alone = Policy((operation,), policy.max_magnitude)
        augment = RandAugment(1, magnitude, policy=alone)
        results = augment.with_boxes(image[None], boxes[None], np.array([0]))
        changed, moved, visible = (np.asarray(result)[0] for result in results)
        print(f"{operation.name:13s} {visible.sum()} of {len(boxes)} boxes left")
        cells.append(cell(changed, moved[visible], operation.name))
    width, height = cells[0].size
    picture = Image.new("RGB", (COLUMNS * width, -(-len(cells) // COLUMNS) * height), "white")
    for i, one in enumerate(cells):
        picture.paste(one, (i % COLUMNS * width, i // COLUMNS * height))
    return picture


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="?", help="a v1 file, tables, a folder or a URI")
    parser.add_argument("--camera", default="FRONT")
    parser.add_argument("--policy", default="paper", choices=POLICIES)
    parser.add_argument("--magnitude", type=float, default=9)
    parser.add_argument("--out", default="augmentations.png", help="where to save the picture")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        if options.data is None:
            simulate_dataset(folder, segments=1, frames=1)
        with wk.open_dataset(options.data or folder)[0] as scene:
            camera = scene[0].camera(options.camera)
            image, boxes = camera.image, camera.boxes.array
    picture = sheet(image, boxes, POLICIES[options.policy], options.magnitude)
    picture.quantize(128).save(options.out, optimize=True)
    print(f"drew {options.out}")


if __name__ == "__main__":
    main()
