"""The report: one HTML page that needs nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape

from waymo_kit._version import __version__
from waymo_kit.evaluation.layout import Section, figure, headline, headline_column, sections
from waymo_kit.evaluation.profile import ErrorProfile
from waymo_kit.evaluation.report.cases import case_card
from waymo_kit.evaluation.report.plots import (
    bars_plot,
    distance_plot,
    mota_plot,
    precision_recall_plot,
    reliability_plot,
)
from waymo_kit.evaluation.report.style import STYLE
from waymo_kit.evaluation.result import Evaluation
from waymo_kit.evaluation.scoring import CalibrationScoring, DetectionScoring, TrackingScoring
from waymo_kit.evaluation.settings import Task
from waymo_kit.predictions import BoxKind
from waymo_kit.schema import ObjectType

_TITLES = {
    Task.DETECTION: "3D detection",
    Task.DETECTION_2D: "2D detection",
    Task.LET: "Camera-only 3D detection (LET)",
    Task.TRACKING: "3D tracking",
    Task.CALIBRATION: "Calibration of scores",
    Task.SEGMENTATION: "Segmentation",
    Task.KEYPOINTS: "Human keypoints",
}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What the page may load: nothing but what is in it."""

_DETECTION = (Task.DETECTION, Task.DETECTION_2D, Task.LET)


def render(result: Evaluation) -> str:
    """The page of a result, whose `profile` must have been gathered for a task on boxes."""
    title = _TITLES[result.settings.task]
    parts = [_head(result, title), _findings(result), _tables(result)]
    task = result.settings.task
    if task in _DETECTION:
        parts.append(_precision_recall(result))
    if task is Task.TRACKING:
        parts.append(_mota(result))
    parts.append(_bars(result))
    if result.profile is not None:
        if result.settings.box_kind is BoxKind.BOX_3D:
            parts.append(_distances(result, result.profile))
        parts.append(_calibration(result, result.profile))
        parts.append(_worst(result.profile, result.settings.box_kind))
    parts.append(_all_rows(result))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<link rel="icon" href="data:,">'
        f"<title>{escape(title)}: {escape(result.predictions)}</title>"
        f"<style>{STYLE}</style></head><body><main>{''.join(parts)}"
        f'<p class="muted">waymo-kit {escape(__version__)}</p></main></body></html>\n'
    )


def _head(result: Evaluation, title: str) -> str:
    checks = result.checks
    facts = [
        ("predictions", f"{checks.predictions:,}"),
        ("labels", f"{checks.scored_labels:,}"),
        ("frames", f"{checks.frames:,}"),
        ("segments", f"{checks.segments:,}"),
    ]
    listed = "".join(f"<div><dt>{k}</dt><dd>{escape(v)}</dd></div>" for k, v in facts)
    return (
        f"<header><h1>{escape(title)}</h1>"
        f"<p><code>{escape(result.predictions)}</code> against "
        f"<code>{escape(result.ground_truth)}</code></p>"
        f'<dl class="facts">{listed}</dl>{_headline_cards(result)}</header>'
    )


def _headline_cards(result: Evaluation) -> str:
    found = headline(result.rows, result.settings)
    if found is None:
        return ""
    name, value = found
    column, _, level = name.partition("/L")
    cards = [_headline_card("ALL", "ALL_NS", name, value)]
    for kind in _types(result):
        row = result.rows.get(f"OBJECT_TYPE_TYPE_{kind.name}_LEVEL_{level}")
        if row is not None:
            cards.append(_headline_card(kind.name, kind.name, name, row[column]))
    return f'<div class="headline">{"".join(cards)}</div>'


def _headline_card(css: str, label: str, name: str, value: float) -> str:
    return (
        f'<div class="card {css}"><div class="muted">{escape(label)}</div>'
        f'<div class="value">{figure(name, value)}</div>'
        f'<div class="muted">{escape(name)}</div></div>'
    )


def _findings(result: Evaluation) -> str:
    if not result.findings:
        return ""
    items = "".join(
        f'<li class="{finding.severity}"><b>{finding.severity}:</b> {escape(finding.message)}</li>'
        for finding in result.findings
    )
    return f'<ul class="findings" aria-label="Findings about the inputs">{items}</ul>'


def _tables(result: Evaluation) -> str:
    if result.settings.task in (Task.SEGMENTATION, Task.KEYPOINTS, Task.CALIBRATION):
        return ""
    found = sections(result.rows, result.settings)
    hint = (
        "ALL_NS is the mean over vehicles, pedestrians and cyclists. L1 and L2 are the difficulty "
        "levels; L2 includes L1."
    )
    first = [section for section in found if section.title == found[0].title]
    return _block("Leaderboard table", hint, "".join(_table(section) for section in first))


