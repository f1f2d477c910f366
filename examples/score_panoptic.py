"""Follow masks from frame to frame, merge them to panoptic labels, score both by weighted STQ.

    python examples/score_masks.py --out masks --frames 10
    python examples/score_panoptic.py masks/drives masks/masks.parquet --out panoptic

Without tracks every detection is an object of its own, so that its tube is one frame long.
"""

from __future__ import annotations

import argparse
import colorsys
from pathlib import Path

import numpy as np

import waymo_kit as wk
from waymo_kit.boxes import ImageBoxes
from waymo_kit.detectors.tracking import ImageTracker, OcSort, track_dataset
from waymo_kit.draw.image_boxes import paint_mask
from waymo_kit.draw.style import BRIGHT, new_figure, style_view
from waymo_kit.evaluation import evaluate
from waymo_kit.geometry import Masks
from waymo_kit.metrics.panoptic import LABEL_DIVISOR, merge_instances, panoptic_label
from waymo_kit.predictions import BoxKind, predictions_to_boxes, read_predictions
from waymo_kit.schema import CAMERA_CLASSES, THING_CLASSES, ObjectType

CLASSES = {
    ObjectType.VEHICLE: CAMERA_CLASSES.index("TYPE_CAR"),
    ObjectType.PEDESTRIAN: CAMERA_CLASSES.index("TYPE_PEDESTRIAN"),
    ObjectType.CYCLIST: CAMERA_CLASSES.index("TYPE_CYCLIST"),
}
"""Class of the merged label that a detection of each type becomes."""


def label_of(camera: wk.Camera) -> np.ndarray:
    """The panoptic label of a camera with the ids of the whole sequence: (H, W)."""
    label = camera.segmentation
    local, world = list(label.global_ids), list(label.global_ids.values())
    tracked = [label.is_tracked[number] for number in local]
    return panoptic_label(label.panoptic, label.divisor, local, world, tracked)[0]


def merge(tracks: ImageBoxes, shape: tuple[int, int], numbers: dict[str, int]) -> np.ndarray:
    """The masks of an image as one label: (H, W); `numbers` gives each track a number."""
    masks = Masks.from_texts(tracks.masks.tolist(), *shape)
    classes = [CLASSES[ObjectType(kind)] for kind in tracks.types.tolist()]
    instances = [numbers.setdefault(name, len(numbers) + 1) for name in tracks.ids]
    return merge_instances(masks, tracks.scores, classes, instances)


def painted(image: np.ndarray, panoptic: np.ndarray) -> np.ndarray:
    """An image in gray with its objects in the colors of their numbers."""
    gray = image.mean(axis=2, keepdims=True) * 0.7
    shown = np.repeat(gray, 3, axis=2)
    for value in np.unique(panoptic).tolist():
        semantic, instance = divmod(value, LABEL_DIVISOR)
        if semantic in THING_CLASSES and instance:
            hue = 0.618 * instance % 1
            color = colorsys.hsv_to_rgb(hue, 0.75, 1.0)
            paint_mask(shown, panoptic == value, 255 * np.array(color))
    return shown.round().astype(np.uint8)


def draw(scene: wk.Scene, tracks: ImageBoxes, path: Path) -> None:
    """Draws labels above and merged masks below: one camera at two times, then its neighbor."""
    frames = list(scene)
    by_frame = dict(zip(frames, tracks.by_frame(scene.timestamps_micros), strict=True))
    numbers: dict[str, int] = {}
    figure = new_figure(15, 4.95, dpi=110)
    panes = figure.subplots(2, 3)
    figure.subplots_adjust(0.005, 0.005, 0.995, 0.94, 0.01, 0.12)
    shown = ((frames[0], "FRONT"), (frames[-1], "FRONT"), (frames[-1], "FRONT_RIGHT"))
    for (frame, name), (above, below) in zip(shown, panes.T, strict=True):
        camera = frame.camera(name)
        label, found = label_of(camera), by_frame[frame]
        merged = merge(found[found.cameras == int(camera.name)], label.shape, numbers)
        place = f"{name.replace('_', ' ').lower()}, frame {frame.index}"
        for axes, panoptic, side in ((above, label, "labels"), (below, merged, "merged masks")):
            style_view(axes)
            axes.imshow(painted(camera.image, panoptic))
            axes.set_ylim(label.shape[0] - 0.5, 0.38 * label.shape[0])
            axes.set_title(f"{place}: {side}", color=BRIGHT)
    figure.savefig(path)


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="dataset with panoptic labels")
    parser.add_argument("predictions", type=Path, help="predictions with masks")
    parser.add_argument("--out", type=Path, default=Path("panoptic"))
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    tracks = options.out / "tracks.parquet"
    track_dataset(
        ImageTracker(OcSort(min_score=0.5, min_hits=0)), options.predictions, options.data, tracks
    )

    print(f"{'':10s}  wSTQ   wAQ    mIoU   IoU of cars")
    for name, predictions in (("detections", options.predictions), ("tracks", tracks)):
        rows = evaluate(predictions, options.data, "panoptic").rows
        row = rows["CAMERA"]
        figures = row["WSTQ"], row["WAQ"], row["MIOU"], rows["TYPE_CAR"]["IOU"]
        print(f"{name:10s}  " + "  ".join(f"{figure:.3f}" for figure in figures))

    with wk.open_dataset(options.data)[0] as scene:
        found = predictions_to_boxes(
            read_predictions(tracks, BoxKind.BOX_2D), scene.name, BoxKind.BOX_2D
        )
        draw(scene, found, options.out / "panoptic.png")
    print(f"see {options.out / 'panoptic.png'}")


if __name__ == "__main__":
    main()
