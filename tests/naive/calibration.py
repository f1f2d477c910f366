"""Calibration: bins of scores, their errors, and losses that can be trained."""

import math


def equal_width_bins(scores, correct, bins):
    """(count, mean score, share right) of each bin (m / bins, (m + 1) / bins]; None where empty."""
    rows = []
    for m in range(bins):
        inside = [
            i
            for i, s in enumerate(scores)
            if m < s * bins <= m + 1 or (m == 0 and s == 0)  # the product as float64 rounds it
        ]
        rows.append(bin_summary(scores, correct, inside))
    return rows


def equal_mass_bins(scores, correct, bins):
    """The same for runs of the sorted scores; a run ends only where the score changes."""
    order = sorted(range(len(scores)), key=lambda i: scores[i])
    runs, start = [], 0
    for m in range(1, bins + 1):
        stop = m * len(scores) // bins
        while 0 < stop < len(scores) and scores[order[stop]] == scores[order[stop - 1]]:
            stop += 1
        if stop > start:
            runs.append(bin_summary(scores, correct, order[start:stop]))
            start = stop
    return runs


def bin_summary(scores, correct, inside):
    if not inside:
        return 0, None, None
    n = len(inside)
    return n, sum(scores[i] for i in inside) / n, sum(bool(correct[i]) for i in inside) / n


def calibration_error(bins):
    """Mean absolute gap between score and share right, weighted by count."""
    total = sum(n for n, _, _ in bins)
    return sum(n / total * abs(score - right) for n, score, right in bins if n)


def soft_binned_error(confidence, correct, count, temperature, norm):
    """SB-ECE, bin by bin."""
    centers = [(2 * i + 1) / (2 * count) for i in range(count)]
    members = []
    for c in confidence:
        weights = [math.exp(-((c - a) ** 2) / temperature) for a in centers]
        members.append([w / sum(weights) for w in weights])
    total = 0.0
    for i in range(count):
        size = sum(row[i] for row in members)
        if size > 0:
            mean = sum(row[i] * c for row, c in zip(members, confidence, strict=True)) / size
            right = sum(row[i] * a for row, a in zip(members, correct, strict=True)) / size
            total += size / len(confidence) * abs(mean - right) ** norm
    return total ** (1 / norm)


def accuracy_versus_uncertainty(probabilities, labels, threshold, temperature):
    """S-AvUC, answer by answer; the one that shares the first largest probability is given."""
    accurate_certain = accurate_uncertain = inaccurate_certain = inaccurate_uncertain = 0.0
    for row, label in zip(probabilities, labels, strict=True):
        entropy = -sum(p * math.log(p) for p in row if p > 0)
        u = entropy / math.log(len(row))
        if u <= 0 or u >= 1:
            degree = float(u >= 1)
        else:
            odds = math.log(u * (1 - threshold) / ((1 - u) * threshold))
            degree = 1 / (1 + math.exp(-odds / temperature))
        uncertain = degree * math.tanh(entropy)
        certain = (1 - degree) * (1 - math.tanh(entropy))
        if max(range(len(row)), key=lambda k, row=row: row[k]) == label:
            accurate_certain += certain
            accurate_uncertain += uncertain
        else:
            inaccurate_certain += certain
            inaccurate_uncertain += uncertain
    against = accurate_uncertain + inaccurate_certain
    return math.log(1 + against / (accurate_certain + inaccurate_uncertain))
