"""Pictures of searches: what is in them, and that they are saved."""

import numpy as np
import pytest

pytest.importorskip("matplotlib", reason="needs waymo-kit[viz]")

from waymo_kit.draw.search_plots import draw_cell, draw_search_curves
from waymo_kit.errors import InvalidInputError

PAIRS = ((("sep5", 0), ("max3", 1)), (("identity", 2), ("avg3", 0)))


def texts(figure):
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def test_a_cell_has_its_operations_states_and_output(tmp_path):
    path = tmp_path / "cell.png"
    figure = draw_cell(PAIRS, (3,), ("concat", "add"), path, title="best")
    shown = texts(figure)
    for label in ("sep5", "max3", "identity", "avg3", "2: concat", "3: +", "output"):
        assert label in shown
    assert path.stat().st_size > 5000
    assert "output: concat 2, 3" in texts(draw_cell(PAIRS, (2, 3)))


def test_curves_are_those_of_the_best_models():
    runs = {"pnas": [[0.1, 0.5, 0.3], [0.2, 0.3]], "random": [[0.3, 0.2, 0.6, 0.4]]}
    axes = draw_search_curves(runs, top=2).axes[0]
    lines = {line.get_label(): line.get_xydata() for line in axes.lines}
    assert np.allclose(lines["pnas"], [[2, 0.275], [3, 0.325]])
    assert np.allclose(lines["random"], [[2, 0.25], [3, 0.45], [4, 0.5]])
    dots = [line.get_xydata().tolist() for line in axes.lines if line.get_marker() == "o"]
    assert np.allclose(dots, [[[3, 0.325]], [[4, 0.5]]])
    axes = draw_search_curves(runs, bottom=0.21, goals={"other": (2.5, 0.7)}).axes[0]
    assert axes.get_ylim()[0] == 0.21
    assert axes.get_ylim()[1] > 0.7
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels == ["pnas", "random", "other"]


@pytest.mark.parametrize("runs", [{}, {"pnas": []}, {"pnas": [[0.1], []]}])
def test_runs_without_models_are_refused(runs):
    with pytest.raises(InvalidInputError, match="expected"):
        draw_search_curves(runs)


def test_a_second_scale_counts_examples(tmp_path):
    figure = draw_search_curves({"pnas": [[0.1, 0.2]]}, tmp_path / "a.png", examples_per_child=10)
    assert any(a.get_xlabel() == "training examples" for a in figure.axes[0].child_axes)
