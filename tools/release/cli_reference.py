"""Writes the command-line reference into `docs/reference/cli.md` when the site is built.

This is a hook of MkDocs, named in `mkdocs.yml`. Commands, texts and defaults come from click.
"""

import inspect
import re

import click

from waymo_kit.cli import group

PAGE = "reference/cli.md"
MARK = "<!-- commands -->"
NAME = "waymo-kit"


def on_page_markdown(markdown, page, **_):
    """Replaces the marker on the page of commands by their descriptions; MkDocs calls it."""
    if page.file.src_uri != PAGE:
        return markdown
    return markdown.replace(MARK, "\n".join(describe(group, click.Context(group, info_name=NAME))))


def describe(command, context):
    """Yields Markdown lines about a command and, if it is a group, about its subcommands."""
    if context.parent is not None:
        yield f"## {context.command_path}\n"
    yield markdown(command.help or "")
    usage = " ".join(command.get_usage(context).removeprefix("Usage: ").split())
    yield f"\n```text\n{usage}\n```\n"
    rows = list(option_rows(command, context))
    if rows:
        yield "| option | meaning |\n|---|---|"
        yield from rows
        yield ""
    if command.epilog:
        yield markdown(command.epilog) + "\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            yield from describe(child, click.Context(child, info_name=name, parent=context))


def markdown(text):
    """Returns the help or the epilog of a command as Markdown; paragraphs after `\\b` are code."""
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", inspect.cleandoc(text)):
        if paragraph.startswith("\b"):
            lines = paragraph.removeprefix("\b").strip("\n").splitlines()
            is_labeled = lines[0].rstrip().endswith(":") and not lines[0].startswith(" ")
            if is_labeled:
                paragraphs.append(lines.pop(0))
            if lines:
                code = inspect.cleandoc("\n".join(lines))
                paragraphs.append(f"```bash\n{code}\n```")
        else:
            paragraphs.append(" ".join(paragraph.split()))
    return "\n\n".join(paragraphs)


def option_rows(command, context):
    """Yields a row of a table for each option, as `--help` prints it."""
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None:
            names, meaning = (text.replace("|", "\\|").replace("\n", " ") for text in record)
            yield f"| <code>{names.replace('<', '&lt;')}</code> | {meaning.replace('<', '&lt;')} |"
