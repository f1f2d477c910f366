"""Score the masks of a detector in images: predictions table, COCO's figures, a picture.

    python examples/score_masks.py --out masks [--frames 4]

The drive is simulated, and the detector is made up of their panoptic labels: its masks are as
coarse as those of Mask R-CNN. examples/score_panoptic.py goes on with the files of this one.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pyarrow as pa
from PIL import Image

import waymo_kit as wk
from waymo_kit.boxes import ImageBoxes
from waymo_kit.draw import draw_image_boxes
from waymo_kit.draw.style import BRIGHT, new_figure
from waymo_kit.evaluation import evaluate
from waymo_kit.geometry import Masks
from waymo_kit.metrics.panoptic import type_of_thing
from waymo_kit.predictions import BoxKind, boxes_to_predictions, write_predictions
from waymo_kit.simulate import simulate_segment

CELLS = 14
"""Side of a mask in cells, stretched over its box."""

CAMERAS = ("FRONT_LEFT", "FRONT", "FRONT_RIGHT")


def labeled(camera: wk.Camera) -> ImageBoxes:
    """The instances of a camera's panoptic label, as boxes with masks."""
    label = camera.segmentation
    kinds, pixels = [], []
    for value in np.unique(label.panoptic).tolist():
        kind = type_of_thing(value // label.divisor)
        if kind is not None and value % label.divisor:
            kinds.append(kind)
            pixels.append(label.panoptic == value)
    masks = Masks.encode(np.array(pixels).reshape(-1, *label.panoptic.shape))
    return with_masks(masks, kinds, np.ones(len(kinds)), camera)


def with_masks(masks: Masks, kinds: list[int], scores: np.ndarray, camera: wk.Camera) -> ImageBoxes:
    """Boxes around masks."""
    left_top, size = masks.boxes[:, :2], masks.boxes[:, 2:]
    return ImageBoxes(
        np.concatenate([left_top + size / 2, size], axis=1),
        np.array(kinds, np.int8),
        scores=scores,
        cameras=np.full(len(kinds), int(camera.name), np.int8),
        masks=masks.texts,
        image_sizes=np.tile([masks.height, masks.width], (len(kinds), 1)),
    )


def coarse(mask: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A mask seen through a box that is a little off, in `CELLS` x `CELLS` cells."""
    y, x = np.nonzero(mask)
    low, high = np.array([y.min(), x.min()]), np.array([y.max(), x.max()]) + 1
    shift = random.normal(0, 0.04, (2, 2)) * (high - low)
    low = np.clip((low + shift[0]).round(), 0, mask.shape).astype(int)
    high = np.clip((high + shift[1]).round(), low + 1, mask.shape).astype(int)
    part = Image.fromarray(mask[low[0] : high[0], low[1] : high[1]].astype(np.uint8) * 255)
    cells = part.resize((CELLS, CELLS), Image.Resampling.BOX)
    found = np.zeros_like(mask)
    found[low[0] : high[0], low[1] : high[1]] = (
        np.asarray(cells.resize(part.size, Image.Resampling.BILINEAR)) > 127
    )
    return found


def detect(labels: ImageBoxes, camera: wk.Camera, random: np.random.Generator) -> ImageBoxes:
    """A detector that misses the smallest objects most often, and sees a few where nothing is."""
    height, width = camera.segmentation.panoptic.shape
    pixels, kinds, scores = [], [], []
    areas = labels.array[:, 2] * labels.array[:, 3]
    truth = Masks.from_texts(labels.masks.tolist(), height, width).pixels
    for mask, kind, area in zip(truth, labels.types.tolist(), areas, strict=True):
        certainty = area / (area + 60)
        if random.random() < certainty:
            pixels.append(coarse(mask, random))
            kinds.append(kind)
            scores.append(np.clip(certainty + random.normal(0, 0.1), 0.1, 1))
        if random.random() < 0.05:
            pixels.append(np.roll(pixels[-1] if pixels else mask, 30, axis=1))
            kinds.append(kind)
            scores.append(random.uniform(0.1, 0.5))
    masks = Masks.encode(np.array(pixels).reshape(-1, height, width))
    seen = masks.areas > 0
    return with_masks(masks, kinds, np.array(scores), camera)[seen]


def draw(frame: wk.Frame, found: ImageBoxes, path: Path) -> None:
    """Draws labels above and detections below, in three cameras, without most of the sky."""
    figure = new_figure(15, 4.95, dpi=110)
    panes = figure.subplots(2, len(CAMERAS))
    figure.subplots_adjust(0.005, 0.005, 0.995, 0.94, 0.01, 0.12)
    for column, name in enumerate(CAMERAS):
        camera = frame.camera(name)
        labels, seen = labeled(camera), found[found.cameras == int(camera.name)]
        for axes, boxes, side in zip(
            panes[:, column], (labels, seen), ("labels", "found"), strict=True
        ):
            draw_image_boxes(axes, camera.image, boxes)
            axes.set_ylim(camera.image.shape[0], 0.38 * camera.image.shape[0])
            axes.set_title(f"{name.replace('_', ' ').lower()}: {len(boxes)} {side}", color=BRIGHT)
    figure.savefig(path)


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("masks"))
    parser.add_argument("--frames", type=int, default=4)
    options = parser.parse_args(arguments)
    drives, predictions = options.out / "drives", options.out / "masks.parquet"
    simulate_segment(drives, seed=0, frames=options.frames)

    random, tables = np.random.default_rng(0), []
    with wk.open_dataset(drives)[0] as scene:
        for frame in scene:
            cameras = [frame.camera(name) for name in frame.cameras]
            found = ImageBoxes.concatenate(detect(labeled(c), c, random) for c in cameras)
            tables.append(boxes_to_predictions(found, scene.name, frame.timestamp_micros))
        draw(frame, found, options.out / "masks.png")
    write_predictions(pa.concat_tables(tables), predictions, BoxKind.BOX_2D)

    result = evaluate(predictions, drives, "instance-segmentation")
    for name in ("MASK", "MASK_VEHICLE", "MASK_PEDESTRIAN", "MASK_CYCLIST", "BOX"):
        row = result.rows[name]
        print(f"{name:16s} AP {row['AP']:.3f}  AP50 {row['AP50']:.3f}  {row['LABELS']:.0f} labels")
    print(f"see {options.out / 'masks.png'}")


if __name__ == "__main__":
    main()
