"""Packaging: `metrics/` and `detectors/` install as waymo_kit.metrics and waymo_kit.detectors.

Both are top-level folders of the repository; `waymo_kit/metrics` and `waymo_kit/detectors` are
symbolic links to them, so a checkout imports as an installation does.
"""

import runpy
from pathlib import Path

from setuptools import find_packages, setup

VIZ = ["open3d>=0.18", "matplotlib>=3.7", "rerun-sdk>=0.20"]
TRAIN = ["tensorflow>=2.20", "keras>=3", "scikit-learn>=1.3"]
RAY = ["ray>=2.9"]
DASK = ["distributed>=2023.5"]
OFFICIAL = ["waymo-open-dataset-tf-2-12-0==1.6.7"]  # Linux, Python 3.10 and 3.11

setup(
    name="waymo-kit",
    version=runpy.run_path("waymo_kit/_version.py")["__version__"],
    description="Read, convert, load and score the Waymo Open Dataset, without TensorFlow.",
    long_description=Path(__file__).with_name("README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    python_requires=">=3.10",
    packages=find_packages(include=["waymo_kit", "waymo_kit.*"]),
    package_data={
        "waymo_kit": ["py.typed"],
        "waymo_kit.evaluation.report": ["*.jinja", "*.css"],
        "waymo_kit.protos": ["*.proto", "*.pyi"],
    },
    entry_points={"console_scripts": ["waymo-kit = waymo_kit.cli:main"]},
    install_requires=[
        "numpy>=1.23",
        "pyarrow>=16",
        "numba>=0.57",
        "protobuf>=4.25",
        "shapely>=2",
        "click>=8",
        "rich>=13",
        "google-crc32c>=1.5",
        "deflate>=0.7",
        "pillow>=9.2",
        "pyyaml>=6",
        "jinja2>=3.1",
    ],
    extras_require={
        "train": TRAIN,
        "viz": VIZ,
        "ray": RAY,
        "dask": DASK,
        "all": TRAIN + VIZ + RAY + DASK,
        "official": OFFICIAL,
        "dev": TRAIN
        + RAY
        + DASK
        + [
            "jax>=0.5",
            "pytest>=8",
            "pytest-xdist>=3.5",
            "hypothesis>=6.100",
            "ruff>=0.6",
            "mypy>=1.11",
            "types-protobuf>=4.25",
            "types-PyYAML",
            "pre-commit>=3",
            "scipy>=1.10",
            "matplotlib>=3.7",
            "moto[server]>=5",
        ],
    },
)
