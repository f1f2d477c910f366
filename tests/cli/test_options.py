"""One spelling, type and help text for each option of the whole tree of commands, and examples."""

import shlex
from collections import defaultdict

import click
import pytest

from waymo_kit.cli import COMMANDS, group
from waymo_kit.cli.options import BACKENDS, SharedOption
from waymo_kit.detectors.training.packages import TRAINING_BACKENDS
from waymo_kit.detectors.training.settings import STRATEGIES
from waymo_kit.evaluation import tasks
from waymo_kit.schema.task_names import TASK_NAMES

REPEATED = {("view", "preds")}
"""Commands that take several values of an option of which others take one, as their help says."""
COUNTED = ("simulate",)
"""The command whose `--segments` is a number; where segments exist, it names them."""
SIZED = ("train-gan",)
"""The command whose `--size` is a side in pixels rather than a size of the benchmark."""

IMAGES = {
    ("study", "calibration-shift"),
    ("study", "gan"),
    ("study", "synthetic-images"),
    ("train-classifier",),
    ("train-gan",),
}
"""Commands whose `--data` are labeled images rather than drives."""


def walk(command, path):
    """Yields each command below one with its path, that one included."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from walk(command.get_command(context, name), (*path, name))


TREE = dict(walk(group, ()))
LEAVES = {path: c for path, c in TREE.items() if not isinstance(c, click.Group)}


def options():
    for path, command in LEAVES.items():
        for option in command.params:
            if isinstance(option, click.Option):
                yield path, option


def test_the_tree_has_all_commands():
    assert {path[0] for path in LEAVES} == set(COMMANDS)
    assert len(LEAVES) > len(COMMANDS)


def test_an_option_is_the_same_wherever_it_is():
    uses = defaultdict(list)
    for path, option in options():
        for spelling in option.opts:
            if (path, spelling) in ((COUNTED, "--segments"), (SIZED, "--size")):
                continue
            if path in IMAGES and option.name == "data":
                spelling += " (images)"
            uses[spelling].append((path, option))
    for spelling, found in uses.items():
        shapes = {
            (
                tuple(o.opts),
                repr(o.type),
                o.help,
                o.is_flag,
                o.multiple != ((path[0], o.name) in REPEATED),
                o.name,
            )
            for path, o in found
        }
        assert len(shapes) == 1, f"{spelling}: {shapes}"
        if len(found) > 1:
            outside = [path for path, o in found if not isinstance(o, SharedOption)]
            assert not outside, f"{spelling}: not from cli/options.py in {outside}"


def test_every_option_has_a_help_text_that_is_a_sentence():
    for path, option in options():
        assert option.help, f"{path} {option.opts}"
        text = option.help.partition(" [default:")[0]
        assert text[0].isupper(), f"{path} {option.opts}: {text}"
        assert text.endswith("."), f"{path} {option.opts}: {text}"
        first = text.split()[0].lower()
        assert first not in ("of", "for", "from", "that", "which", "likewise", "its"), text


def test_notions_have_their_spelling():
    spellings = {spelling for _, option in options() for spelling in option.opts}
    assert {"--data", "-d", "--preds", "-p", "--gt", "-g", "--out", "-o", "--json"} <= spellings
    assert not spellings & {"--detections", "--recipe", "--backbone", "--least-score", "--lidars"}
    for path, command in LEAVES.items():
        arguments = {p.name for p in command.params if isinstance(p, click.Argument)}
        assert arguments <= {"path", "sources", "results", "question"}, path


WITHOUT_PART = {
    ("download",): "files; --segments takes a subset",
    ("e2e", "build"): "the frames that the challenge asks for",
    ("e2e", "eval"): "the frames that the challenge asks for",
    ("e2e", "validate"): "the frames that the challenge asks for",
    ("serve", "restore"): "a backup",
    ("serve", "start"): "hidden labels of whole splits",
    ("study", "calibration-shift"): "images",
    ("study", "gan"): "images",
    ("study", "synthetic-images"): "images",
    ("submit",): "a file",
    ("synthesize",): "a run",
    ("train-classifier",): "images",
    ("train-gan",): "images",
    ("verify",): "a receipt",
}
"""Commands that take files or whole splits, and what these are."""


def test_every_command_that_takes_scenes_takes_a_part_of_them():
    found = {}
    for path, command in LEAVES.items():
        names = {name for each in command.params for name in each.opts}
        if names & {"--data", "--gt", "path", "sources"}:
            found[path] = "--subset" in names
    assert {path for path, has in found.items() if not has} == set(WITHOUT_PART)
    assert sum(found.values()) >= 19


def test_the_tasks_are_those_of_the_evaluation():
    assert tuple(tasks.TASKS) == TASK_NAMES


def test_the_strategies_are_listed():
    (text,) = {option.help for _, option in options() if option.name == "strategy"}
    assert all(name in text for name in STRATEGIES)


def test_the_backends_are_those_that_train():
    assert BACKENDS == TRAINING_BACKENDS


@pytest.mark.parametrize("path", TREE, ids=" ".join)
def test_help_ends_with_examples_that_parse(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    command = TREE[path]
    context = click.Context(command, info_name="waymo-kit")
    shown = command.get_help(context).splitlines()
    start = max(n for n, line in enumerate(shown) if line.strip().startswith("Example"))
    examples = [line.strip() for line in shown[start + 1 :]]
    assert examples
    assert all(line.startswith("waymo-kit ") for line in examples)
    for line in examples:
        words = shlex.split(line)[1:]
        assert tuple(words[: len(path)]) == path
        target = group
        while isinstance(target, click.Group) and not words[0].startswith("-"):
            target = target.get_command(click.Context(target), words.pop(0))
        target.make_context("waymo-kit", words)
