"""Settings, configuration and examples that must be equal for a run to be resumed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import yaml

from waymo_kit.configuration import configuration_text
from waymo_kit.detectors.training.checkpoints import Checkpoint
from waymo_kit.detectors.training.settings import TrainingSettings
from waymo_kit.detectors.training.task import ExampleSource, NamedExamples
from waymo_kit.errors import CorruptDataError, InvalidInputError

MAY_CHANGE = frozenset(
    {"steps", "log_every", "checkpoint_every", "keep_checkpoints", "load_threads"}
)
"""Fields of `TrainingSettings` that may differ: a run may be given more steps, and on the others no
result depends."""


MAY_LACK = frozenset({"images_digest"})
"""Keys that runs of earlier versions lack; their values are not known."""

_COMPARED_EXAMPLES = 32


def examples_digest(source: ExampleSource) -> str:
    """Returns a digest by which a resumed training notices other examples.

    It is that of the number of examples and the names of 32 of them, spread over all: other
    segments or images under the same path have another digest, other labels do not.

    Args:
        source: Source of the examples; one without names gives an empty digest.
    """
    if not isinstance(source, NamedExamples):
        return ""
    chosen = np.unique(np.linspace(0, len(source) - 1, _COMPARED_EXAMPLES).astype(np.int64))
    names = [str(len(source)), *(source.name(index) for index in chosen.tolist())]
    return hashlib.sha256("\0".join(names).encode()).hexdigest()[:16]


def check_same_run(
    checkpoint: Checkpoint, settings: TrainingSettings, config: str, where: str, examples: str = ""
) -> None:
    """Checks that a training can go on from a checkpoint.

    Args:
        checkpoint: Last checkpoint of the run.
        settings: Settings of the training that resumes it.
        config: Configuration of the training that resumes it, as YAML.
        where: Name of the checkpoint in error messages.
        examples: Digest of the examples of the training that resumes it. Defaults to an empty one,
            which is not compared.

    Raises:
        InvalidInputError: A setting differs that may not change, the examples differ, or there are
            fewer steps than the run has done.
        CorruptDataError: The checkpoint's configuration is not YAML.
    """
    for stored, new in (
        (checkpoint.config, config),
        (checkpoint.settings, configuration_text(settings)),
    ):
        found = _first_difference(_values(stored, where), _values(new, "config"))
        if found is not None:
            key, before, after = found
            raise InvalidInputError(
                f"{where}: the run to resume has another {key}, {before!r}; got {after!r}: resume "
                "it with its own settings, or choose another folder"
            )
    if examples and checkpoint.examples and examples != checkpoint.examples:
        raise InvalidInputError(
            f"{where}: the run to resume learned from other segments or images than those that are "
            "there now; resume it with its own data, or choose another folder"
        )
    if settings.steps < checkpoint.step:
        raise InvalidInputError(
            f"{where}: expected {checkpoint.step} steps or more, which the run has done, got "
            f"{settings.steps}"
        )


def _first_difference(
    stored: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[str, Any, Any] | None:
    """Returns key and values of the first difference that matters, or None."""
    for key in (*stored, *(key for key in new if key not in stored)):
        *parents, name = key.split(".")
        if name in MAY_CHANGE and parents[-1:] in ([], ["training"]):
            continue
        if name in MAY_LACK and key not in stored:
            continue
        if stored.get(key) != new.get(key):
            return key or "configuration", stored.get(key), new.get(key)
    return None


def _values(text: str, where: str) -> dict[str, Any]:
    """Returns the scalars and lists of a YAML text by dotted key.

    A run of a version without a setting of the training had what is its default now.
    """
    try:
        values = dict(_flat(yaml.safe_load(text), ""))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise CorruptDataError(f"{where}: its configuration is not YAML: {error}") from error
    for seed in [key for key in values if key == "seed" or key.endswith("training.seed")]:
        place = seed.removesuffix("seed")
        for name, value in yaml.safe_load(configuration_text(TrainingSettings())).items():
            values.setdefault(place + name, value)
    return values


def _flat(values: Any, key: str) -> Iterator[tuple[str, Any]]:
    if not isinstance(values, Mapping):
        yield key, values
        return
    for name, value in values.items():
        yield from _flat(value, f"{key}.{name}" if key else str(name))
