"""Results as workers store them, made up: the sections of a report, and comparisons of two."""

from __future__ import annotations

TYPES = ("VEHICLE", "PEDESTRIAN", "CYCLIST")
COLUMNS = ("AP/L1", "APH/L1", "AP/L2", "APH/L2")
BREAKDOWNS = {
    "Object type": ("",),
    "Range, meters": (" [0, 30)", " [30, 50)", " [50, +inf)"),
    "Time of day": (" Dawn/Dusk", " Day", " Night"),
    "Weather": (" Rain", " Sunny"),
}


def made_split(score, draw):
    """Returns a split of a result with the given score; `draw` varies its breakdowns."""
    return {
        "column": "APH/L2",
        "value": score,
        "interval": [score - 0.012, score + 0.011],
        "segments": 75,
        "sections": [
            {
                "title": title,
                "columns": list(COLUMNS),
                "are_counts": [False] * len(COLUMNS),
                "lines": _lines(title, score, draw),
            }
            for title in BREAKDOWNS
        ],
    }


def _lines(title, score, draw):
    lines = []
    for kind in ("ALL_NS", *TYPES):
        for part in BREAKDOWNS[title]:
            level = score if kind == "ALL_NS" and not part else score + draw.uniform(-0.09, 0.09)
            values = [level + 0.06, level + 0.05, level + 0.01, level]
            lines.append({"label": kind + part, "values": values, "is_mean": kind == "ALL_NS"})
    return lines


def made_comparison(first, second):
    """Returns the payload of a comparison of two rows of results, the second the better one."""
    rows = []
    one, other = (result.splits["public"]["sections"] for result in (first, second))
    for section, paired in zip(one, other, strict=True):
        for line, with_line in zip(section["lines"], paired["lines"], strict=True):
            for column, a, b in zip(COLUMNS, line["values"], with_line["values"], strict=True):
                spread = 0.012
                low, high = b - a - spread, b - a + spread
                verdict = "better" if low > 0 else "worse" if high < 0 else "same"
                rows.append(
                    {
                        "section": section["title"],
                        "label": line["label"],
                        "column": column,
                        "first": a,
                        "second": b,
                        "difference": b - a,
                        "low": low,
                        "high": high,
                        "verdict": verdict,
                    }
                )
    return {"segments": 75, "verdict": "better", "note": "", "rows": rows}
