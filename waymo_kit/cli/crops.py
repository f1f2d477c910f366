"""`waymo-kit crops`: images of labeled objects, to train classifiers on."""

from __future__ import annotations

import click
import pyarrow.compute as pc

from waymo_kit.cli import options, output
from waymo_kit.detectors.classification.crop_images import class_name
from waymo_kit.detectors.classification.object_choice import choose_objects
from waymo_kit.detectors.classification.object_crops import write_crops
from waymo_kit.scene import open_dataset


@click.command(epilog=options.example("waymo-kit crops --data tables/ --out crops/ --side 32"))
@options.data(required=True)
@options.subset("data")
@options.out(required=True, metavar="FOLDER")
@click.option(
    "--side",
    default=64,
    show_default=True,
    type=click.IntRange(min=1),
    help="Width and height of each crop in pixels.",
)
@click.option(
    "--per-class",
    default=1000,
    show_default=True,
    type=click.IntRange(min=1),
    help="Number of crops of each type; a rarer type has fewer.",
)
@click.option(
    "--min-side",
    default=16.0,
    show_default=True,
    type=click.FloatRange(min=0, min_open=True),
    help="Length in pixels; objects with a shorter side are left out.",
)
@options.seed(default=0)
def command(data: str, out: str, side: int, per_class: int, min_side: float, seed: int) -> None:
    """Cut labeled objects out of camera images, equally many of each type.

    The folder, which must be new or empty, gets <class>/<name>.png and the index crops.parquet.
    The dataset needs the components camera_box, camera_image and stats. The same dataset, seed and
    sizes give the same files.
    """
    scenes = open_dataset(data)
    with output.progress("choose objects") as bar:
        choice = choose_objects(
            scenes,
            per_class,
            min_side,
            seed,
            bar.update,
        )
    with output.progress("cut", "crops") as bar:
        index = write_crops(
            scenes,
            choice,
            options.local_folder("--out", out),
            side,
            bar.update,
        )
    rows = [
        output.Row(
            class_name(kind),
            [f"{found:,}", f"{pc.sum(pc.equal(index.column('type'), int(kind))).as_py():,}"],
        )
        for kind, found in choice.found.items()
    ]
    output.table(["objects", "crops"], rows, corner="class")
    if choice.too_small:
        objects = output.count(choice.too_small, "object")
        output.note(f"left out with a side below {min_side:g} pixels: {objects}")
    rarest = min(choice.found.values())
    if rarest < per_class:
        output.note(
            f"fewer than {per_class:,} crops of some classes; --per-class {rarest} balances them"
        )
