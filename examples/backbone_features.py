"""Feature maps of a camera image, as a detector takes them from a backbone.

    python examples/backbone_features.py SEGMENT.tfrecord --backbone resnet50 --size 320 480

The weights are random: the point is which maps a backbone gives. Needs waymo-kit[train].
"""

from __future__ import annotations

import argparse

import numpy as np
from PIL import Image

import waymo_kit as wk
from waymo_kit.detectors.backbones import BACKBONES, create_backbone


def scaled_image(data: str, camera: str, size: tuple[int, int]) -> np.ndarray:
    """The camera's first image as (1, height, width, 3) float32 in [-1, 1]."""
    with wk.open_dataset(data)[0] as scene:
        image = Image.fromarray(scene[0].camera(camera).image)
    resized = image.resize((size[1], size[0]), Image.Resampling.BILINEAR)
    return np.asarray(resized, np.float32)[None] / 127.5 - 1


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", help="a v1 file, tables, a folder or a URI")
    parser.add_argument("--backbone", default="resnet50", choices=BACKBONES)
    parser.add_argument("--camera", default="FRONT")
    parser.add_argument("--size", nargs=2, type=int, metavar=("HEIGHT", "WIDTH"))
    options = parser.parse_args(arguments)

    published = BACKBONES[options.backbone].image_size
    size = tuple(options.size or (published, published))
    model = create_backbone(options.backbone, include_top=False, input_shape=(*size, 3))
    maps = model(scaled_image(options.data, options.camera, size), training=False)
    print(f"{options.backbone} at {size[0]} x {size[1]}: {model.count_params():,} parameters")
    for name, x in maps.items():
        print(f"  {name:10s} {' x '.join(str(side) for side in x.shape[1:])}")


if __name__ == "__main__":
    main()
