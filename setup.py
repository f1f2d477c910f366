"""Packaging: `metrics/` and `detectors/` install as waymo_kit.metrics and waymo_kit.detectors.

Both are top-level folders of the repository; `waymo_kit/metrics` and `waymo_kit/detectors` are
symbolic links to them, so a checkout imports as an installation does.
"""

import re
import runpy
from pathlib import Path

from setuptools import find_packages, setup

HOME = "https://github.com/waymo-kit/waymo-kit"

VIZ = ["matplotlib>=3.7", "open3d>=0.18"]
TRAIN = ["tensorflow>=2.20", "keras>=3", "scikit-learn>=1.3"]
JAX = ["jax>=0.5", "keras>=3", "scikit-learn>=1.3"]
RAY = ["ray>=2.9"]
DASK = ["distributed>=2023.5"]
TORCH = ["torch>=2.1"]
PRETRAINED = ["safetensors>=0.4"]
QUERY = ["duckdb>=1.1", "polars>=1.0"]
GRAIN = ["grain>=0.2.3"]
HF = ["datasets>=2.16"]
SERVE = [
    "fastapi>=0.115",
    "starlette>=0.40",
    "uvicorn>=0.30",
    "sqlalchemy>=2.0",
    "alembic>=1.13",
    "argon2-cffi>=23.1",
    "cryptography>=42",
    "joserfc>=1",
    "zxcvbn>=4.4",
    "segno>=1.6",
]
ONNX = ["onnx>=1.17", "onnxruntime>=1.20", "tf2onnx>=1.17"]
POSTGRES = ["psycopg[binary]>=3.1"]
MCAP = ["mcap>=1.2", "mcap-protobuf-support>=0.5", "foxglove-schemas-protobuf>=0.2"]
RERUN = ["rerun-sdk>=0.24"]
OFFICIAL = ["waymo-open-dataset-tf-2-12-0==1.6.7"]  # Linux, Python 3.10 and 3.11
DOCS = ["mkdocs-material>=9.5", "mkdocstrings[python]>=0.26"]

# `make lint` and the hooks of pre-commit run these versions.
LINT = [
    "ruff==0.17.6",
    "mypy==2.4.1",
    "types-protobuf==7.35.1.20260906",
    "types-PyYAML==6.0.12.20261122",
]
TEST = [
    "pytest>=8",
    "pytest-xdist>=3.5",
    "pytest-timeout>=2.3",
    "hypothesis>=6.100",
    "scipy>=1.10",
    "matplotlib>=3.7",
    "moto[server]>=5",
    "nbclient>=0.10",
    "nbformat>=5.10",
    "ipykernel>=6.29",
    "build>=1",
    "setuptools>=77",
    "httpx>=0.27",
    "schemathesis>=4",
    "playwright>=1.50",
    "axe-playwright-python>=0.1.4",
    "pycocotools>=2.0.8",
]


def long_description():
    """Returns README.md with links that work on any page: relative ones get the repository's."""
    text = Path(__file__).with_name("README.md").read_text(encoding="utf-8")
    raw = HOME.replace("github.com", "raw.githubusercontent.com")
    text = re.sub(r"(!\[[^\]]*\]\()(?!https?:)", rf"\1{raw}/main/", text)
    return re.sub(r"((?<!!)\[[^\]]*\]\()(?!https?:|#)", rf"\1{HOME}/blob/main/", text)


setup(
    name="waymo-kit",
    version=runpy.run_path("waymo_kit/_version.py")["__version__"],
    description="Read, convert, load, simulate and score the Waymo Open Dataset; detect and track.",
    long_description=long_description(),
    long_description_content_type="text/markdown",
    author="The waymo-kit authors",
    url=HOME,
    project_urls={
        "Documentation": f"{HOME}/tree/main/docs",
        "Changelog": f"{HOME}/blob/main/CHANGELOG.md",
        "Issues": f"{HOME}/issues",
    },
    license_expression="Apache-2.0",
    license_files=["LICENSE"],
    keywords=[
        "waymo",
        "open dataset",
        "autonomous driving",
        "lidar",
        "3d object detection",
        "multi-object tracking",
        "evaluation",
        "benchmark",
    ],
    classifiers=[
        "Development Status :: 4 - Beta",
        "Intended Audience :: Developers",
        "Intended Audience :: Science/Research",
        "Operating System :: MacOS",
        "Operating System :: POSIX :: Linux",
        "Programming Language :: Python :: 3",
        "Programming Language :: Python :: 3 :: Only",
        "Programming Language :: Python :: 3.10",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
        "Topic :: Scientific/Engineering :: Artificial Intelligence",
        "Topic :: Scientific/Engineering :: Image Recognition",
        "Typing :: Typed",
    ],
    python_requires=">=3.10",
    packages=find_packages(include=["waymo_kit", "waymo_kit.*"]),
    package_data={
        "waymo_kit": ["py.typed"],
        "waymo_kit.detectors.lidar": ["pretrained/*.yaml", "pretrained/checkpoints/*.npz"],
        "waymo_kit.evaluation.report": ["*.jinja", "*.css"],
        "waymo_kit.detectors.generative.report": ["*.jinja"],
        "waymo_kit.web.viewer": ["page/built/*"],
        "waymo_kit.protos": ["*.proto", "*.pyi"],
        "waymo_kit.web.leaderboard.pages": [
            "templates/*.jinja",
            "templates/parts/*.jinja",
            "static/*",
            "static/vendor/*",
            "static/vendor/*/*",
        ],
    },
    entry_points={"console_scripts": ["waymo-kit = waymo_kit.cli:main"]},
    install_requires=[
        "numpy>=1.23",
        "pyarrow>=16",
        "numba>=0.57",
        "protobuf>=4.25",
        "shapely>=2.1",
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
        "jax": JAX,
        "viz": VIZ,
        "ray": RAY,
        "dask": DASK,
        "mcap": MCAP,
        "rerun": RERUN,
        "torch": TORCH,
        "pretrained": TRAIN + PRETRAINED,
        "query": QUERY,
        "grain": GRAIN,
        "hf": HF,
        "all": TRAIN
        + JAX
        + VIZ
        + RAY
        + DASK
        + MCAP
        + RERUN
        + TORCH
        + QUERY
        + GRAIN
        + HF
        + SERVE
        + ONNX
        + PRETRAINED,
        "onnx": TRAIN + ONNX,
        "serve": SERVE,
        "postgres": SERVE + POSTGRES,
        "official": OFFICIAL,
        "docs": DOCS,
        "dev": TRAIN
        + JAX
        + PRETRAINED
        + ONNX
        + RAY
        + DASK
        + MCAP
        + QUERY
        + GRAIN
        + HF
        + SERVE
        + POSTGRES
        + DOCS
        + LINT
        + TEST
        + ["pre-commit>=3"],
    },
)
