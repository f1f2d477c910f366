"""Only JPEG and PNG are decoded, and only when they are not too large."""

import io
import os
import struct
import zlib

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

import waymo_kit as wk
from waymo_kit.formats.image import MAX_PIXELS, decode_image


def encoded(kind, size=(12, 8), mode="RGB"):
    with io.BytesIO() as file:
        Image.effect_mandelbrot(size, (-2, -1, 1, 1), 20).convert(mode).save(file, kind)
        return file.getvalue()


def jpeg_that_claims(width, height):
    data = bytearray(encoded("JPEG"))
    at = data.find(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def png_that_claims(width, height):
    data = bytearray(encoded("PNG"))
    data[16:24] = struct.pack(">II", width, height)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    return bytes(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_pixels_are_those_of_pillow(kind):
    data = encoded(kind)
    with Image.open(io.BytesIO(data)) as picture:
        expected = np.asarray(picture.convert("RGB"))
    image = decode_image(data, "a", "RGB")
    assert image.dtype == np.uint8
    np.testing.assert_array_equal(image, expected)
    assert decode_image(data, "a", "L").shape == (8, 12)


def test_numbers_of_sixteen_bits_are_kept():
    values = np.arange(96, dtype=np.uint16).reshape(8, 12) * 600
    with io.BytesIO() as file:
        Image.fromarray(values).save(file, "PNG")
        np.testing.assert_array_equal(decode_image(file.getvalue(), "a"), values)


@pytest.mark.parametrize("kind", ["BMP", "GIF", "PPM", "TIFF", "WEBP", "EPS", "TGA", "PCX"])
def test_other_formats_are_refused_by_their_signature(kind):
    with pytest.raises(wk.CorruptDataError, match="camera: expected a JPEG or PNG image, got"):
        decode_image(encoded(kind), "camera")


def test_postscript_starts_no_other_program(tmp_path, monkeypatch):
    program = tmp_path / "gs"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/started\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    script = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n%%EndComments\n(x) print\n%%EOF\n"
    for data in (script, b"\xff\xd8\xff" + script, b"\x89PNG\r\n\x1a\n" + script):
        with pytest.raises(wk.CorruptDataError):
            decode_image(data, "a")
    assert not (tmp_path / "started").exists()


@pytest.mark.parametrize("make", [jpeg_that_claims, png_that_claims])
@pytest.mark.parametrize(("width", "height"), [(13_000, 13_000), (65_000, 65_000)])
def test_a_small_file_cannot_ask_for_gigabytes(make, width, height):
    message = f"expected 1 to {MAX_PIXELS} pixels, got an image of {width} x {height}"
    with pytest.raises(wk.CorruptDataError, match=message):
        decode_image(make(width, height), "a")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@given(data=st.data())
@settings(deadline=None, max_examples=150)
def test_damaged_files_are_clear_errors(kind, data):
    stored = bytearray(encoded(kind))
    for _ in range(data.draw(st.integers(1, 6))):
        stored[data.draw(st.integers(0, len(stored) - 1))] = data.draw(st.integers(0, 255))
    stored = bytes(stored[: data.draw(st.integers(0, len(stored)))])
    try:
        assert decode_image(stored, "camera FRONT", "RGB").dtype == np.uint8
    except wk.CorruptDataError as error:
        assert str(error).startswith("camera FRONT: ")
        assert "\n" not in str(error)


@given(st.binary(max_size=200))
@example(b"")
@settings(deadline=None)
def test_noise_is_a_clear_error(noise):
    for start in (b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"):
        with pytest.raises(wk.CorruptDataError):
            decode_image(start + noise, "a")
