"""Small random sequences for the kernels of the tracking metrics and their naive twins."""

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from waymo_kit.metrics.track_graph import make_track_graph

LEAST = 0.5
NUM_LEVELS = 2
NUM_CUTOFFS = 3


class Frame(NamedTuple):
    truths: list[tuple[int, int]]
    """Identity, and the number of levels at which it is optional."""
    predictions: list[tuple[int, bool, int]]
    """Identity, whether it is optional, and the number of cutoffs that it reaches."""
    similarity: np.ndarray
    """(truths, predictions) eighths, so that sums of them are exact."""


@st.composite
def frames(draw):
    identities = draw(st.lists(st.integers(0, 3), unique=True, max_size=4))
    truths = [(identity, draw(st.integers(0, NUM_LEVELS))) for identity in identities]
    prediction = st.tuples(st.integers(0, 4), st.booleans(), st.integers(0, NUM_CUTOFFS))
    predictions = draw(st.lists(prediction, max_size=5))
    shape = (len(truths), len(predictions))
    return Frame(
        truths, predictions, draw(hnp.arrays(np.int64, shape, elements=st.integers(0, 8))) / 8
    )


SEQUENCES = st.lists(frames(), min_size=1, max_size=5)


def graph_of(sequence):
    """The graph that the kernels read."""
    truths = [row for frame in sequence for row in frame.truths]
    predictions = [row for frame in sequence for row in frame.predictions]
    truth_start = np.cumsum([0] + [len(frame.truths) for frame in sequence])
    prediction_start = np.cumsum([0] + [len(frame.predictions) for frame in sequence])
    edges = [
        (prediction_start[f] + p, truth_start[f] + g, frame.similarity[g, p])
        for f, frame in enumerate(sequence)
        for p, g in np.argwhere(frame.similarity.T)
    ]
    prediction, truth, similarity = np.array(edges).reshape(-1, 3).T
    columns = np.array(truths).reshape(-1, 2), np.array(predictions).reshape(-1, 3)
    return make_track_graph(
        truth_start,
        columns[0][:, 0].astype(np.int64),
        columns[0][:, 1].astype(np.int64),
        prediction_start,
        columns[1][:, 0].astype(np.int64),
        columns[1][:, 1].astype(np.bool_),
        columns[1][:, 2].astype(np.int64),
        prediction.astype(np.int64),
        truth.astype(np.int64),
        similarity.copy(),
        np.where(similarity >= LEAST, np.rint(similarity * 1_000_000), 0).astype(np.int64),
        num_levels=NUM_LEVELS,
        num_cutoffs=NUM_CUTOFFS,
    )


def frames_at(sequence, level, cutoff):
    """What `naive` takes: the frames at one level and cutoff, the first of several duplicates."""
    chosen = []
    for frame in sequence:
        first = {}
        for k, (identity, _, last) in enumerate(frame.predictions):
            if last > cutoff:
                first.setdefault(identity, k)
        used = list(first.values())
        chosen.append(
            (
                [identity for identity, _ in frame.truths],
                [identity for identity, optional in frame.truths if optional > level],
                [frame.predictions[k][0] for k in used],
                [frame.predictions[k][0] for k in used if frame.predictions[k][1]],
                frame.similarity[:, used],
            )
        )
    return chosen
