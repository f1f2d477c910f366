"""Compares corruptions with the public code that made CIFAR-10-C.

    git clone https://github.com/hendrycks/robustness
    pip install "numpy<2" scipy pillow opencv-python-headless scikit-image wand  # own environment
    python -m tools.official.compare_corruptions \
        --code robustness/ImageNet-C/create_c/make_cifar_c.py

Wand needs the library of ImageMagick. Both sides draw from random states of the same seed. Impulse
noise is drawn in another order there, so only the share of changed values is compared.
"""

from __future__ import annotations

import argparse
import ast
import importlib.util
import sys
import types
from pathlib import Path

import numpy as np
from PIL import Image

THERE = {"jpeg": "jpeg_compression"}
"""Name of a corruption here -> its name there, where it differs."""

UNUSED = {"torch", "torchvision", "scipy.ndimage.interpolation"}
"""Modules that the public code imports without need, or that are gone."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--code", type=Path, required=True, help="the file make_cifar_c.py")
    parser.add_argument("--images", type=int, default=20, help="number of random images")
    options = parser.parse_args()
    public = public_functions(options.code)
    here = our_module()
    images = list(made_images(options.images))
    print(f"{'corruption':<16} severity: values that differ by more than a level, of all; largest")
    for corruption in here.CORRUPTIONS:
        for severity in here.SEVERITIES:
            ours, theirs = [], []
            for seed, image in enumerate(images):
                random = np.random.RandomState(seed)
                ours.append(here.corrupt(image, corruption, severity, random))
                np.random.seed(seed)  # noqa: NPY002, the state that the public code draws from
                function = public[THERE.get(corruption.name, corruption.name)]
                theirs.append(np.uint8(function(Image.fromarray(image), severity)))
            report(corruption.name, severity, np.stack(images), np.stack(ours), np.stack(theirs))


def report(name, severity, images, ours, theirs):
    if name == "impulse_noise":
        shares = [(side != images).mean() for side in (ours, theirs)]
        print(f"{name:<16} {severity}: share changed here {shares[0]:.4f}, there {shares[1]:.4f}")
        return
    difference = np.abs(ours.astype(int) - theirs)
    print(f"{name:<16} {severity}: {(difference > 1).mean():.6f}; {difference.max()}")


def made_images(count):
    """Yields images of smooth shapes and of noise, 32 pixels wide."""
    for seed in range(count):
        random = np.random.default_rng(seed)
        small = random.integers(0, 256, (4 + seed % 29, 4 + seed % 29, 3), np.uint8)
        yield np.asarray(Image.fromarray(small).resize((32, 32), Image.Resampling.BICUBIC))


def public_functions(path):
    """Runs the definitions of the public code, without the loop that writes the dataset."""
    tree = ast.parse(path.read_text())
    wanted = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    kept = [n for n in tree.body if isinstance(n, wanted) and not imports_unused(n)]
    namespace = {"map_coordinates": None}
    exec(compile(ast.Module(kept, []), str(path), "exec"), namespace)
    motion = namespace["wandlibrary"].MagickMotionBlurImage
    c = namespace["ctypes"]
    motion.argtypes = (c.c_void_p, c.c_double, c.c_double, c.c_double)
    return namespace


def imports_unused(node):
    if isinstance(node, ast.Import):
        return any(name.name.split(".")[0] in UNUSED for name in node.names)
    return isinstance(node, ast.ImportFrom) and (
        node.module in UNUSED or node.module.split(".")[0] in UNUSED
    )


def our_module():
    """Loads the corruptions without the packages that the rest of the project needs."""
    for name in ("waymo_kit", "waymo_kit.errors"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules["waymo_kit.errors"].InvalidInputError = ValueError
    labeled = "waymo_kit.detectors.classification.labeled_images"
    sys.modules[labeled] = types.ModuleType(labeled)
    sys.modules[labeled].LabeledImages = object
    path = Path(__file__).parents[2] / "detectors" / "classification" / "corruptions.py"
    spec = importlib.util.spec_from_file_location("corruptions", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["corruptions"] = module
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
