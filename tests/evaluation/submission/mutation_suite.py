"""Damaged submissions, details and lists of frames, each checked in a child with limits.

`waymo-kit submission validate` may end with 0 only if the file says the same as the good one; with
1 and a line for each problem, or with 2 and one line, for all others.
"""

import gzip
import io
import os
import tarfile

import numpy as np

from tests.evaluation.submission.made_submission import made_details, made_objects, pack, shard_of
from tests.hostile.harness import REFUSED, SilentChange, refused_command, run_command
from tests.predictions.mutation_suite import _cut, _flip
from waymo_kit.predictions import make_predictions, write_predictions

NAME = "s.binproto-00000-of-00001"
DETAILS = """task: DETECTION_3D
account_name: "a@b.org"
unique_method_name: "m"
authors: "A"
affiliation: "x"
description: "y"
method_link: "https://example.org"
sensor_type: LIDAR_ALL
number_past_frames_exclude_current: 0
number_future_frames_exclude_current: 0
object_types: TYPE_VEHICLE
latency_second: -1
"""


def _zip(content, path):
    path.write_bytes(gzip.compress(content, 1))
    return path


class _Zeros(io.RawIOBase):
    def readable(self):
        return True

    def readinto(self, buffer):
        buffer[:] = bytes(len(buffer))
        return len(buffer)


def flipped(shard, rng, path):
    return _flip(pack(path, [(NAME, shard)]), rng)


def flipped_inside(shard, rng, path):
    """The archive is right, so that the damage reaches the shard."""
    content = bytearray(shard)
    for at in rng.integers(0, len(content), rng.integers(1, 4)):
        content[at] ^= 1 << int(rng.integers(8))
    return pack(path, [(NAME, bytes(content))])


def flipped_tar(shard, rng, path):
    content = bytearray(gzip.decompress(pack(path, [(NAME, shard)]).read_bytes()))
    for at in rng.integers(0, 512, rng.integers(1, 4)):
        content[at] ^= 1 << int(rng.integers(8))
    return _zip(bytes(content), path)


def cut(shard, rng, path):
    return _cut(pack(path, [(NAME, shard)]), rng)


def cut_inside(shard, rng, path):
    start, stop = sorted(rng.integers(0, len(shard), 2).tolist())
    return pack(path, [(NAME, shard[:start] + shard[stop:])])


def zeros(shard, rng, path):
    """Zeros that compress a thousandfold."""
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        info = tarfile.TarInfo(str(rng.choice(["a.bin", NAME])))
        info.size = int(rng.integers(50, 300)) << 20
        archive.addfile(info, _Zeros())
    return path


def huge_header(shard, rng, path):
    """A header of a long name, or of attributes, that claims to be as large as the archive."""
    info = tarfile.TarInfo("././@LongLink")
    info.type = (tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.XGLTYPE)[rng.integers(3)]
    info.size = int(rng.integers(100, 300)) << 20
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        archive.addfile(info, _Zeros())
    return path


def lying_size(shard, rng, path):
    info = tarfile.TarInfo(NAME)
    info.size = int(rng.choice([len(shard) * 2, 1 << 31, 1 << 33, 1 << 40]))
    return _zip(info.tobuf(tarfile.GNU_FORMAT) + shard, path)


def many_members(shard, rng, path):
    header = tarfile.TarInfo("x").tobuf()
    return _zip(header * int(rng.integers(9_000, 40_000)), path)


def odd_names(shard, rng, path):
    names = ("../x.binproto", "/x.binproto", "a\nb.binproto", "\x1b]0;x\x07.binproto", "", "é", ".")
    return pack(path, [(str(rng.choice(names)), shard)])


def links(shard, rng, path):
    with tarfile.open(path, "w:gz") as archive:
        info = tarfile.TarInfo(NAME)
        info.type = (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE)[
            rng.integers(4)
        ]
        info.linkname = "/etc/passwd"
        archive.addfile(info)
    return path


def many_fields(shard, rng, path):
    """A shard of millions of unknown fields, or of empty boxes."""
    size = int(rng.integers(1, 5)) << 20
    content = (b"\x98\x06\x00", b"\x0a\x00")[rng.integers(2)] * size
    return pack(path, [(NAME, shard + content)])


