"""Tracking metrics: CLEAR MOT, identity and HOTA."""

import collections
import itertools

import numpy as np

from tests.naive.assignment import maximum_weight_assignment
from tests.naive.boxes import box_overlap


def overlapping_pairs(predictions, truths, thresholds):
    """(prediction, truth, overlap, whether it may match) of rows of frame, type and box."""
    pairs = []
    for p, (frame, kind, box) in enumerate(predictions):
        for g, (own_frame, own_kind, own_box) in enumerate(truths):
            overlap = np.float32(box_overlap(box, own_box, "3d"))
            if frame == own_frame and kind == own_kind > 0 and overlap > 0:
                pairs.append((p, g, overlap, overlap >= np.float32(thresholds[kind - 1])))
    return pairs


def clear_mot(frames, least):
    """CLEAR MOT as the official evaluator counts it, in the order of the fields of `ClearMot`.

    Each of `frames` is (truths, optional truths, predictions, optional predictions, similarity):
    lists of identities, the optional ones again, and a (truths, predictions) matrix.
    """
    mapping, last, history = {}, {}, {}
    misses = false = mismatches = matches = switches = 0
    distance = 0.0
    for truths, optional_truths, predictions, optional_predictions, similarity in frames:
        weight = np.where(similarity >= least, np.rint(similarity * 1_000_000), 0).astype(int)
        pairs = {
            truth: prediction
            for truth, prediction in mapping.items()
            if truth in truths
            and prediction in predictions
            and weight[truths.index(truth), predictions.index(prediction)] > 0
        }
        rows = [k for k, prediction in enumerate(predictions) if prediction not in pairs.values()]
        columns = [k for k, truth in enumerate(truths) if truth not in pairs]
        mates = maximum_weight_assignment(weight.T[np.ix_(rows, columns)])
        for row, column in zip(rows, mates, strict=True):
            if column >= 0:
                pairs[truths[columns[column]]] = predictions[row]
        for truth, prediction in pairs.items():
            mismatches += mapping.get(truth, prediction) != prediction
            rivals = [t for t, p in mapping.items() if p == prediction and t != truth]
            mismatches += len(rivals) > 0 and rivals[0] not in truths
            switches += last.get(truth, prediction) != prediction
            matches += 1
            distance += 1 - similarity[truths.index(truth), predictions.index(prediction)]
        kept = {t: p for t, p in mapping.items() if t not in pairs and p not in pairs.values()}
        mapping, last = kept | pairs, last | pairs
        for truth in truths:
            history.setdefault(truth, []).append((truth in pairs, truth in optional_truths))
            misses += truth not in pairs and truth not in optional_truths
        false += sum(p not in pairs.values() and p not in optional_predictions for p in predictions)
    fragments, classes = 0, [0, 0, 0]
    for events in history.values():
        counted = [matched for matched, optional in events if matched or not optional]
        spells = [matched for matched, _ in itertools.groupby(counted)]
        fragments += max(spells.count(True) - 1, 0)
        if counted:
            share = sum(counted) / len(counted)
            classes[0 if share >= 0.8 else 1 if share >= 0.2 else 2] += 1
    total = misses + matches
    return (misses, false, mismatches, matches, total, distance, switches, fragments, *classes)


def identity(frames, least):
    """True positives, false negatives and false positives of identity; `frames` as above."""
    truths = sorted({truth for frame in frames for truth in frame[0]})
    predictions = sorted({prediction for frame in frames for prediction in frame[2]})
    shared = np.zeros((len(predictions), len(truths)), int)
    for own, _, found, _, similarity in frames:
        for g, p in np.argwhere(similarity >= least):
            shared[predictions.index(found[p]), truths.index(own[g])] += 1
    rows = np.flatnonzero(shared.any(axis=1))
    mates = maximum_weight_assignment(shared[rows])
    assigned = {truths[t]: predictions[p] for p, t in zip(rows, mates, strict=True) if t >= 0}
    hits = missed = false = 0
    for own, optional, found, optional_found, similarity in frames:
        pairs = {
            own[g]: found[p]
            for g, p in np.argwhere(similarity >= least)
            if assigned.get(own[g]) == found[p]
        }
        hits += len(pairs)
        missed += sum(truth not in pairs and truth not in optional for truth in own)
        false += sum(p not in pairs.values() and p not in optional_found for p in found)
    return hits, missed, false


def hota(frames, alpha):
    """HOTA's counts and sums at one alpha, in the order of the fields of `Hota`."""
    truth_frames, found_frames = collections.Counter(), collections.Counter()
    shared = collections.defaultdict(float)
    for truths, _, predictions, _, similarity in frames:
        truth_frames.update(truths)
        found_frames.update(predictions)
        for p, prediction in enumerate(predictions):
            for g, truth in enumerate(truths):
                if similarity[g, p] > 0:
                    both = similarity[g].sum() + similarity[:, p].sum()
                    shared[truth, prediction] += similarity[g, p] / (both - similarity[g, p])
    pairs, counted_truths, counted_found = (collections.Counter() for _ in range(3))
    hits = missed = false = 0
    located = 0.0
    for truths, optional, predictions, optional_found, similarity in frames:
        score = np.zeros((len(predictions), len(truths)))
        for g, truth in enumerate(truths):
            for p, prediction in enumerate(predictions):
                common = shared[truth, prediction]
                union = truth_frames[truth] + found_frames[prediction] - common
                score[p, g] = common / union * similarity[g, p]
        mates = maximum_weight_assignment(np.floor(score * 2.0**40 + 0.5).astype(int))
        matched = {
            truths[g]: predictions[p]
            for p, g in enumerate(mates)
            if g >= 0 and similarity[g, p] >= alpha - 1e-12
        }
        pairs.update(matched.items())
        hits += len(matched)
        for truth, prediction in matched.items():
            located += similarity[truths.index(truth), predictions.index(prediction)]
        counted_truths.update(t for t in truths if t in matched or t not in optional)
        taken = matched.values()
        counted_found.update(p for p in predictions if p in taken or p not in optional_found)
        missed += sum(t not in matched and t not in optional for t in truths)
        false += sum(p not in taken and p not in optional_found for p in predictions)
    sums = np.zeros(3)
    for (truth, prediction), count in pairs.items():
        own, found = counted_truths[truth], counted_found[prediction]
        sums += count * count / np.array([own + found - count, own, found])
    return hits, missed, false, located, *sums
