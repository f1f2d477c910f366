"""The errors of a model over the whole dataset: scored in the background, filtered and sorted."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError, WaymoKitError
from waymo_kit.schema import SEGMENT_CONTEXT
from waymo_kit.web.viewer.disagreements import DISAGREEMENTS, disagreements
from waymo_kit.web.viewer.outcomes import (
    CAUSES,
    ID_SWITCH,
    OUTCOMES,
    TURNED,
    Matching,
    Outcomes,
    ScoredSegment,
)
from waymo_kit.web.viewer.viewed import Viewed

KINDS = ("TP", "FP", "FN", "IGNORED", "SWITCH", "HEADING")
ERROR_KINDS = ("FP", "FN", "SWITCH", "HEADING")
SORTS = ("worst", "score", "iou", "heading_error", "points", "range", "time")

_MAX_ROWS = 2_000_000
"""Number of outcomes that one list holds in memory, some 200 MB."""
_MAX_LISTS = 4
_WORST = ("FP", *DISAGREEMENTS[2:], "FN", *DISAGREEMENTS[:2], "SWITCH", "HEADING", "IGNORED", "TP")
"""Kinds, the worst first."""


@dataclass(frozen=True)
class ErrorQuery:
    """Filter and order of a list of errors.

    Attributes:
        kinds: Kinds to list.
        types: Object types to list, None for all.
        min_range: Minimum distance from the vehicle in meters.
        max_range: Distance from the vehicle in meters from which objects are left out.
        segment: Segment to list, None for all.
        context: Values that the weather, location or time of day of the segment must have.
        sort: Order, one of `SORTS`.
        offset: Number of errors to skip.
        limit: Maximum number of errors to return.

    Raises:
        InvalidInputError: A kind or an order is unknown.
    """

    kinds: tuple[str, ...]
    types: tuple[int, ...] | None = None
    min_range: float = 0.0
    max_range: float = np.inf
    segment: str | None = None
    context: dict[str, str] = field(default_factory=dict)
    sort: str = "worst"
    offset: int = 0
    limit: int = 100

    def __post_init__(self) -> None:
        """Checks the words."""
        for kind in self.kinds:
            if kind not in _WORST:
                raise InvalidInputError(f"kinds: expected some of {', '.join(KINDS)}, got {kind!r}")
        if self.sort not in SORTS:
            raise InvalidInputError(f"sort: expected one of {', '.join(SORTS)}, got {self.sort!r}")

    def keeps(self, part: _Part) -> bool:
        """Returns whether the query asks for a segment."""
        return self.segment in (None, part.segment) and all(
            part.context[name] == value for name, value in self.context.items()
        )

    def mask(self, columns: dict[str, Any]) -> NDArray[np.bool_]:
        """Returns which outcomes have the types and ranges of the query."""
        distance = columns["range"]
        kept: NDArray[np.bool_] = (distance >= self.min_range) & (distance < self.max_range)
        if self.types is not None:
            kept &= np.isin(columns["type"], self.types)
        return kept


class _Part(NamedTuple):
    """The outcomes of a segment; texts are Arrow arrays, which are small."""

    segment: str
    context: dict[str, str]
    columns: dict[str, Any]
    kind_of: dict[str, NDArray[np.bool_]]


class ErrorLists:
    """Lists the errors of models over the dataset; a list grows in the background.

    The last few lists are kept. A list has a model and a matching, or two models that disagree.
    """

    def __init__(self, viewed: Viewed) -> None:
        """Takes the viewed data; scores nothing yet."""
        self._viewed = viewed
        self._lock = threading.Lock()
        self._lists: OrderedDict[Any, _GrowingList] = OrderedDict()

    def errors(self, model: int, matching: Matching, query: ErrorQuery) -> dict[str, Any]:
        """Returns the errors that are known by now, as JSON."""

        def outcomes(segment: str) -> tuple[ScoredSegment, Outcomes, dict[str, Any]]:
            scored = self._viewed.scored(model, segment)
            found = scored.outcomes(matching)
            return scored, found, _masks(found)

        growing = self._list((model, matching), outcomes)
        return growing.page(query, KINDS, "errors")

    def disagreements(
        self, models: tuple[int, int], matching: Matching, query: ErrorQuery
    ) -> dict[str, Any]:
        """Returns the disagreements of two models, as far as they are known by now, as JSON."""

        def outcomes(segment: str) -> tuple[ScoredSegment, Outcomes, dict[str, Any]]:
            first, second = (self._viewed.scored(model, segment) for model in models)
            found, kinds = disagreements(first, second, matching)
            masks = {name: kinds == k for k, name in enumerate(DISAGREEMENTS)}
            return first, found, masks

        growing = self._list((models, matching), outcomes)
        return growing.page(query, DISAGREEMENTS, "disagreements")

    def close(self) -> None:
        """Stops all work in the background."""
        with self._lock:
            for growing in self._lists.values():
                growing.stop()
            self._lists.clear()

    def _list(self, key: Any, outcomes: Any) -> _GrowingList:
        with self._lock:
            if key not in self._lists:
                self._lists[key] = _GrowingList(self._viewed, outcomes)
            self._lists.move_to_end(key)
            while len(self._lists) > _MAX_LISTS:
                self._lists.popitem(last=False)[1].stop()
            return self._lists[key]


class _GrowingList:
    """The outcomes of all segments, which a thread of its own collects."""

    def __init__(self, viewed: Viewed, outcomes: Any) -> None:
        self._segments = viewed.dataset.segments
        self._message = viewed.message
        self._outcomes = outcomes
        self._parts: list[_Part] = []
        self._done, self._rows, self._error = 0, 0, ""
        self._stopped = threading.Event()
        threading.Thread(target=self._collect, daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()

    def page(self, query: ErrorQuery, kinds: tuple[str, ...], name: str) -> dict[str, Any]:
        """Returns a page of the list, as JSON."""
        done, parts = self._done, [part for part in self._parts if query.keeps(part)]
        counts = dict.fromkeys(kinds, 0)
        found: list[_Found] = []
        for part in parts:
            kept = query.mask(part.columns)
            for kind in kinds:
                rows = np.flatnonzero(part.kind_of[kind] & kept)
                counts[kind] += len(rows)
                if kind in query.kinds and len(rows):
                    found.append(_Found(part, kind, rows))
        total = sum(len(one.rows) for one in found)
        chosen = _ordered(found, query)[query.offset : query.offset + query.limit]
        return {
            "scored": done,
            "segments": len(self._segments),
            "error": self._error,
            "weathers": sorted({part.context["weather"] for part in self._parts} - {""}),
            "total": total,
            "counts": counts,
            name: [_as_json(found[part], row) for part, row in chosen],
        }

    def _collect(self) -> None:
        try:
            for segment in self._segments:
                if self._stopped.is_set() or self._rows > _MAX_ROWS:
                    break
                self._add(segment)
                self._done += 1
        finally:  # whatever happens, the page must not wait for ever
            if self._done < len(self._segments):
                self._error = self._error or (
                    f"only {self._done} of {len(self._segments)} segments are listed: they have "
                    f"more than {_MAX_ROWS:,} outcomes; raise the minimum score"
                    if self._rows > _MAX_ROWS
                    else "the list is not complete; see the messages of the server"
                )
                self._done = len(self._segments)

    def _add(self, segment: str) -> None:
        try:
            scored, outcomes, kinds = self._outcomes(segment)
        except WaymoKitError as error:
            self._error = self._message(error)
            return
        columns = {
            name: pa.array(column, pa.string()) if column.dtype == object else column
            for name, column in outcomes.columns.items()
        }
        context = {name: getattr(scored, name) for name in SEGMENT_CONTEXT}
        self._parts.append(_Part(segment, context, columns, kinds))
        self._rows += len(outcomes)


class _Found(NamedTuple):
    """Rows of one kind in a segment."""

    part: _Part
    kind: str
    rows: NDArray[np.int64]


def _masks(outcomes: Outcomes) -> dict[str, NDArray[np.bool_]]:
    """Returns which outcomes are of each kind."""
    outcome, flags = outcomes.columns["outcome"], outcomes.columns["flags"]
    masks = {name: outcome == k for k, name in enumerate(OUTCOMES) if name}
    return masks | {"SWITCH": (flags & ID_SWITCH) > 0, "HEADING": (flags & TURNED) > 0}


def _ordered(found: list[_Found], query: ErrorQuery) -> list[tuple[int, int]]:
    """Returns the rows that the query asks for in its order, as (place in `found`, row)."""
    if not found:
        return []
    owner = np.repeat(np.arange(len(found)), [len(one.rows) for one in found])
    row = np.concatenate([one.rows for one in found])

    def values(name: str) -> NDArray[np.float64]:
        parts = [one.part.columns[name][one.rows] for one in found]
        return np.nan_to_num(np.concatenate(parts).astype(np.float64), nan=-np.inf)

    keys = _sort_keys(
        query.sort, values, np.array([_WORST.index(one.kind) for one in found])[owner]
    )
    order = np.lexsort((row, owner, *reversed(keys)))
    last = query.offset + query.limit
    return list(zip(owner[order[:last]].tolist(), row[order[:last]].tolist(), strict=True))


def _sort_keys(sort: str, values: Any, rank: NDArray[np.int64]) -> list[NDArray[Any]]:
    """Returns the keys of an order, the most important first, ascending."""
    if sort == "worst":
        return [rank, -values("score"), -values("num_points"), -values("heading_error")]
    if sort == "time":
        return [values("frame")]
    if sort == "range":
        return [values("range")]
    return [-values("num_points" if sort == "points" else sort)]


def _as_json(found: _Found, row: int) -> dict[str, Any]:
    columns = found.part.columns

    def number(name: str) -> float | None:
        value = float(columns[name][row])
        return value if np.isfinite(value) else None

    points = int(columns["num_points"][row])
    return {
        "segment": found.part.segment,
        "frame": int(columns["frame"][row]),
        "camera": int(columns["camera"][row]),
        "kind": found.kind,
        "cause": CAUSES[columns["cause"][row]],
        "type": int(columns["type"][row]),
        "score": number("score"),
        "iou": number("iou"),
        "heading_error": number("heading_error"),
        "prediction": int(columns["prediction"][row]),
        "label": int(columns["label"][row]),
        "prediction_id": columns["prediction_id"][row].as_py(),
        "label_id": columns["label_id"][row].as_py(),
        "range": number("range"),
        "num_points": points if points >= 0 else None,
        "center": [float(columns[f"center_{axis}"][row]) for axis in "xyz"],
    }


def timeline_events(outcomes: Outcomes | None, lives: Iterator[tuple[int, str]]) -> list[Any]:
    """Returns the marks of a timeline: the number of events of each kind in a frame.

    Args:
        outcomes: Outcomes of a model, None for none.
        lives: Frame and kind of each appearance and disappearance of a labeled object.
    """
    counts: dict[tuple[int, str], int] = {}
    for event in lives:
        counts[event] = counts.get(event, 0) + 1
    if outcomes is not None:
        masks = _masks(outcomes)
        for kind in ERROR_KINDS:
            frames, numbers = np.unique(outcomes.columns["frame"][masks[kind]], return_counts=True)
            counts |= {
                (frame, kind): count
                for frame, count in zip(frames.tolist(), numbers.tolist(), strict=True)
                if frame >= 0
            }
    return [
        {"frame": frame, "kind": kind, "count": count}
        for (frame, kind), count in sorted(counts.items())
    ]
