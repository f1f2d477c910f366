"""Configurations of training runs by name, and from YAML files, for all sensors."""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from waymo_kit.configuration import (
    change,
    choose_configuration,
    first_difference,
    read_mapping,
)
from waymo_kit.detectors.detection.detector_run import DetectorRun
from waymo_kit.detectors.training.checkpoints import CONFIG
from waymo_kit.errors import InvalidInputError

SENSORS = {
    "lidar": "waymo_kit.detectors.lidar.lidar_run",
    "camera": "waymo_kit.detectors.camera.camera_run",
}
"""Sensor -> module with the class of its detectors' runs, `RUN`, and the named ones, `NAMED_RUNS`.

Modules are imported when a run is asked for, so that this one stands above all sensors."""

DEFAULT_RUN = "centerpoint-pillar"


def named_runs() -> dict[str, DetectorRun]:
    """Returns the named configurations of all sensors, without data."""
    return {
        name: run
        for module in SENSORS.values()
        for name, run in importlib.import_module(module).NAMED_RUNS.items()
    }


def named_run(name: str) -> DetectorRun:
    """Returns the configuration of a run by its name, without data.

    Raises:
        InvalidInputError: There is no configuration of that name.
    """
    named = named_runs()
    if name not in named:
        raise InvalidInputError(
            f"config: expected a YAML file or one of {', '.join(named)}, got {name!r}"
        )
    return named[name]


def read_run(path: Path) -> DetectorRun:
    """Reads the whole configuration of a run, such as `config.yaml` in its folder.

    Raises:
        NotFoundError: The file does not exist.
        InvalidInputError: The file is not YAML, or a key or value is wrong.
    """
    values = read_mapping(path)
    sensor = values.get("sensor")
    if not isinstance(sensor, str) or sensor not in SENSORS:
        raise InvalidInputError(
            f"{path}: sensor: expected one of {', '.join(SENSORS)}, got {str(sensor)[:60]!r}"
        )
    base: DetectorRun = importlib.import_module(SENSORS[sensor]).RUN()
    return change(base, values, str(path))


def configured_run(configs: Sequence[str], changes: Mapping[str, Any] | None = None) -> DetectorRun:
    """Makes the configuration of a new run.

    Args:
        configs: At most one name of a configuration, and paths of YAML files that change it in
            turn. Without a name they change `DEFAULT_RUN`.
        changes: Last changes, as nested mappings of fields.

    Raises:
        NotFoundError: A file does not exist.
        InvalidInputError: There are several names, or a key or value is wrong.
    """
    named = named_runs()
    run = choose_configuration(configs, named, named[DEFAULT_RUN])
    return change(run, changes or {}, "options")


def resumed_run(folder: Path, configs: Sequence[str], changes: Mapping[str, Any]) -> DetectorRun:
    """Reads the configuration of a run to resume, which arguments may repeat but not change.

    The number of training steps may change, which lengthens a run.

    Args:
        folder: Folder of the run.
        configs: Names and files as in `configured_run`; none says nothing about the run.
        changes: Fields that the caller gives, as nested mappings.

    Raises:
        InvalidInputError: The run has another configuration; the message names the field.
    """
    path = folder / CONFIG
    stored = base = read_run(path)
    if configs:
        kept = {k: getattr(stored, k) for k in ("data", "validation") if k not in changes}
        base = dataclasses.replace(configured_run(configs), **kept)
    asked = change(base, changes, "options")
    steps = asked.training.steps
    lengthened = dataclasses.replace(
        stored, training=dataclasses.replace(stored.training, steps=steps)
    )
    key = first_difference(lengthened, asked)
    if key is not None:
        raise InvalidInputError(
            f"{path}: the run to resume has another {key}; leave the options out, or choose "
            "another folder"
        )
    return lengthened