def nested(shard, rng, path):
    """Messages inside messages, ten thousand deep."""
    content = b""
    for _ in range(2_000):
        size = len(content)
        content = (
            b"\x0a" + bytes([size & 0x7F | 0x80, size >> 7 & 0x7F | 0x80, size >> 14]) + content
        )
    return pack(path, [(NAME, content)])


def fifo(shard, rng, path):
    folder = path.with_suffix("")
    folder.mkdir()
    (folder / NAME).write_bytes(shard)
    os.mkfifo(folder / "t.binproto")
    return folder


def noise(shard, rng, path):
    path.write_bytes(rng.bytes(int(rng.integers(1, 5000))))
    return path


ARCHIVES = (
    flipped,
    flipped_inside,
    flipped_tar,
    cut,
    cut_inside,
    zeros,
    huge_header,
    lying_size,
    many_members,
    odd_names,
    links,
    many_fields,
    nested,
    fifo,
    noise,
)

TEXTS = (
    lambda rng: b"{" * 100_000,
    lambda rng: b"inference_results " + b"{ objects " * 5_000,
    lambda rng: DETAILS.encode() + b"number_past_frames_exclude_current: " + b"9" * 5_000,
    lambda rng: DETAILS.encode() + b"latency_second: 1e999",
    lambda rng: DETAILS.encode().replace(b"A", b"\xff\xfe"),
    lambda rng: DETAILS.encode()[: int(rng.integers(len(DETAILS)))],
    lambda rng: rng.bytes(300),
    lambda rng: DETAILS.encode().replace(b"DETECTION_3D", str(rng.integers(-9, 99)).encode()),
    lambda rng: bytes(1000),
)
"""Texts of details that are damaged."""

LISTS = (
    lambda rng: b"a," + b"9" * 5_000,
    lambda rng: b"a,99999999999999999999999",
    lambda rng: b"a,1.5",
    lambda rng: b"a,2020-13-45",
    lambda rng: b"a,\xff\xfe",
    lambda rng: b"," * 100_000,
    lambda rng: rng.bytes(3_000),
    lambda rng: b"\0" * 3_000,
    lambda rng: "a,\u0661\u0662".encode(),
)
"""Lists of frames that are damaged."""


def prepare(folder):
    shard = shard_of(made_details(), made_objects())
    good = pack(folder / "good.tar.gz", [(NAME, shard)])
    code, summary, err = run_command("submission", "validate", good)
    assert code == 0, summary + err
    predictions = folder / "p.parquet"
    write_predictions(make_predictions("a", 10**15, np.ones((1, 7)), 1, 0.5), predictions)
    details = folder / "details.txtpb"
    details.write_text(DETAILS)
    kinds = len(ARCHIVES) + 2

    def check_archive(mutate, rng, seed):
        path = mutate(shard, rng, folder / f"damaged-{seed}.tar.gz")
        code, out, err = run_command("submission", "validate", path)
        if code == 2:
            refused_command(code, out, err)
            return REFUSED
        if code == 1:
            lines = out.splitlines()
            assert " error" in lines[-1]
            assert all(line.startswith(("error: ", "warning: ")) for line in lines[:-1]), out
            return "problems"
        assert code == 0, f"exit code {code}: {err}"
        if out != summary and mutate is not flipped_inside:
            raise SilentChange(f"{mutate.__name__}: {out}")
        return "valid"

    def check_build(seed, details, *options):
        out = folder / f"{seed}.tar.gz"
        command = ("submission", "build", "-p", predictions, "--details", details, "-o", out)
        code, printed, err = run_command(*command, *options)
        if code == 2:
            refused_command(code, printed, err)
            return REFUSED
        return "built" if code == 0 else "problems"

    def check(seed):
        rng = np.random.default_rng(seed)
        kind = seed % kinds
        if kind < len(ARCHIVES):
            return check_archive(ARCHIVES[kind], rng, seed)
        if kind == len(ARCHIVES):
            text = folder / f"damaged-{seed}.txtpb"
            text.write_bytes(TEXTS[seed // kinds % len(TEXTS)](rng))
            return check_build(seed, text)
        frames = folder / f"frames-{seed}.txt"
        frames.write_bytes(LISTS[seed // kinds % len(LISTS)](rng))
        return check_build(seed, details, "--data", frames)

    return check
