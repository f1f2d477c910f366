"""Mutations of checkpoints and configurations of runs; see `tests.hostile.harness`.

Even seeds damage a checkpoint, odd ones a configuration. What is refused must be refused in one
line, by the library and, for configurations, by `detect` and `train`, too. Bytes of a checkpoint
that change must not change its weights without a word. A changed configuration that is valid is
another configuration: it must read back as it was read.

Keras starts threads, which a forked child does not have: it is used in another process, which makes
the run, and here its variables are stood in for by arrays of their paths, shapes and dtypes.
"""

import io
import json
import subprocess
import sys
import zipfile

import numpy as np

from tests.hostile.harness import SilentChange, refused_command, run_command
from waymo_kit.configuration import configuration_text
from waymo_kit.detectors.detection.runs import read_run
from waymo_kit.detectors.detection.trained import find_run
from waymo_kit.detectors.training.checkpoints import assign_values, read_checkpoint
from waymo_kit.detectors.training.initialization import check_finite
from waymo_kit.errors import WaymoKitError

SAME, VALID = "same", "valid"

VALUES = (
    *("null", "nan", ".nan", ".inf", "-.inf", "1e999", "1e-999", "-1", "0", "2", "1.5", "true"),
    *("''", "text", "[]", "{}", "[1, 2]", "{a: 1}", "2024-02-30", "9" * 5000, "0x10", "!!binary x"),
    *("!!python/object:os.system {}", "[" * 3000, "&a [*a]", "*none", "1e400", "99999999999"),
    "[VEHICLE, VEHICLE]",
)
"""Values that YAML has in place of a right one."""


class Variable:
    """Stands for a variable of Keras: its path, shape and dtype, and what is assigned."""

    def __init__(self, path, value):
        self.path, self.shape, self.dtype, self.value = path, value.shape, str(value.dtype), None

    def assign(self, value):
        self.value = np.array(value)