def _table(section: Section) -> str:
    heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in section.columns)
    rows = "".join(
        f'<tr{" class=mean" if line.is_mean else ""}><th scope="row">{escape(line.label)}</th>'
        + "".join(
            f"<td>{figure(column, value)}</td>"
            for column, value in zip(section.columns, line.values, strict=True)
        )
        + "</tr>"
        for line in section.lines
    )
    return (
        f'<div class="card scroll" tabindex="0" role="region" aria-label="{escape(section.title)}">'
        f'<table><thead><tr><th scope="col">{escape(section.title)}</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _precision_recall(result: Evaluation) -> str:
    scored = DetectionScoring(result.settings).result(result.state)
    levels = result.settings.levels
    plots = [
        _figure(kind.name, kind.name, precision_recall_plot(scored, kind, levels, "curve"))
        for kind in _types(result)
        if f"OBJECT_TYPE_TYPE_{kind.name}_{levels[0].name}" in scored.names
    ]
    easy = " Dashed: LEVEL_1." if len(levels) > 1 else ""
    hint = (
        f"Each point is a score cutoff; dots are 0.1 apart. Solid: {max(levels).name}.{easy} The "
        "average precision is the area under the curve made monotone."
    )
    return _block("Precision and recall", hint, _grid(plots))


def _mota(result: Evaluation) -> str:
    scored = TrackingScoring(result.settings).result(result.state)
    level = max(result.settings.levels)
    plots = [
        _figure(kind.name, kind.name, mota_plot(scored, kind, level))
        for kind in _types(result)
        if f"OBJECT_TYPE_TYPE_{kind.name}_{level.name}" in scored.names
    ]
    hint = "The dot is the best cutoff, at which the row's figures are taken; below 0 shows as 0."
    return _block("MOTA by score cutoff", hint, _grid(plots))


def _bars(result: Evaluation) -> str:
    found = sections(result.rows, result.settings)
    name = headline_column(result.settings)
    if name is None:
        return _plain_bars(found)
    metric = name.partition("/")[0]
    easier = f"{metric}/L1"
    plots: list[str] = []
    hint = ""
    for place, section in enumerate(found):
        if name in section.columns:
            column, reference = section.columns.index(name), None
            if easier in section.columns and easier != name:
                reference = section.columns.index(easier)
                hint = "A dark mark on a bar is the figure at LEVEL_1."
            drawn = bars_plot(section, column, f"bars-{place}", reference)
            plots.append(_figure("ALL", f"{section.title}: {name}", drawn))
    return _block("Breakdowns", hint, _grid(plots))


def _plain_bars(sections: list[Section]) -> str:
    plots: list[str] = []
    for section in sections:
        for k, heading in enumerate(section.columns):
            lines = tuple(line for line in section.lines if not math.isnan(line.values[k]))
            if lines and heading != "COUNT":
                kept = Section(section.title, section.columns, lines)
                name = f"bars-{len(plots)}"
                plots.append(
                    _figure("ALL", f"{section.title}: {heading}", bars_plot(kept, k, name))
                )
    return _block("Figures", "", _grid(plots))


def _distances(result: Evaluation, profile: ErrorProfile) -> str:
    plots = [
        _figure(kind.name, kind.name, distance_plot(profile.by_distance[kind], kind))
        for kind in _types(result)
    ]
    cutoff = result.settings.listing_cutoff
    hint = (
        f"Line: share of the labels that a prediction with a score of {cutoff:g} or more matches. "
        "Bars: how many labels there are, and how many of them are found."
    )
    return _block("Recall by distance", hint, _grid(plots))


def _calibration(result: Evaluation, profile: ErrorProfile) -> str:
    calibration = CalibrationScoring(result.settings).result(profile.calibration)
    entries = {entry.name: entry for entry in calibration}
    plots = []
    for label in ("ALL", *(kind.name for kind in _types(result))):
        entry = entries["ALL" if label == "ALL" else f"OBJECT_TYPE_TYPE_{label}"]
        caption = f"{label}: ECE {figure('ECE', entry.ece)}"
        plots.append(_figure(label, caption, reliability_plot(entry, label, "calibration")))
    hint = (
        "A well-calibrated detector has bars that end on the dashed diagonal: of the boxes with a "
        "score of 0.8, 80 % are true positives. Red is the gap. Below: how many boxes have it."
    )
    return _block("Calibration", hint, _grid(plots))


def _worst(profile: ErrorProfile, kind: BoxKind) -> str:
    is_3d = kind is BoxKind.BOX_3D
    view = "From above, the vehicle's forward direction is up." if is_3d else "As in the image."
    order = "The easiest and nearest first." if is_3d else "The easiest first."
    legend = (
        '<p class="hint"><span class="swatch" style="color:var(--bad)"></span>the case '
        '<span class="swatch" style="color:var(--good)"></span>labels '
        '<span class="swatch" style="color:var(--accent);border-style:dashed"></span>predictions. '
        f"{view}</p>"
    )
    blocks = []
    for title, hint, name, cases in (
        (
            "Worst false positives",
            "By falling score.",
            "false-positive",
            profile.false_positives,
        ),
        ("Worst misses", order, "miss", profile.misses),
    ):
        if cases:
            cards = "".join(case_card(case, f"{name}-{k}") for k, case in enumerate(cases))
            blocks.append(_block(title, hint, f'{legend}<div class="cases">{cards}</div>'))
    return "".join(blocks)


def _all_rows(result: Evaluation) -> str:
    columns = list(dict.fromkeys(column for row in result.rows.values() for column in row))
    heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(f"<td>{figure(column, row.get(column, math.nan))}</td>" for column in columns)
        + "</tr>"
        for name, row in result.rows.items()
    )
    return (
        "<details><summary>All rows</summary>"
        '<div class="card scroll" tabindex="0" role="region" aria-label="All rows"><table>'
        f'<thead><tr><th scope="col">row</th>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        "</div></details>"
    )


def _types(result: Evaluation) -> Iterator[ObjectType]:
    """The types that occur on either side."""
    checks = result.checks
    for kind in ObjectType:
        if kind and checks.labels_of_type[kind] + checks.predictions_of_type[kind] > 0:
            yield kind


def _block(title: str, hint: str, content: str) -> str:
    said = f'<p class="hint">{escape(hint)}</p>' if hint else ""
    return f"<section><h2>{escape(title)}</h2>{said}{content}</section>"


def _grid(figures: list[str]) -> str:
    return f'<div class="grid">{"".join(figures)}</div>'


def _figure(css: str, caption: str, content: str) -> str:
    return (
        f'<figure class="card {css}"><figcaption><h3>{escape(caption)}</h3></figcaption>'
        f"{content}</figure>"
    )
