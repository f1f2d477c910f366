"""All forms of labeled images, from small files of each."""

import gzip
import os
import pickle
import sys
import tracemalloc

import numpy as np
import pytest
from PIL import Image

from waymo_kit.detectors.classification.image_sources import open_images
from waymo_kit.errors import (
    CorruptDataError,
    InvalidInputError,
    MissingDependencyError,
    NotFoundError,
)

COUNT = 3


def cifar_images(seed):
    random = np.random.default_rng(seed)
    return random.integers(0, 256, (COUNT, 32, 32, 3)).astype(np.uint8), random.integers(
        0, 10, COUNT
    )


def write_cifar(folder, form):
    """Five training files and a test file; returns the images and labels of both splits."""
    parts = {name: cifar_images(i) for i, name in enumerate([*"12345", "test"])}
    for name, (images, labels) in parts.items():
        stem = "test_batch" if name == "test" else f"data_batch_{name}"
        planes = images.transpose(0, 3, 1, 2).reshape(COUNT, -1)
        if form == "python":
            batch = {b"data": planes, b"labels": labels.tolist(), b"filenames": [b"x"] * COUNT}
            (folder / stem).write_bytes(pickle.dumps(batch, protocol=2))
        else:
            records = np.concatenate([labels[:, None].astype(np.uint8), planes], axis=1)
            (folder / f"{stem}.bin").write_bytes(records.tobytes())
    training = [parts[k] for k in "12345"]
    return {
        "train": tuple(np.concatenate(columns) for columns in zip(*training, strict=True)),
        "test": parts["test"],
    }


@pytest.mark.parametrize("form", ["python", "binary"])
def test_cifar_is_the_same_in_both_its_forms(tmp_path, form):
    for split, (images, labels) in write_cifar(tmp_path, form).items():
        found = open_images(str(tmp_path), split)
        np.testing.assert_array_equal(found.images, images)
        assert found.labels.tolist() == labels.tolist()
        assert found.class_names[3] == "cat"


def test_a_pickle_that_would_run_code_is_refused(tmp_path):
    write_cifar(tmp_path, "python")
    (tmp_path / "data_batch_2").write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    with pytest.raises(CorruptDataError, match=r"data_batch_2: .*os.system is not allowed"):
        open_images(str(tmp_path))


@pytest.mark.parametrize(
    ("form", "file", "content", "error", "message"),
    [
        ("python", "data_batch_3", b"", CorruptDataError, "no pickled batch"),
        ("binary", "data_batch_2.bin", bytes([10]) + bytes(3072), CorruptDataError, "got 10 of"),
        ("binary", "data_batch_1.bin", b"123", CorruptDataError, "multiple of 3073 bytes, got 3"),
        ("binary", "data_batch_5.bin", None, NotFoundError, "CIFAR-10 has data_batch_1"),
    ],
)
def test_damaged_cifar_files_are_named(tmp_path, form, file, content, error, message):
    write_cifar(tmp_path, form)
    if content is None:
        (tmp_path / file).unlink()
    else:
        (tmp_path / file).write_bytes(content)
    with pytest.raises(error, match=message) as info:
        open_images(str(tmp_path))
    assert file in str(info.value)


PIXELS = np.zeros((1, 3072), np.uint8)


@pytest.mark.parametrize(
    "batch",
    [
        {b"data": PIXELS, b"labels": [10**400]},
        {b"data": PIXELS, b"labels": [2**63]},
        {b"data": PIXELS, b"labels": [1.5]},
        {b"data": PIXELS, b"labels": [True, False]},
        {b"data": PIXELS, b"labels": [-1]},
        {b"data": PIXELS, b"labels": [[0]]},
        {b"data": PIXELS, b"labels": 0},
        {b"data": [[10**400] * 3072], b"labels": [0]},
        {b"data": PIXELS.astype(np.int64) + 256, b"labels": [0]},
        {b"data": PIXELS.astype(np.float32), b"labels": [0]},
        {b"data": PIXELS[:, :-1], b"labels": [0]},
        {b"labels": [0]},
        [1, 2],
        None,
        [10**5000],
    ],
)
def test_a_pickle_of_something_else_is_one_line(tmp_path, batch):
    """No number is wrapped or rounded to one that fits, and no error of NumPy gets through."""
    write_cifar(tmp_path, "python")
    (tmp_path / "data_batch_4").write_bytes(pickle.dumps(batch, protocol=2))
    with pytest.raises(CorruptDataError, match="data_batch_4: ") as info:
        open_images(str(tmp_path))
    assert "\n" not in str(info.value)


def test_every_damaged_byte_of_a_pickle_is_found_or_harmless(tmp_path):
    expected = write_cifar(tmp_path, "python")["test"]
    path = tmp_path / "test_batch"
    whole = path.read_bytes()
    head, tail = whole[:180], whole[-120:]
    random = np.random.default_rng(5)
    for _ in range(300):
        damaged = bytearray(whole)
        place = int(random.integers(0, len(head) + len(tail)))
        place = place if place < len(head) else place - len(head) - len(tail)
        damaged[place] = int(random.integers(0, 256))
        path.write_bytes(damaged)
        try:
            found = open_images(str(tmp_path), "test")
        except CorruptDataError as error:
            assert "\n" not in str(error)
        else:
            assert found.images.shape == expected[0].shape


def test_a_pipe_is_no_file_of_images(tmp_path):
    write_folder(tmp_path)
    os.mkfifo(tmp_path / "cat" / "pipe.png")
    os.mkfifo(tmp_path / "data_batch_1")
    os.mkfifo(tmp_path / "train-images-idx3-ubyte")
    assert len(open_images(str(tmp_path)).labels) == 4


