import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.golden.mot_cases import POINT_SEEDS, REACH, make_points
from waymo_kit.metrics.amota import RECALLS, average_mota, average_over_recall
from waymo_kit.metrics.clear_mot import ClearMot, count_clear_mot
from waymo_kit.metrics.track_graph import make_track_graph

GOLDEN = json.loads(Path(__file__).with_name("golden_mot.json").read_text())["points"]
"""What the nuScenes devkit gives for tests/golden/mot_cases.py; see mot_golden.py."""

CUTOFFS = np.arange(3, 10) / 10


def graph_of_points(sequence):
    """Similarity is 1 - distance / REACH."""
    truth_start = np.cumsum([0] + [len(rows) for rows in sequence.truths])
    start = np.cumsum([0] + [len(rows) for rows in sequence.predictions])
    edges = []
    for frame, (truths, found) in enumerate(zip(*sequence, strict=True)):
        distance = np.hypot(*(found[:, None, 1:3] - truths[None, :, 1:3]).transpose(2, 0, 1))
        for p, g in np.argwhere(distance < REACH):
            near = 1 - distance[p, g] / REACH
            edges.append((start[frame] + p, truth_start[frame] + g, near))
    prediction, truth, near = np.array(edges).T
    truths, found = np.concatenate(sequence.truths), np.concatenate(sequence.predictions)
    return make_track_graph(
        truth_start,
        truths[:, 0],
        np.zeros(len(truths), np.int64),
        start,
        found[:, 0],
        np.zeros(len(found), np.bool_),
        np.searchsorted(CUTOFFS, found[:, 3].round(1), side="right"),
        prediction.astype(np.int64),
        truth.astype(np.int64),
        near.copy(),
        np.rint(near * 1e6).astype(np.int64),
        num_cutoffs=len(CUTOFFS),
    )


def counts_at_cutoffs(**columns):
    zeros = np.zeros_like(next(iter(columns.values())))
    return ClearMot(**{name: np.array(columns.get(name, zeros)) for name in ClearMot._fields})


@pytest.mark.parametrize("seed", POINT_SEEDS)
def test_equals_the_nuscenes_devkit(seed):
    amota, amotp = average_over_recall(count_clear_mot(graph_of_points(make_points(seed))))
    assert amota[0] == pytest.approx(GOLDEN[str(seed)]["amota"], abs=1e-9)
    assert amotp[0] * REACH == pytest.approx(GOLDEN[str(seed)]["amotp"], abs=1e-9)


def test_recall_that_is_not_reached_is_worst():
    counts = counts_at_cutoffs(objects=[100], matches=[50], misses=[50])
    amota, amotp = average_over_recall(counts)
    assert amota == pytest.approx(18 / 40)
    assert amotp == pytest.approx(22 / 40)


def test_switches_and_false_positives_count_against_the_matches():
    counts = counts_at_cutoffs(objects=[10], matches=[10], id_switches=[1], false_positives=[2])
    assert average_over_recall(counts)[0] == pytest.approx(0.7)


def test_each_recall_takes_the_highest_cutoff_that_reaches_it_within_one_object():
    counts = counts_at_cutoffs(objects=[10, 10], matches=[10, 5], false_positives=[10, 0])
    assert average_over_recall(counts)[0] == pytest.approx((RECALLS < 0.6).mean())


def test_no_objects_have_no_average():
    amota, amotp = average_over_recall(counts_at_cutoffs(objects=[0, 0]))
    assert np.isnan(amota)
    assert np.isnan(amotp)


def naive_average_over_recall(counts):
    """AMOTA and AMOTP of one row of counts, as the docstring of the module says them."""
    motar, motp = [], []
    for recall in RECALLS.tolist():
        cutoffs = range(len(counts.objects))
        wanted = [recall * int(counts.objects[c]) for c in cutoffs]
        reaching = [c for c in cutoffs if counts.matches[c] >= math.floor(wanted[c] + 1e-6)]
        if not any(counts.matches[c] + 1e-6 >= wanted[c] for c in cutoffs):
            motar.append(0.0)
            motp.append(1.0)
            continue
        c = max(reaching)
        errors = counts.id_switches[c] + counts.false_positives[c]
        motar.append(max(0.0, 1 - errors / max(counts.matches[c], 1)))
        motp.append(counts.motp[c])
    return np.mean(motar), np.mean(motp)


@pytest.mark.kernel
@given(st.integers(1, 12), st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_equals_the_naive_average(objects, cutoffs, seed):
    random = np.random.default_rng(seed)
    columns = {
        name: random.integers(0, objects + 1, (3, cutoffs))
        for name in ("matches", "id_switches", "false_positives")
    }
    columns["matches"] = np.sort(columns["matches"], axis=-1)[:, ::-1]
    counts = counts_at_cutoffs(
        objects=np.full((3, cutoffs), objects),
        distance=columns["matches"] * 0.5,
        **columns,
    )
    with np.errstate(invalid="ignore"):
        amota, amotp = average_over_recall(counts)
        for row in range(3):
            one = ClearMot(*(column[row] for column in counts))
            np.testing.assert_allclose((amota[row], amotp[row]), naive_average_over_recall(one))


def weng_by_recall(misses, false_positives, switches, matches, objects):
    """AMOTA and sAMOTA of Weng et al. 2020, recall by recall."""
    amota = samota = 0.0
    for k in range(1, 41):
        recall = k / 40
        reaching = [c for c in range(len(matches)) if matches[c] >= recall * objects[c] - 1e-9]
        if reaching:
            at = max(reaching)
            errors = misses[at] + false_positives[at] + switches[at]
            amota += 1 - errors / objects[at]
            scaled = 1 - (errors - (1 - recall) * objects[at]) / (recall * objects[at])
            samota += min(1.0, max(0.0, scaled))
    return amota / 40, samota / 40


@given(st.integers(1, 60), st.integers(1, 6), st.integers(0, 1000))
def test_average_mota_equals_the_published_sums(objects, cutoffs, seed):
    random = np.random.default_rng(seed)
    matches = np.sort(random.integers(0, objects + 1, cutoffs))[::-1]
    false_positives, switches = random.integers(0, 2 * objects, (2, cutoffs))
    counts = counts_at_cutoffs(
        misses=objects - matches,
        false_positives=false_positives,
        id_switches=switches,
        matches=matches,
        objects=np.full(cutoffs, objects),
    )
    wanted = weng_by_recall(
        objects - matches, false_positives, switches, matches, [objects] * cutoffs
    )
    assert average_mota(counts) == pytest.approx(wanted, abs=1e-12)


def test_perfect_tracks_have_an_amota_of_one_only_where_scores_are_equal():
    """Tracks of ten scores: AMOTA counts what is missed below a recall, sAMOTA does not."""
    matches = np.arange(100, 0, -10)
    full = np.full(10, 100)
    counts = counts_at_cutoffs(misses=full - matches, matches=matches, objects=full)
    amota, samota = average_mota(counts)
    assert samota == 1
    assert amota == pytest.approx(0.55)  # the mean of 0.1, 0.2, ... 1
    nothing = counts_at_cutoffs(matches=np.zeros((2, 3), int))
    assert np.isnan(average_mota(nothing)).all()
