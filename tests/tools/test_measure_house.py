"""Figures about the code, on code made for the purpose."""

import ast

from tools.release.measure_house import code_rows, duplicated_runs, measure, product_files

TEXT = '''"""A module."""

import os  # not product


def f():
    """Says what it does
    in two lines."""
    # a comment
    return """text
of two lines"""
'''


def lines(*names):
    return [f"{name}()" for name in names]


def test_lines_of_code_are_neither_blank_nor_words():
    assert code_rows(TEXT, ast.parse(TEXT)) == {3, 6, 10, 11}


def test_a_run_counts_once_however_long_it_is():
    long = lines(*"abcdefghij")
    assert duplicated_runs([["x()", *long], ["y()", "z()", *long]]) == [((0, 1), (1, 2))]


def test_six_lines_are_a_run_and_five_are_none():
    assert len(duplicated_runs([lines(*"abcdef"), lines(*"xabcdefy")])) == 1
    assert duplicated_runs([lines(*"abcde"), lines(*"abcde")]) == []


def test_a_run_within_a_file_counts_and_one_with_itself_does_not():
    assert len(duplicated_runs([lines(*"abcdefXabcdef")])) == 1
    assert duplicated_runs([lines(*"aaaaaaaa")]) == []


def test_linked_folders_count_once(tmp_path):
    (tmp_path / "metrics").mkdir()
    (tmp_path / "waymo_kit").mkdir()
    (tmp_path / "metrics" / "a.py").write_text("x = 1\n")
    (tmp_path / "waymo_kit" / "metrics").symlink_to("../metrics")
    assert product_files(tmp_path) == [tmp_path / "metrics" / "a.py"]


def test_a_checkout_is_measured(tmp_path):
    (tmp_path / "waymo_kit" / "evaluation").mkdir(parents=True)
    (tmp_path / "waymo_kit" / "evaluation" / "a.py").write_text("if task is Task.LET:\n    pass\n")
    (tmp_path / "docs").mkdir()
    example = "```python\nfrom waymo_kit import detectors\nimport waymo_kit.scene\n```\n"
    (tmp_path / "docs" / "detect.md").write_text(example)
    figures = measure(tmp_path)
    assert figures["product files"] == 1
    assert figures["product lines"] == figures["lines of code"] == 2
    assert figures["shared files that name evaluation tasks"] == 1
    assert figures["modules imported to detect from Python"] == 2
