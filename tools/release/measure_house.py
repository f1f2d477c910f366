"""Measures the size of the code of a checkout, and the share of it that is duplicated.

    python -m tools.release.measure_house [CHECKOUT ...] [--json OUT.json]

Prints a table with a column for each checkout, by default for this one. The product is
`waymo_kit/`, `metrics/` and `detectors/` without generated code.

- Lines of code are those with a token of Python other than a comment or a docstring.
- A duplicated run is a maximal run of at least six lines of code, without imports, that occurs at
  two places of the product with the same text apart from its indentation.
- Files of a new evaluation task are those below `evaluation/` that name single tasks.
- Deep imports to detect from Python are the modules below the packages of `waymo_kit.detectors`
  that the Python example in the guide on detection imports.
"""

import argparse
import ast
import io
import json
import re
import statistics
import tokenize
from collections import defaultdict
from pathlib import Path

from tools.paths import ROOT

PRODUCT = ("waymo_kit", "metrics", "detectors")
RUN_LENGTH = 6
SKIPPED = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
    tokenize.ENCODING,
}


def product_files(checkout):
    """Returns the Python files of the product, without generated code."""
    return sorted(
        path
        for folder in PRODUCT
        for path in (checkout / folder).rglob("*.py")
        if not path.name.endswith("_pb2.py") and not is_below_link(path, checkout)
    )


def is_below_link(path, checkout):
    """Returns whether a path goes through a symbolic link, whose target is counted instead."""
    return any((checkout / parent).is_symlink() for parent in path.relative_to(checkout).parents)


def docstring_rows(tree):
    """Returns the numbers of the lines of all docstrings."""
    rows = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for statement in body if isinstance(body, list) else ():
            value = statement.value if isinstance(statement, ast.Expr) else None
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                rows |= set(range(statement.lineno, statement.end_lineno + 1))
    return rows


def import_rows(tree):
    """Returns the numbers of the lines of all imports."""
    rows = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            rows |= set(range(node.lineno, node.end_lineno + 1))
    return rows


def code_rows(text, tree):
    """Returns the numbers of the lines with code."""
    rows = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in SKIPPED:
            rows |= set(range(token.start[0], token.end[0] + 1))
    return rows - docstring_rows(tree)


def duplicated_runs(sources):
    """Finds the maximal duplicated runs among lists of lines of code.

    Args:
        sources: List of the stripped lines of each file, without imports.

    Returns:
        Pairs of places where a run of equal lines begins, each an index of a file and of a line.
    """
    places = defaultdict(list)
    for number, lines in enumerate(sources):
        for start in range(len(lines) - RUN_LENGTH + 1):
            places[tuple(lines[start : start + RUN_LENGTH])].append((number, start))
    runs = []
    for found in places.values():
        for index, (first, at) in enumerate(found):
            for second, there in found[index + 1 :]:
                are_apart = first != second or abs(at - there) >= RUN_LENGTH
                begins = min(at, there) == 0 or (
                    sources[first][at - 1] != sources[second][there - 1]
                )
                if are_apart and begins:
                    runs.append(((first, at), (second, there)))
    return runs


def files_of_a_task(checkout):
    """Returns the files below `evaluation/` that name single tasks, except files of one task."""
    folder = checkout / "waymo_kit" / "evaluation"
    named = re.compile(r"\bTask\.[A-Z]|\bTRACKING\b.*\bLET\b|tasks\.(?:detection|tracking|let)\b")
    return [
        path.relative_to(checkout).as_posix()
        for path in sorted(folder.rglob("*.py"))
        if path.parent.name != "tasks" and named.search(path.read_text(encoding="utf-8"))
    ]


def deep_imports(checkout):
    """Returns the modules below the packages that the Python example of detection imports."""
    pages = [checkout / "docs" / "guides" / "detect.md", checkout / "docs" / "detect.md"]
    text = next(page for page in pages if page.exists()).read_text(encoding="utf-8")
    snippet = re.search(r"```python\n(.*?)```", text, re.S)[1]
    modules = set()
    for node in ast.walk(ast.parse(snippet)):
        if isinstance(node, ast.ImportFrom) and node.module == "waymo_kit":
            modules |= {f"waymo_kit.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules.add(node.module)
        elif isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
    return sorted(name for name in modules if name.startswith("waymo_kit."))


def measure(checkout):
    """Returns the figures of one checkout."""
    lengths, code, without_imports = [], 0, []
    for path in product_files(checkout):
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        lines = text.splitlines()
        rows = code_rows(text, tree)
        lengths.append(len(lines))
        code += len(rows)
        kept = sorted(rows - import_rows(tree))
        without_imports.append([lines[row - 1].strip() for row in kept])
    return {
        "product files": len(lengths),
        "median lines per file": statistics.median(lengths),
        "longest file, lines": max(lengths),
        "product lines": sum(lengths),
        "lines of code": code,
        "duplicated runs of six lines": len(duplicated_runs(without_imports)),
        "shared files that name evaluation tasks": len(files_of_a_task(checkout)),
        "modules imported to detect from Python": len(deep_imports(checkout)),
    }


def main():
    """Runs the command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("checkouts", nargs="*", type=Path, default=[ROOT], metavar="CHECKOUT")
    parser.add_argument("--json", type=Path, metavar="OUT", help="file to write the figures to")
    options = parser.parse_args()
    figures = {str(checkout): measure(checkout.resolve()) for checkout in options.checkouts}
    print("| | " + " | ".join(figures) + " |")
    print("|---|" + "---:|" * len(figures))
    for name in next(iter(figures.values())):
        print(f"| {name} | " + " | ".join(f"{one[name]:,.0f}" for one in figures.values()) + " |")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
