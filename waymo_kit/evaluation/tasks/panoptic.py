"""Panoptic segmentation of instances: masks merged to one label per pixel, scored by wSTQ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from waymo_kit.boxes import ImageBoxes
from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.layout import Section, plain_section
from waymo_kit.evaluation.plots.bars import plain_bars_block
from waymo_kit.evaluation.plots.block import PlotBlock
from waymo_kit.evaluation.rows import Rows
from waymo_kit.evaluation.tasks.mask_task import MaskTask
from waymo_kit.evaluation.tasks.panoptic_labels import PanopticImage
from waymo_kit.geometry import Masks
from waymo_kit.metrics.panoptic import LABEL_DIVISOR, PanopticMetric, merge_instances
from waymo_kit.schema import CAMERA_CLASSES, THING_CLASSES, ObjectType

if TYPE_CHECKING:
    from waymo_kit.evaluation.result import Evaluation

_CLASS_OF = {
    int(ObjectType.VEHICLE): CAMERA_CLASSES.index("TYPE_CAR"),
    int(ObjectType.PEDESTRIAN): CAMERA_CLASSES.index("TYPE_PEDESTRIAN"),
    int(ObjectType.CYCLIST): CAMERA_CLASSES.index("TYPE_CYCLIST"),
}
"""Type of a detection -> class of panoptic labels, of which Waymo's types tell three apart."""


@dataclass(frozen=True, kw_only=True)
class PanopticTask(MaskTask):
    """Scores masks, merged to a panoptic prediction, by weighted STQ.

    Detections become cars, pedestrians and cyclists; the rest of an image stays undefined. Those of
    one track id are one object; without ids every detection is an object of its own.

    Attributes:
        min_score: Minimum score of a detection to be merged.
        min_visible: Minimum share of a mask that detections of higher scores leave visible; what is
            hidden more than that is left out.
    """

    name: ClassVar[str] = "panoptic"
    title: ClassVar[str] = "Panoptic segmentation of instances"

    min_score: float = 0.5
    min_visible: float = 0.5

    def __post_init__(self) -> None:
        """Checks the ranges."""
        for name in ("min_score", "min_visible"):
            if not 0 <= getattr(self, name) <= 1:
                raise InvalidInputError(
                    f"config: expected {name} from 0 to 1, got {getattr(self, name)}"
                )

    def create_state(self) -> PanopticState:
        """Returns a state without images."""
        return PanopticState()

    def add(
        self,
        state: PanopticState,
        image: PanopticImage,
        found: ImageBoxes,
        masks: Masks,
        segment: str,
    ) -> int:
        """Adds an image; see `MaskTask.add`."""
        numbers = state.numbers_of(found)
        scores = found.require("scores")
        rows = np.flatnonzero((scores >= self.min_score) & np.isin(found.types, list(_CLASS_OF)))
        classes = np.array([_CLASS_OF[kind] for kind in found.types[rows].tolist()], np.int64)
        predicted = merge_instances(
            masks[rows], scores[rows], classes, numbers[rows], min_visible=self.min_visible
        )
        state.metric.update(
            predicted,
            image.panoptic,
            sequence=image.sequence or segment,
            cameras_covered=image.cameras_covered,
            is_tracked=image.is_tracked,
        )
        kinds, instances = np.divmod(np.unique(image.panoptic), LABEL_DIVISOR)
        return int((np.isin(kinds, THING_CLASSES) & (instances > 0)).sum())

    def rows(self, state: PanopticState) -> Rows:
        """Returns wSTQ, and the IoU of each class of objects."""
        result = state.metric.result()
        rows: Rows = {"CAMERA": {"WSTQ": result.wstq, "WAQ": result.waq, "MIOU": result.miou}}
        for number in THING_CLASSES:
            rows[CAMERA_CLASSES[number]] = {"IOU": float(result.iou[number])}
        return rows

    def sections(self, rows: Rows) -> list[Section]:
        """Arranges rows as a table of wSTQ and one of the classes."""
        return [
            plain_section("Panoptic segmentation", {"CAMERA": rows["CAMERA"]}),
            plain_section("Classes", {k: v for k, v in rows.items() if k != "CAMERA"}),
        ]

    def plots(self, result: Evaluation) -> Iterable[PlotBlock]:
        """Yields the metrics as bars."""
        yield plain_bars_block(result)


@dataclass(eq=False)
class PanopticState:
    """The scores of some segments.

    Attributes:
        metric: Metric that holds them.
        ids: Number of each track id of the segment that is scored.
        others: Number of detections of that segment without a track id.
    """

    metric: PanopticMetric = field(default_factory=PanopticMetric)
    ids: dict[str, int] = field(default_factory=dict)
    others: int = 0

    def merge(self, other: PanopticState) -> PanopticState:
        """Adds other segments to this state and returns it."""
        self.metric.merge(other.metric)
        return self

    def numbers_of(self, found: ImageBoxes) -> np.ndarray:
        """Returns (N,) int64 instances of detections, from 1 on.

        Raises:
            InvalidInputError: The segment has more instances than labels can tell apart.
        """
        names = [""] * len(found) if found.ids is None else found.ids.tolist()
        numbers = np.zeros(len(names), np.int64)
        for row, name in enumerate(names):
            self.others += not name
            key = name or f" {self.others}"
            numbers[row] = self.ids.setdefault(key, len(self.ids) + 1)
        if len(self.ids) >= LABEL_DIVISOR:
            raise InvalidInputError(
                f"expected less than {LABEL_DIVISOR:,} instances in a segment; track the "
                "detections, or leave out those of low scores"
            )
        return numbers
