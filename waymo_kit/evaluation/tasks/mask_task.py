"""Common base of the tasks that score predicted masks on panoptic labels of images."""

from __future__ import annotations

import os
from abc import abstractmethod
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from waymo_kit.boxes import ImageBoxes
from waymo_kit.errors import InvalidInputError, WaymoKitError
from waymo_kit.evaluation.checks import InputChecks
from waymo_kit.evaluation.findings import Finding, alignment_findings
from waymo_kit.evaluation.tasks.component_tables import (
    check_labeled,
    check_unlabeled,
    read_component,
)
from waymo_kit.evaluation.tasks.panoptic_labels import PanopticImage, panoptic_images
from waymo_kit.evaluation.tasks.task import EvalTask, SegmentScore
from waymo_kit.geometry import Masks
from waymo_kit.predictions import PredictionSource, open_predictions, predictions_to_boxes
from waymo_kit.scene import Dataset, open_dataset
from waymo_kit.schema.predictions import BoxKind


@dataclass(frozen=True)
class MaskInputs:
    """Gives predicted masks and panoptic labels by segment.

    Attributes:
        predictions: Predicted boxes of images, with masks.
        truth: Dataset with panoptic labels.
    """

    predictions: PredictionSource
    truth: Dataset

    @property
    def segments(self) -> tuple[str, ...]:
        """Names of the segments of both, sorted; of a subset, those of the labels."""
        if self.truth.subset is not None:
            return tuple(sorted(self.truth.segments))
        return tuple(sorted({*self.predictions.segments, *self.truth.segments}))


@dataclass(frozen=True, kw_only=True)
class MaskTask(EvalTask):
    """Scores the masks of a predictions table in the images that have a panoptic label."""

    box_kind: ClassVar[BoxKind] = BoxKind.BOX_2D

    def open(
        self,
        predictions: str | os.PathLike[str],
        ground_truth: str | os.PathLike[str],
        scratch: Path,
    ) -> MaskInputs:
        """Opens predictions and labels; see `open_predictions` and `open_dataset`."""
        return MaskInputs(
            open_predictions(predictions, self.box_kind, scratch), open_dataset(ground_truth)
        )

    @abstractmethod
    def create_state(self) -> Any:
        """Returns a state without images."""

    @abstractmethod
    def add(
        self, state: Any, image: PanopticImage, found: ImageBoxes, masks: Masks, segment: str
    ) -> int:
        """Adds an image to a state.

        Args:
            state: State that `create_state` returned.
            image: Label of the image.
            found: Detections in the image, in the order of their file.
            masks: Masks of the detections.
            segment: Name of the segment.

        Returns:
            The number of labeled objects.
        """

    def score(
        self,
        inputs: MaskInputs,
        segment: str,
        *,
        with_profile: bool = False,
        with_listing: bool = False,
    ) -> SegmentScore:
        """Scores the labeled images of a segment.

        Raises:
            CorruptDataError: A label does not decode.
            InvalidInputError: A prediction has no mask, or one of an image of another size.
        """
        state, checks = self.create_state(), InputChecks(segments=1)
        boxes = predictions_to_boxes(inputs.predictions.read(segment), segment, BoxKind.BOX_2D)
        by_image: dict[tuple[int, int], list[int]] = {}
        times, cameras = boxes.require("timestamps_micros"), boxes.require("cameras")
        for row, key in enumerate(zip(times.tolist(), cameras.tolist(), strict=True)):
            by_image.setdefault(key, []).append(row)
        table = read_component(inputs.truth, segment, "camera_segmentation")
        for image in panoptic_images(table, f"{inputs.truth.where}: segment {segment}"):
            found = boxes[np.array(by_image.pop((image.timestamp_micros, image.camera), []), int)]
            try:
                labels = self.add(state, image, found, _masks(found, image), segment)
            except WaymoKitError as error:
                where = f"{inputs.predictions.where}: segment {segment}"
                raise type(error)(f"{where} at {image.label}: {error}") from error
            checks += check_labeled(f"segment {segment} at {image.label}", labels, len(found))
        unlabeled: Counter[int] = Counter()
        for (time, _), rows in by_image.items():
            unlabeled[time] += len(rows)
        return SegmentScore(state, checks + check_unlabeled(segment, unlabeled))

    def findings(self, checks: InputChecks, inputs: MaskInputs) -> Iterator[Finding]:
        """Yields findings about images without labels or predictions."""
        yield from alignment_findings(
            checks,
            lacking="instances in panoptic labels (camera_segmentation, from release 1.4.0 on)",
            in_unknown_frames="are in images without a panoptic label and are not scored",
            unknown_severity="note",
        )


def _masks(found: ImageBoxes, image: PanopticImage) -> Masks:
    height, width = image.classes.shape
    if not len(found):
        return Masks.join([], height, width)
    if found.masks is None or (found.masks == "").any():
        raise InvalidInputError(
            "expected masks of all predictions, as the mask-rcnn detectors write them, got boxes"
        )
    sizes = found.require("image_sizes")
    if (sizes != (height, width)).any():
        row = int((sizes != (height, width)).any(axis=1).argmax())
        raise InvalidInputError(
            f"expected masks of {height} x {width} pixels as the label, got {sizes[row, 0]} x "
            f"{sizes[row, 1]}"
        )
    return Masks.from_texts(found.masks.tolist(), height, width)
