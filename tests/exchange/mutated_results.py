"""Damaged results for each importer; see `tests.hostile.harness`.

A seed picks the format and the damage. An import ends in one line, or in boxes that can be scored
wherever the damage was harmless.
"""

import json
import pickle
import random

import numpy as np

from tests.exchange.scenes import write_scenes
from tests.exchange.test_round_trips import EXPORTS, NO_SIGNS, labels_as_predictions
from waymo_kit.errors import WaymoKitError
from waymo_kit.exchange import (
    RESULT_FORMATS,
    ExportOptions,
    export_dataset,
    export_predictions,
    import_predictions,
)
from waymo_kit.formats.pickles import read_pickle
from waymo_kit.predictions import read_predictions, write_predictions

FORMATS = list(RESULT_FORMATS)
VALUES = (
    None, "", "x", -1, 0, 1, 3, 1e308, float("nan"), float("inf"), [], {}, [1], True, 2**70, b"x",
    "../../x", "9" * 400, [[1, 2, 3]], "segment-x_000", -5.5, "\ud800", "\0", [[]], 1j, 10**400,
)  # fmt: skip


def prepare(folder):
    scenes = write_scenes(folder / "scenes")
    made = {}
    for name in FORMATS:
        form = RESULT_FORMATS[name]
        index = folder / f"export-{EXPORTS[name]}"
        if not index.exists():
            export_dataset(scenes, EXPORTS[name], index, ExportOptions(every=2))
        table = labels_as_predictions(scenes, form.kind, name not in NO_SIGNS)
        write_predictions(table, folder / "p.parquet", form.kind)
        good = folder / f"good-{name}"
        export_predictions(folder / "p.parquet", name, good, data=scenes, index=index)
        import_predictions(good, name, folder / "x.parquet", data=scenes, index=index)
        made[name] = (good, index, len(read_predictions(folder / "x.parquet", form.kind)))

    def check(seed):
        chance = random.Random(seed)
        name = FORMATS[seed % len(FORMATS)]
        good, index, count = made[name]
        bad, out = folder / f"bad-{seed}", folder / f"out-{seed}.parquet"
        kind = damage(good, bad, chance)
        try:
            summary = import_predictions(bad, name, out, data=scenes, index=index)
        except WaymoKitError as error:
            assert str(error).count("\n") == 0, str(error)
            assert str(bad) in str(error) or "predictions" in str(error), str(error)
            assert not out.exists()
            raise
        table = read_predictions(out, RESULT_FORMATS[name].kind)
        assert len(table) == summary.boxes <= 2 * count
        return f"{kind}: read"

    return check


def damage(good, bad, chance):
    """Writes a damaged copy of a file, or of a folder of which one file is damaged."""
    if good.is_dir():
        bad.mkdir()
        paths = sorted(good.iterdir())
        chosen = chance.choice(paths)
        for path in paths:
            (bad / path.name).write_bytes(path.read_bytes())
        if chance.random() < 0.1:
            (bad / chosen.name).rename(bad / chance.choice(["x.txt", "..txt", "é.txt", "1.txt"]))
            return "name"
        (bad / chosen.name).write_bytes(damaged_text(chosen.read_bytes(), chance))
        return "text"
    data = good.read_bytes()
    if chance.random() < 0.25:
        bad.write_bytes(damaged_bytes(data, chance))
        return "bytes"
    try:
        content = json.loads(data)
    except ValueError:
        content = read_pickle(data, "good")
        mutate(content, chance)
        bad.write_bytes(pickle.dumps(content, chance.randrange(6)))
        return "pickle"
    mutate(content, chance)
    bad.write_text(json.dumps(content, default=str))
    return "json"


def damaged_bytes(data, chance):
    made = bytearray(data)
    for _ in range(chance.randrange(1, 4)):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made[: chance.randrange(len(made))]) if chance.random() < 0.3 else bytes(made)


def damaged_text(data, chance):
    if not data:
        return b"\x00\xff"
    if chance.random() < 0.3:
        return damaged_bytes(data, chance)
    lines = data.decode().splitlines()
    row = chance.randrange(len(lines))
    separator = "," if "," in lines[row] else " "
    words = lines[row].split(separator)
    place = chance.randrange(len(words))
    action = chance.randrange(4)
    if action == 0:
        words[place] = chance.choice(
            ["nan", "inf", "-1e400", "", "x", "9" * 500, "0x1", "-7", "1e9"]
        )
    elif action == 1:
        del words[place:]
    elif action == 2:
        words.insert(place, words[place])
    else:
        return "\n".join([*lines, *lines[:row]]).encode()
    lines[row] = separator.join(words)
    return "\n".join(lines).encode()


def mutate(content, chance):
    """Replaces, removes or repeats one value anywhere in nested lists and dictionaries."""
    parent = content
    while True:
        keys = list(parent) if isinstance(parent, dict) else list(range(len(parent)))
        if not keys:
            return
        key = chance.choice(keys)
        child = parent[key]
        if isinstance(child, (dict, list)) and child and chance.random() < 0.85:
            parent = child
            continue
        break
    action = chance.randrange(4)
    if isinstance(child, np.ndarray) and child.size and action < 2:
        damaged = np.array(child)
        if damaged.dtype.kind == "f":
            damaged.flat[chance.randrange(damaged.size)] = chance.choice([np.nan, np.inf, -1e30, 7])
        else:
            damaged = damaged[: len(damaged) // 2]
        parent[key] = damaged
    elif action == 3:
        del parent[key]
    else:
        parent[key] = chance.choice(VALUES)
