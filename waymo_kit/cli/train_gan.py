"""`waymo-kit train-gan`: generators of images of a class, trained."""

from __future__ import annotations

import click

from waymo_kit.cli import options, output
from waymo_kit.cli.training import TrainingProgress
from waymo_kit.configuration import configuration_text
from waymo_kit.detectors.classification.image_sources import open_images
from waymo_kit.detectors.training.packages import choose_backend, import_packages

SIZES = ("32", "64", "128")


@click.command(
    epilog=options.example(
        "waymo-kit train-gan --data crops/ --size 32 --out run/",
        "waymo-kit train-gan --config steady --data cifar/ --width 0.5 --steps 15000 --out run/",
    )
)
@options.images(required=True)
@options.out(required=True, metavar="FOLDER")
@click.option(
    "--size",
    type=click.Choice(SIZES),
    help="Side of the images in pixels, to which all are resized. [default: that of the config]",
)
@click.option(
    "--width",
    type=click.FloatRange(min=0, min_open=True),
    help="Factor of the number of channels; 1 is the paper's. [default: that of the config]",
)
@options.config()
@options.backend()
@options.strategy(default="auto")
@options.steps()
@options.seed()
@options.resume()
@options.json_path()
def command(
    data: str,
    out: str,
    size: str | None,
    width: float | None,
    configs: tuple[str, ...],
    backend: str | None,
    strategy: str,
    steps: int | None,
    seed: int | None,
    resume: bool,
    json_path: str | None,
) -> None:
    """Train an AC-GAN, which synthesizes images of a class.

    The data are labeled images as `train-classifier` takes them, of which the training split is
    used. The configurations are paper (the default), steady and spectral: see
    docs/guides/generative.md. `waymo-kit synthesize` makes images of the run.
    """
    folder = options.local_folder("--out", out)
    images = open_images(data, "train")
    choose_backend(backend)
    import_packages("train-gan")
    from waymo_kit.detectors.generative.named_recipes import choose_recipe
    from waymo_kit.detectors.generative.run import train_gan

    side = None if size is None else int(size)
    chosen = choose_recipe(configs, size=side, width=width, steps=steps, seed=seed)
    with output.progress("train-gan", "steps") as bar:
        result = train_gan(
            chosen,
            images,
            folder,
            strategy=strategy,
            resume=resume,
            observers=[TrainingProgress(bar, chosen.training)],
        )
    if json_path != options.STDOUT:
        output.line(
            f"AC-GAN of {chosen.size} px: {output.count(result.step, 'step')}, "
            f"{output.count(len(images.labels), 'image')} of {len(images.class_names)} classes, "
            f"loss {result.loss:.4f} -> {out}"
        )
    values = {
        "recipe": configuration_text(chosen),
        "step": result.step,
        "loss": result.loss,
    }
    output.write_json(values, json_path)
