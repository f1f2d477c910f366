"""What a classifier is to answer: labels mixed with those of other images, and smoothed."""

from keras import ops


def mix_with_next(values, shares):
    """Mixes each example with the next of its batch, the last with the first (mixup).

    Zhang et al., "mixup: Beyond Empirical Risk Minimization", ICLR 2018.

    Args:
        values: (B, ...) floating.
        shares: (B,) in [0, 1], of the example itself.

    Returns:
        (B, ...) of the same type.
    """
    values = ops.convert_to_tensor(values)
    trailing = (1,) * (len(values.shape) - 1)
    shares = ops.reshape(ops.cast(shares, values.dtype), (-1, *trailing))
    return shares * values + (1 - shares) * ops.roll(values, -1, axis=0)


def smooth_labels(labels, smoothing: float):
    """Gives all classes equal parts of a share of each label (Szegedy et al. 2016, section 7).

    Args:
        labels: (B, C) shares of the classes that add up to 1.
        smoothing: the share, in [0, 1).

    Returns:
        (B, C) of the same type.
    """
    labels = ops.convert_to_tensor(labels)
    return (1 - smoothing) * labels + smoothing / labels.shape[-1]
