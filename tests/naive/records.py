"""Bytes of records: TFRecord files, varints, packed points and delta-encoded images."""

import itertools

import numpy as np


def masked_crc32c(data):
    """CRC-32C bit by bit (reflected polynomial 0x82F63B78), rotated right by 15, plus a number."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    bits = f"{crc:032b}"
    return (int(bits[-15:] + bits[:-15], 2) + 0xA282EAD8) % 2**32


def tfrecord(records):
    """The bytes of a TFRecord file."""
    parts = []
    for data in records:
        length = len(data).to_bytes(8, "little")
        parts += [length, masked_crc32c(length).to_bytes(4, "little")]
        parts += [data, masked_crc32c(data).to_bytes(4, "little")]
    return b"".join(parts)


def read_tfrecord(content):
    """The records of such bytes; None if anything about them is wrong."""
    records = []
    while content:
        length, stored = content[:8], content[8:12]
        size = int.from_bytes(length, "little")
        data, end = content[12 : 12 + size], content[12 + size : 16 + size]
        if len(end) < 4 or masked_crc32c(length) != int.from_bytes(stored, "little"):
            return None
        if masked_crc32c(data) != int.from_bytes(end, "little"):
            return None
        records.append(data)
        content = content[16 + size :]
    return records


def decode_varints(payload):
    """Packed int32 varints as a list, or None if one is cut or longer than ten bytes."""
    numbers, groups = [], []
    for byte in payload:
        groups.append(byte % 128)
        if len(groups) > 10:
            return None
        if byte < 128:
            value = sum(group * 128**i for i, group in enumerate(groups)) % 2**32
            numbers.append(value - 2**32 if value >= 2**31 else value)
            groups = []
    return None if groups else numbers


def encode_varints(values):
    """Packed varints of integers that are not negative."""
    out = bytearray()
    for value in values:
        value = int(value)
        while value >= 128:
            out.append(value % 128 + 128)
            value //= 128
        out.append(value)
    return bytes(out)


def packed_points(source_of_all, points, labels, scale):
    """Scale, flags, places, attributes and instances of the points of a range image, one by one."""
    places, attributes, instances = [], [], []
    for i in range(len(points.xyz)):
        units = points.xyz[i] * (np.float32(1) / np.float32(scale))
        places.append([int(min(max(np.rint(value), -32767), 32767)) for value in units])
        bright = np.rint(np.tanh(np.float32(max(points.intensity[i], 0))) * np.float32(255))
        long = min(max(np.rint(points.elongation[i] * np.float32(128)), 0), 255)
        source = source_of_all + 16 * bool(points.in_no_label_zone[i])
        instance, kind = (0, 0) if labels is None else labels[tuple(points.pixel[i])]
        attributes.append([int(bright), int(long), source, min(max(kind, 0), 255)])
        instances.append(min(max(instance, 0), 65535))
    flags = 0 if labels is None else 3
    return (
        scale,
        flags,
        np.array(places, np.int16).reshape(-1, 3),
        np.array(attributes, np.uint8).reshape(-1, 4),
        np.array(instances if flags else [], np.uint16),
    )


def decode_delta_image(shape, precision, mask, residuals):
    """A quantized image, one pixel at a time in the order in which it is stored."""
    flags = []
    for number, run in enumerate(mask):
        flags += [number % 2 == 0] * run
    image, value, used = np.zeros(shape), 0, 0
    places = itertools.product(range(shape[2]), range(shape[0]), range(shape[1]))
    for (channel, row, column), is_set in zip(places, flags, strict=True):
        if is_set:
            value += residuals[used]
            used += 1
            image[row, column, channel] = value * precision[channel]
    assert used == len(residuals)
    return image