def idx(array):
    sizes = np.array(array.shape, ">u4").tobytes()
    return bytes((0, 0, 8, array.ndim)) + sizes + array.tobytes()


def write_mnist(folder, pack=lambda data: data, suffix=""):
    random = np.random.default_rng(0)
    images = random.integers(0, 256, (4, 28, 28)).astype(np.uint8)
    labels = np.array([9, 0, 4, 9], np.uint8)
    for prefix in ("train", "t10k"):
        (folder / f"{prefix}-images-idx3-ubyte{suffix}").write_bytes(pack(idx(images)))
        (folder / f"{prefix}-labels-idx1-ubyte{suffix}").write_bytes(pack(idx(labels)))
    return images, labels


@pytest.mark.parametrize(("pack", "suffix"), [(bytes, ""), (gzip.compress, ".gz")])
def test_mnist_becomes_gray_color_images(tmp_path, pack, suffix):
    images, labels = write_mnist(tmp_path, pack, suffix)
    for split in ("train", "test"):
        found = open_images(str(tmp_path), split)
        for channel in range(3):
            np.testing.assert_array_equal(found.images[..., channel], images)
        assert found.labels.tolist() == labels.tolist()
        assert found.class_names == tuple("0123456789")


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("train-images-idx3-ubyte", b"\0\0\x08\x03", "idx file of bytes in 3 dimensions"),
        ("train-images-idx3-ubyte", idx(np.zeros((4, 28, 28), np.uint8))[:-1], "expected 3136 byt"),
        ("train-images-idx3-ubyte", idx(np.zeros((4, 28, 28), np.uint8)) + b"1", "more than 3136"),
        (
            "train-images-idx3-ubyte",
            b"\0\0\x08\x03" + b"\xff" * 12,
            "expected at most 1,073,741,824",
        ),
        ("train-labels-idx1-ubyte", idx(np.zeros(3, np.uint8)), "expected 4 labels"),
    ],
)
def test_damaged_mnist_files_are_named(tmp_path, file, content, message):
    write_mnist(tmp_path)
    (tmp_path / file).write_bytes(content)
    with pytest.raises((CorruptDataError, InvalidInputError), match=message):
        open_images(str(tmp_path))


def test_a_small_file_that_inflates_to_much_is_not_inflated(tmp_path):
    write_mnist(tmp_path, gzip.compress, ".gz")
    bomb = idx(np.zeros((4, 28, 28), np.uint8)) + bytes(200_000_000)
    (tmp_path / "train-images-idx3-ubyte.gz").write_bytes(gzip.compress(bomb))
    tracemalloc.start()
    with pytest.raises(CorruptDataError, match=r"expected 3136 bytes for .*, got more than"):
        open_images(str(tmp_path))
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def write_folder(root, classes=("dog", "cat"), count=2):
    for label, name in enumerate(classes):
        (root / name).mkdir(parents=True)
        for k in range(count):
            image = np.full((5 + k, 7, 3), 40 * label + k, np.uint8)
            Image.fromarray(image).save(root / name / f"{k}.png")


def test_a_folder_has_its_classes_in_alphabetical_order(tmp_path):
    write_folder(tmp_path)
    (tmp_path / "cat" / "notes.txt").write_text("no image")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "empty").mkdir()
    found = open_images(str(tmp_path))
    assert found.class_names == ("cat", "dog")
    assert found.labels.tolist() == [0, 0, 1, 1]
    assert found.image(0).shape == (5, 7, 3)
    assert found.image(0)[0, 0, 0] == 40
    assert found.name(3) == str(tmp_path / "dog" / "1.png")


def test_a_divided_folder_gives_its_splits(tmp_path):
    write_folder(tmp_path / "train", count=3)
    write_folder(tmp_path / "val", count=1)
    assert len(open_images(str(tmp_path), "train").labels) == 6
    assert len(open_images(str(tmp_path), "test").labels) == 2
    (tmp_path / "val").rename(tmp_path / "other")
    with pytest.raises(NotFoundError, match="no folder test or val or validation"):
        open_images(str(tmp_path), "test")


def test_an_image_that_does_not_decode_is_named(tmp_path):
    write_folder(tmp_path)
    (tmp_path / "cat" / "0.png").write_bytes(b"nothing")
    images = open_images(str(tmp_path))
    with pytest.raises(CorruptDataError, match=r"cat/0.png: expected a JPEG or PNG image"):
        images.image(0)


def test_only_decoders_of_images_read_a_file(tmp_path):
    """Pillow would hand PostScript to Ghostscript, whatever the name of the file says."""
    write_folder(tmp_path)
    (tmp_path / "cat" / "0.png").write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n")
    with pytest.raises(CorruptDataError, match=r"cat/0.png: expected a JPEG or PNG image"):
        open_images(str(tmp_path)).image(0)


def test_an_image_of_too_many_pixels_is_not_decoded(tmp_path):
    write_folder(tmp_path)
    Image.new("1", (20_000, 20_000)).save(tmp_path / "cat" / "0.png")
    with pytest.raises(CorruptDataError, match=r"cat/0.png: the image does not decode"):
        open_images(str(tmp_path)).image(0)


def test_what_is_no_source_is_refused(tmp_path, monkeypatch):
    with pytest.raises(NotFoundError, match="expected a folder of images or tfds:NAME"):
        open_images(str(tmp_path / "absent"))
    with pytest.raises(NotFoundError, match="a folder of images for each class"):
        open_images(str(tmp_path))
    with pytest.raises(InvalidInputError, match="expected one of train, test, got 'dev'"):
        open_images(str(tmp_path), "dev")
    monkeypatch.setitem(sys.modules, "tensorflow_datasets", None)
    with pytest.raises(MissingDependencyError, match="pip install tensorflow-datasets"):
        open_images("tfds:mnist")
