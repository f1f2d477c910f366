"""Layers of image backbones: attention and convolution, position by position."""

import itertools
import math

import numpy as np


def attend(query, keys, values, height_rows, width_rows, scale_position):
    """Result of one query of one head: its keys, values and rows of the tables one after another.

    The logit of a key is query.key / sqrt(depth) + query.(height row + width row).
    """
    scale = 1 / math.sqrt(len(query))
    logits = [
        query @ key * scale + query @ (h + w) * (scale if scale_position else 1)
        for key, h, w in zip(keys, height_rows, width_rows, strict=True)
    ]
    largest = max(logits)
    weights = [math.exp(logit - largest) for logit in logits]
    return sum(w * v for w, v in zip(weights, values, strict=True)) / sum(weights)


def global_attention(x, qkv, height, width, heads, key_depth, scale_position):
    """Attention of each position of a map (height, width, channels) to all, head by head."""
    rows, columns, _ = x.shape
    query, key, value = np.split(x @ qkv, [key_depth, 2 * key_depth], axis=-1)
    query, key, value = (y.reshape(rows, columns, heads, -1) for y in (query, key, value))
    out = np.zeros_like(value)
    places = list(itertools.product(range(rows), range(columns)))
    for (y, x), head in itertools.product(places, range(heads)):
        out[y, x, head] = attend(
            query[y, x, head],
            [key[j, i, head] for j, i in places],
            [value[j, i, head] for j, i in places],
            [height[j - y + rows - 1] for j, i in places],
            [width[i - x + columns - 1] for j, i in places],
            scale_position,
        )
    return out.reshape(rows, columns, -1)


def halo_attention(
    x, q, kv, height, width, *, heads, block, halo, stride, scale_position, mask_padding
):
    """Attention of each position of a map to its block and the border around it.

    Keys outside the map are zeros, or left out if masked. A table's row is the key's place in the
    neighborhood minus the query's among the queries of its block, plus the side minus 1.
    """
    rows, columns, _ = x.shape
    query = (x @ q).reshape(rows, columns, heads, -1)
    depth = query.shape[-1]
    key_value = (x @ kv).reshape(rows, columns, heads, -1)
    side = block + 2 * halo
    out = np.zeros((rows // stride, columns // stride, heads, key_value.shape[-1] - depth))
    for y, x, head in itertools.product(
        range(0, rows, stride), range(0, columns, stride), range(heads)
    ):
        keys, height_rows, width_rows = [], [], []
        for j, i in itertools.product(range(side), range(side)):
            key_y, key_x = y // block * block - halo + j, x // block * block - halo + i
            inside = 0 <= key_y < rows and 0 <= key_x < columns
            if mask_padding and not inside:
                continue
            keys.append(
                key_value[key_y, key_x, head] if inside else np.zeros_like(key_value[0, 0, 0])
            )
            height_rows.append(height[j - y % block // stride + side - 1])
            width_rows.append(width[i - x % block // stride + side - 1])
        out[y // stride, x // stride, head] = attend(
            query[y, x, head],
            [pair[:depth] for pair in keys],
            [pair[depth:] for pair in keys],
            height_rows,
            width_rows,
            scale_position,
        )
    return out.reshape(*out.shape[:2], -1)


def convolve(x, kernel, stride):
    """Convolution of a map (height, width, channels) with a border of zeros, window by window."""
    size = len(kernel)
    padded = np.pad(x, [(size // 2, size // 2)] * 2 + [(0, 0)])
    return np.array(
        [
            [
                np.einsum("yxc,yxcd->d", padded[j : j + size, i : i + size], kernel)
                for i in range(0, x.shape[1], stride)
            ]
            for j in range(0, x.shape[0], stride)
        ]
    )
