"""Instance segmentation: COCO's AP of masks and boxes in camera images."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from waymo_kit.boxes import ImageBoxes
from waymo_kit.evaluation.layout import Section, plain_section
from waymo_kit.evaluation.plots.bars import plain_bars_block
from waymo_kit.evaluation.plots.block import PlotBlock
from waymo_kit.evaluation.rows import Rows
from waymo_kit.evaluation.tasks.mask_task import MaskTask
from waymo_kit.evaluation.tasks.panoptic_labels import PanopticImage
from waymo_kit.geometry import Masks
from waymo_kit.metrics.instances import AveragePrecision, InstanceMetric, Instances
from waymo_kit.metrics.panoptic import LABEL_DIVISOR, type_of_thing
from waymo_kit.schema import ObjectType

if TYPE_CHECKING:
    from waymo_kit.evaluation.result import Evaluation


@dataclass(frozen=True, kw_only=True)
class InstanceSegmentationTask(MaskTask):
    """Scores masks and boxes by COCO's AP, with the instances of panoptic labels as labels.

    Cars, trucks, buses, other large vehicles and trailers are VEHICLE, riders of bicycles and
    motorcycles CYCLIST. Instance 0 of such a class is a crowd.
    """

    name: ClassVar[str] = "instance-segmentation"
    title: ClassVar[str] = "Instance segmentation"
    counts: ClassVar[frozenset[str]] = frozenset({"LABELS"})
    neutral: ClassVar[frozenset[str]] = frozenset({"LABELS"})

    def create_state(self) -> InstanceState:
        """Returns a state without images."""
        return InstanceState(InstanceMetric())

    def add(
        self,
        state: InstanceState,
        image: PanopticImage,
        found: ImageBoxes,
        masks: Masks,
        segment: str,
    ) -> int:
        """Adds an image; see `MaskTask.add`."""
        corners = np.concatenate(
            [found.array[:, :2] - found.array[:, 2:] / 2, found.array[:, 2:]], axis=1
        )
        detections = Instances(
            corners, found.types.astype(np.int64), masks, found.require("scores")
        )
        labels = instances_of(image)
        state.metric.update(detections, labels)
        return len(labels.boxes)

    def rows(self, state: InstanceState) -> Rows:
        """Returns the figures of masks and boxes, over all classes and for each."""
        result = state.metric.result()
        rows: Rows = {}
        for name, part in (("MASK", result.mask), ("BOX", result.box)):
            if part is not None:
                rows[name] = {**part.figures(), "LABELS": float(part.labels.sum())}
                rows.update(_class_rows(name, part))
        return rows

    def labels_of_rows(self, state: InstanceState) -> dict[str, int]:
        """Returns the number of labeled objects in each row."""
        return {name: int(row["LABELS"]) for name, row in self.rows(state).items()}

    def sections(self, rows: Rows) -> list[Section]:
        """Arranges rows as tables of precision and of recall."""
        columns = list(next(iter(rows.values()), {}))
        precision = [name for name in columns if not name.startswith("AR")]
        return [
            plain_section("Average precision", rows, precision),
            plain_section("Average recall", rows, [n for n in columns if n.startswith("AR")]),
        ]

    def plots(self, result: Evaluation) -> Iterable[PlotBlock]:
        """Yields the metrics as bars."""
        yield plain_bars_block(result)


@dataclass(eq=False)
class InstanceState:
    """The matches of some segments.

    Attributes:
        metric: Metric that holds them.
    """

    metric: InstanceMetric

    def merge(self, other: InstanceState) -> InstanceState:
        """Adds other segments to this state and returns it."""
        self.metric.merge(other.metric)
        return self


def instances_of(image: PanopticImage) -> Instances:
    """Returns the instances of a panoptic label, with types as classes."""
    values = [
        (value, kind)
        for value in np.unique(image.panoptic).tolist()
        if (kind := type_of_thing(value // LABEL_DIVISOR)) is not None
    ]
    height, width = image.panoptic.shape
    parts = [Masks.encode([image.panoptic == value]) for value, _ in values]
    masks = Masks.join(parts, height, width)
    return Instances(
        masks.boxes,
        np.array([kind for _, kind in values], np.int64),
        masks,
        is_crowd=np.array([value % LABEL_DIVISOR == 0 for value, _ in values], np.bool_),
    )


def _class_rows(name: str, part: AveragePrecision) -> Rows:
    return {
        f"{name}_{ObjectType(kind).name}": {**part.figures(kind), "LABELS": float(count)}
        for kind, count in zip(part.classes.tolist(), part.labels.tolist(), strict=True)
    }
