"""Scalars for TensorBoard: its files of events, written without TensorFlow."""

from __future__ import annotations

import os
import socket
import struct
import time
from collections.abc import Mapping
from pathlib import Path

from waymo_kit.detectors.training.records import StepRecord
from waymo_kit.errors import OutputError
from waymo_kit.formats.protobuf_wire import BYTES, FIXED64, VARINT, encode_varint
from waymo_kit.formats.tfrecord import masked_crc32c
from waymo_kit.io.storage import translated_errors

_FLOAT = 1
"""DT_FLOAT among the types of a TensorProto."""


class TensorBoardLog:
    """Writes scalars; an `Observer`.

    A file of events is a TFRecord file of `Event` messages (tensorflow/core/util/event.proto and
    tensorflow/core/framework/summary.proto, whose field numbers are used here).

    Args:
        folder: Folder for `tensorboard --logdir`.

    Raises:
        OutputError: The folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        """Starts a file of events in the folder."""
        now = time.time()
        name = f"events.out.tfevents.{now:.6f}.{socket.gethostname()}.{os.getpid()}.v2"
        self._path = folder / name
        with translated_errors(str(folder), OutputError):
            folder.mkdir(parents=True, exist_ok=True)
        self._append(_double(1, now) + _bytes(3, b"brain.Event:2"))

    def on_step(self, record: StepRecord) -> None:
        """Writes losses, terms, rates, norms and speed; by player if there are several."""
        players = record.metrics.players
        scalars = {
            "loss": record.metrics.loss,
            "training/examples_per_second": record.examples_per_second,
        }
        for name, player in players.items():
            prefix = "" if len(players) == 1 else f"{name}/"
            scalars[f"{prefix}loss"] = player.loss
            scalars[f"{prefix}training/gradient_norm"] = player.gradient_norm
            scalars[f"{prefix}training/learning_rate"] = player.learning_rate
            for term, value in player.terms.items():
                scalars[f"{prefix}terms/{term}"] = value
        self._write(record.step, scalars)

    def on_evaluation(self, step: int, metrics: Mapping[str, float]) -> None:
        """Writes the metrics."""
        self._write(step, {f"evaluation/{name}": value for name, value in metrics.items()})

    def _write(self, step: int, scalars: Mapping[str, float]) -> None:
        summary = b"".join(_bytes(1, _scalar(name, value)) for name, value in scalars.items())
        self._append(_double(1, time.time()) + _whole(2, step) + _bytes(5, summary))

    def _append(self, event: bytes) -> None:
        """Appends an event as a TFRecord."""
        header = struct.pack("<Q", len(event))
        record = (
            header
            + struct.pack("<I", masked_crc32c(header))
            + event
            + struct.pack("<I", masked_crc32c(event))
        )
        with translated_errors(str(self._path), OutputError), self._path.open("ab") as stream:
            stream.write(record)


def _scalar(name: str, value: float) -> bytes:
    """Returns a `Summary.Value`: a tag, a float tensor, and that it is of the plugin "scalars"."""
    tensor = _whole(1, _FLOAT) + _bytes(2, b"") + _bytes(4, struct.pack("<f", value))
    metadata = _bytes(1, _bytes(1, b"scalars"))
    return _bytes(1, name.encode()) + _bytes(8, tensor) + _bytes(9, metadata)


def _key(number: int, kind: int) -> bytes:
    return encode_varint(number << 3 | kind)


def _bytes(number: int, content: bytes) -> bytes:
    return _key(number, BYTES) + encode_varint(len(content)) + content


def _whole(number: int, value: int) -> bytes:
    return _key(number, VARINT) + encode_varint(value)


def _double(number: int, value: float) -> bytes:
    return _key(number, FIXED64) + struct.pack("<d", value)
