"""Segmentation metrics: mean IoU and weighted segmentation and tracking quality."""


def semantic_iou(prediction, truth, classes):
    """IoU of each class, one point at a time."""
    ious = []
    for c in classes:
        both = either = 0
        for p, t in zip(prediction, truth, strict=True):
            if t in classes:
                both += p == c and t == c
                either += p == c or t == c
        ious.append(both / either if either else 1.0)
    return ious


def weighted_stq(frames, things, divisor=100_000):
    """(wSTQ, wAQ, mIoU) of one sequence; frames are (prediction, truth, cameras, tracked) lists.

    Equations 2 to 5 of Weber et al. 2021 with a weight a pixel; class 0 is not scored.
    """
    pixels = []
    for prediction, truth, cameras, tracked in frames:
        for p, t, n, follow in zip(prediction, truth, cameras, tracked, strict=True):
            pixels.append((p, t if follow else t // divisor * divisor, 1 / n))
    crowd = {t for _, t, _ in pixels if t // divisor in things and t % divisor == 0}
    tubes = {t for _, t, _ in pixels if t // divisor in things} - crowd
    quality = 0.0
    for g in tubes:
        size = sum(w for _, t, w in pixels if t == g)
        for other in {p for p, t, _ in pixels if t == g and p // divisor in things}:
            tpa = sum(w for p, t, w in pixels if p == other and t == g)
            fpa = sum(w for p, t, w in pixels if p == other and t != g and t not in crowd)
            quality += tpa * tpa / (size + fpa) / size
    waq = quality / max(len(tubes), 1)
    ious = []
    for c in {x // divisor for pixel in pixels for x in pixel[:2]}:
        scored = [(p // divisor == c, t // divisor == c, w) for p, t, w in pixels if t // divisor]
        union = sum(w for p, t, w in scored if p or t)
        if union:
            ious.append(sum(w for p, t, w in scored if p and t) / union)
    miou = sum(ious) / len(ious) if ious else float("nan")
    return (waq * miou) ** 0.5, waq, miou
