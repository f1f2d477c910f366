"""`waymo-kit export-model`: the network of a detector as a file for other programs."""

from __future__ import annotations

import dataclasses

import click

from waymo_kit.cli import options, output
from waymo_kit.detectors.detection.export import NetworkFormat, export_detector
from waymo_kit.detectors.training.packages import choose_backend


@click.command(
    epilog=options.example(
        "waymo-kit export-model --checkpoint run/ --out detector.onnx",
        "waymo-kit export-model --checkpoint pretrained --out detector.stablehlo",
        "waymo-kit export-model --checkpoint run/ --batch-size 4 --out detector/",
    )
)
@options.checkpoint(required=True)
@options.out(required=True)
@options.batch_size(default=1)
@options.overwrite()
@options.json_path()
def command(
    checkpoint: str,
    out: str,
    batch_size: int,
    overwrite: bool,
    json_path: str | None,
) -> None:
    """Export the network of a trained detector for other programs.

    OUT is written as ONNX if it ends with .onnx, as StableHLO for JAX if it ends with .stablehlo,
    and else as a folder of TensorFlow, a SavedModel. It is read back, and its outputs on random
    inputs are compared with those of the network: where they differ by more than 1e-4, nothing is
    written. OUT.json describes inputs and outputs (docs/guides/export_model.md).
    """
    path = options.local_folder("--out", out)
    choose_backend(NetworkFormat.of(path).backend)
    found = export_detector(checkpoint, path, batch_size=batch_size, overwrite=overwrite)
    if json_path != options.STDOUT:
        rows = [
            output.Row(array.name, [kind, " x ".join(map(str, array.shape)), array.dtype])
            for kind, arrays in (("input", found.inputs), ("output", found.outputs))
            for array in arrays
        ]
        output.table(["", "shape", "type"], rows, corner="array")
        output.line(
            f"{checkpoint}: step {found.step:,}, outputs equal within {found.max_difference:.1e} "
            f"-> {out}"
        )
    output.write_json(dataclasses.asdict(found), json_path)
