"""`waymo-kit synthesize`: images of a class from a trained generator."""

from __future__ import annotations

from pathlib import Path

import click

from waymo_kit.cli import options, output
from waymo_kit.detectors.training.packages import import_packages


@click.command(
    epilog=options.example(
        "waymo-kit synthesize run/ --classes cyclist --count 1000 --out synthetic/"
    )
)
@click.argument("path", metavar="RUN")
@options.out(required=True, metavar="FOLDER")
@click.option(
    "--classes",
    metavar="NAMES",
    help="Classes, separated by commas. [default: all that the run was trained on]",
)
@click.option(
    "--count",
    default=1000,
    show_default=True,
    type=click.IntRange(min=1),
    help="Number of images of each class.",
)
@options.seed(default=0)
@options.json_path()
def command(
    path: str, out: str, classes: str | None, count: int, seed: int, json_path: str | None
) -> None:
    """Synthesize images with a generator of `waymo-kit train-gan`.

    RUN is the folder of a run, whose last checkpoint is taken, or a checkpoint. The folder gets
    <class>/<number>.png, which `train-classifier` takes as it takes any folder of images. The same
    run and seed give the same images. If the command is stopped, the same one continues it.
    """
    folder = options.local_folder("--out", out)
    import_packages("synthesize")
    from waymo_kit.detectors.generative.synthesis import synthesize
    from waymo_kit.detectors.generative.trained_generator import load_generator

    generator = load_generator(Path(path))
    known = generator.config.class_names
    names = known if classes is None else tuple(filter(None, map(str.strip, classes.split(","))))
    with output.progress("synthesize", "images") as bar:
        made = synthesize(generator, names, count, folder, seed=seed, on_progress=bar.update)
    if json_path != options.STDOUT:
        output.line(
            f"{output.count(made, 'new image')} of {', '.join(names)}, step {generator.step:,} "
            f"-> {out}"
        )
    output.write_json({"classes": names, "count": count, "new": made}, json_path)