def prepare(folder):
    """Makes a run and returns the check of a seed."""
    program = (
        "from pathlib import Path; from tests.detectors.lidar.tiny import write_tiny_run; "
        f"write_tiny_run(Path({str(folder)!r}))"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    [path] = (folder / "checkpoints").iterdir()
    data, text = path.read_bytes(), (folder / "config.yaml").read_text()
    good = restored(path, None)

    def check(seed):
        random = np.random.default_rng(seed)
        work = folder / f"seed-{seed}"
        (work / "checkpoints").mkdir(parents=True)
        checkpoint, config = work / "checkpoints" / path.name, work / "config.yaml"
        if seed % 2:
            mutate = CONFIG_MUTATIONS[seed // 2 % len(CONFIG_MUTATIONS)]
            checkpoint.write_bytes(data)
            config.write_bytes(mutate(text, random))
            return check_config(work, config)
        mutate = CHECKPOINT_MUTATIONS[seed // 2 % len(CHECKPOINT_MUTATIONS)]
        checkpoint.write_bytes(mutate(data, random))
        config.write_text(text)
        return check_checkpoint(work, checkpoint, good)

    return check


def restored(path, good):
    """The weights that a network gets from a checkpoint: path -> array."""
    averages = read_checkpoint(path).player(None, str(path)).averages
    check_finite(averages, str(path))
    variables = {name: Variable(name, value) for name, value in (good or averages).items()}
    assign_values(variables, averages, str(path))
    return {name: variable.value for name, variable in variables.items()}


def check_checkpoint(run, path, good):
    find_run(run)
    weights = restored(path, good)
    for name, value in weights.items():
        if not np.array_equal(value, good[name]):
            raise SilentChange(f"{name} differs")
    return SAME


def check_config(run, path):
    arguments = ("--data", run / "absent", "--out")
    train = run_command("train", "--config", path, *arguments, run / "out")
    refused_command(*train)
    try:
        found = read_run(path)
    except WaymoKitError:
        detect = run_command("detect", "--checkpoint", run, *arguments, run / "p.parquet")
        assert "absent" not in refused_command(*detect), detect
        raise
    again = configuration_text(found)
    path.write_text(again)
    if read_run(path) != found:
        raise SilentChange(f"read again, it differs: {again}")
    return VALID


def flipped(data, random):
    changed = bytearray(data)
    for _ in range(random.integers(1, 9)):
        changed[random.integers(len(changed))] ^= 1 << random.integers(8)
    return bytes(changed)


def flipped_directory(data, random):
    """Bits of the archive's directory at its end."""
    changed = bytearray(data)
    changed[len(data) - 1 - random.integers(3000)] ^= 1 << random.integers(8)
    return bytes(changed)


def truncated(data, random):
    return data[: random.integers(len(data))]


def zeroed(data, random):
    start = int(random.integers(len(data)))
    end = min(start + int(random.integers(1, 4096)), len(data))
    return data[:start] + bytes(end - start) + data[end:]


def inserted(data, random):
    place = int(random.integers(len(data)))
    return data[:place] + random.bytes(int(random.integers(1, 512))) + data[place:]


def moved(data, random):
    """Two blocks change places."""
    size = int(random.integers(1, 1024))
    a, b = sorted(random.integers(0, len(data) // size - 1, 2) * size)
    blocks = data[a : a + size], data[b : b + size]
    changed = bytearray(data)
    changed[a : a + size], changed[b : b + size] = blocks[::-1]
    return bytes(changed)


def other_file(data, random):
    return [b"", b"PK\x03\x04", b"\x93NUMPY", b"{}", random.bytes(5000)][random.integers(5)]


def parts_of(data):
    with np.load(io.BytesIO(data)) as archive:
        return {name: archive[name] for name in archive.files}


def archived(parts, **options):
    stream = io.BytesIO()
    np.savez(stream, **parts, **options)
    return stream.getvalue()


def some_array(parts, random):
    names = [name for name in parts if name != "facts" and parts[name].size > 1]
    return names[random.integers(len(names))]


def array_values(data, random):
    """Numbers that are not finite, in one array."""
    parts = parts_of(data)
    name = some_array(parts, random)
    array = parts[name].copy()
    array.flat[random.integers(array.size)] = random.choice([np.nan, np.inf, -np.inf])
    return archived({**parts, name: array})


def array_kind(data, random):
    """An array of another dtype, shape or kind."""
    parts = parts_of(data)
    name = some_array(parts, random)
    array = parts[name]
    others = [
        array.astype(np.float64),
        array.astype(np.float16),
        array.astype(np.int64),
        array.astype(complex),
        array.astype(object),
        array.astype("U8"),
        array[..., None],
        array.reshape(-1)[:-1],
        np.zeros((0, *array.shape), array.dtype),
        np.broadcast_to(np.float32(1), (3, *array.shape)),
    ]
    return archived({**parts, name: others[random.integers(len(others))]})


def array_names(data, random):
    """An array that is missing, renamed or added."""
    parts = parts_of(data)
    name = some_array(parts, random)
    array = parts.pop(name)
    kind = random.integers(3)
    if kind == 1:
        parts[f"{name}~"] = array
    if kind == 2:
        facts = json.loads(str(parts["facts"]))
        facts["players"]["model"]["averages"].append("added")
        parts |= {name: array, "facts": np.array(json.dumps(facts)), "model/averages/added": array}
    return archived(parts)


def facts_changed(data, random):
    """Another value in place of one of the facts."""
    parts = parts_of(data)
    facts = json.loads(str(parts["facts"]))
    values = [None, -1, 1.5, "text", [], {}, True, 2**70, [[[]]], {"a": {}}]
    key = list(facts)[random.integers(len(facts))]
    if random.random() < 0.3:
        del facts[key]
    else:
        facts[key] = values[random.integers(len(values))]
    return archived({**parts, "facts": np.array(json.dumps(facts))})


def facts_broken(data, random):
    parts = parts_of(data)
    text = str(parts["facts"])
    broken = [
        text[: random.integers(len(text))],
        "[" * 100_000,
        '{"step": ' + "9" * 5000 + "}",
        text.replace('"averages"', '"averages "'),
        text.replace("{", "[", 1),
        "NaN",
    ]
    return archived({**parts, "facts": np.array(broken[random.integers(len(broken))])})


def compressed(data, random):
    """A small archive of a large array: a bomb."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        with zipfile.ZipFile(io.BytesIO(data)) as source:
            for name in source.namelist():
                archive.writestr(name, source.read(name))
        archive.writestr("bomb.npy", bytes(1 << int(random.integers(20, 26))))
    return stream.getvalue()


CHECKPOINT_MUTATIONS = (
    flipped,
    flipped_directory,
    truncated,
    zeroed,
    inserted,
    moved,
    other_file,
    array_values,
    array_kind,
    array_names,
    facts_changed,
    facts_broken,
    compressed,
)


def bits(text, random):
    return flipped(text.encode(), random)


def cut(text, random):
    return text[: random.integers(len(text))].encode()


def lines(text, random):
    """A line that is missing, there twice or somewhere else."""
    rows = text.splitlines(keepends=True)
    k = int(random.integers(len(rows)))
    line = rows.pop(k)
    kind = random.integers(3)
    if kind == 1:
        rows[k:k] = [line, line]
    if kind == 2:
        rows.insert(int(random.integers(len(rows))), line)
    return "".join(rows).encode()


def value(text, random):
    """Another value behind a key."""
    rows = text.splitlines(keepends=True)
    keyed = [k for k, row in enumerate(rows) if ": " in row]
    k = keyed[random.integers(len(keyed))]
    key = rows[k].split(": ", 1)[0]
    rows[k] = f"{key}: {VALUES[random.integers(len(VALUES))]}\n"
    return "".join(rows).encode()


def key(text, random):
    """Another key in front of a value."""
    rows = text.splitlines(keepends=True)
    keyed = [k for k, row in enumerate(rows) if ": " in row]
    k = keyed[random.integers(len(keyed))]
    indent = rows[k][: len(rows[k]) - len(rows[k].lstrip())]
    name = ["other", "''", "1", "null", "[a]", "? x", "é", "name", "steps"][random.integers(9)]
    rows[k] = f"{indent}{name}: {rows[k].split(': ', 1)[1]}"
    return "".join(rows).encode()


def number(text, random):
    """Another number in place of one of them."""
    words = text.split(" ")
    numeric = [k for k, word in enumerate(words) if word.strip(",]}[{\n").lstrip("-")[:1].isdigit()]
    k = numeric[random.integers(len(numeric))]
    old = words[k].strip(",]}[{\n").split("\n")[0]
    words[k] = words[k].replace(old, VALUES[random.integers(len(VALUES))], 1)
    return " ".join(words).encode()


def no_text(text, random):
    whole = [
        b"",
        b"- 1\n",
        b"\x00\x01",
        b"\xff\xfe",
        b"a: [" * 2000,
        b"&a [*a, *a]",
        b"--- 1\n--- 2",
    ]
    aliases = (b", ".join([b"*b%d" % (k - 1)] * 9) for k in range(1, 9))
    bomb = b"".join(b"b%d: &b%d [%s]\n" % (k, k, row) for k, row in enumerate(aliases, 1))
    return [*whole, b"b0: &b0 [1]\n" + bomb][random.integers(len(whole) + 1)]


CONFIG_MUTATIONS = (bits, cut, lines, value, key, number, no_text)
