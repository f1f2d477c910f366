"""The group of commands."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import waymo_kit.cli
from waymo_kit.cli import COMMANDS, group, main
from waymo_kit.errors import CorruptDataError


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_listed_and_has_help(name):
    assert f"  {name}  " in CliRunner().invoke(group, ["--help"]).output
    result = CliRunner().invoke(group, [name, "--help"])
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: group {name} [OPTIONS]")


def test_help_imports_no_command():
    code = (
        "import sys; from waymo_kit.cli import group\n"
        "try: group(['--help'])\n"
        "except SystemExit: print([m for m in sys.modules if m.startswith('waymo_kit.cli.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["convrt"], "convert"),
        (["train_classifier"], "train-classifier"),
        (["vaildate"], "validate"),
    ]
    + [(["submission", "biuld"], "build"), (["study", "datasize"], "data-size")],
)
def test_a_misspelled_command_gets_a_suggestion(kit, typed, meant):
    code, out, err = kit(*typed)
    assert (code, out) == (2, "")
    assert err.splitlines()[-1] == (
        f"waymo-kit: error: No such command '{typed[-1]}'. Did you mean {meant}?"
    )
    assert "Did you mean" not in kit("xyz")[2]


@pytest.mark.parametrize("error", [CorruptDataError("a.bin: two\nlines"), OSError("a.bin: no")])
def test_known_errors_are_one_line(monkeypatch, capsys, error):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr("waymo_kit.cli._run", fail)
    with pytest.raises(SystemExit) as exit_info:
        main([])
    assert exit_info.value.code == 2
    printed = capsys.readouterr().err.splitlines()
    assert len(printed) == 1
    assert printed[0].startswith("waymo-kit: error: a.bin: ")


def modules():
    """Yields the name and the syntax tree of each module of the command line."""
    for path in sorted(Path(waymo_kit.cli.__file__).parent.glob("*.py")):
        yield path.stem, ast.parse(path.read_text())


def test_commands_import_no_other_command():
    commands = {name.replace("-", "_") for name in COMMANDS}
    for name, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module is not None:
                imported = {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
                assert not imported & {f"waymo_kit.cli.{other}" for other in commands}, name


def test_only_one_module_prints():
    """All foreign text is escaped there."""
    for name, tree in modules():
        if name == "output":
            continue
        for node in ast.walk(tree):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                names = [getattr(node, "module", None), *(alias.name for alias in node.names)]
                assert not any(str(part).split(".")[0] == "rich" for part in names), name
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in ("print", "sys.stdout.write", "sys.stderr.write"), name
                assert called != "click.echo" or name == "__init__", name
