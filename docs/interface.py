"""The reference pages of the commands and of the Python interface, made from their own texts."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

import click

import kg
from kg.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Iterator


def python_page() -> str:
    """What `import kg` exports, with the signature and docstring of each method of `Graph`."""
    parts = ["# Python", "", "What `import kg` exports; each analysis is a method of `Graph`.", ""]
    for name in sorted(kg.__all__):
        thing = getattr(kg, name)
        if not callable(thing):
            continue
        parts += _described(name, thing, 2)
        if inspect.isclass(thing) and not issubclass(thing, Exception):
            members = inspect.getmembers(thing, lambda one: callable(one) or _is_property(one))
            for member, value in members:
                if not member.startswith("_") and inspect.getdoc(value):
                    parts += _described(f"{name}.{member}", value, 3)
    return "\n".join(parts)


def commands_page() -> str:
    """The help of each command."""
    parts = ["# Commands", "", "The help of each command, as `kg COMMAND --help` prints it.", ""]
    for path, command in _commands(main, "kg"):
        context = click.Context(command, info_name=path, terminal_width=88, max_content_width=88)
        parts += [f"## `{path}`", "", "```text", command.get_help(context), "```", ""]
    return "\n".join(parts)


def _commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group, info_name=path)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")
        elif command is not None and not command.hidden:
            yield f"{path} {name}", command


def _is_property(one: object) -> bool:
    return isinstance(one, property)


def _described(name: str, thing: object, depth: int) -> list[str]:
    """A heading, the signature and the docstring, whose sections become lists."""
    lines = [f"{'#' * depth} `{name}`", ""]
    if callable(thing) and not (inspect.isclass(thing) and issubclass(thing, Exception)):
        signature = re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(inspect.signature(thing)))
        lines += ["```python", f"{name}{signature}", "```", ""]
    text = re.sub(r"``", "`", inspect.getdoc(thing) or "")
    text = re.sub(r"^(Args|Raises|Attributes|Returns|Yields):$", r"**\1**\n", text, flags=re.M)
    text = re.sub(r"^ {4}(?! )(\w[\w. ]*): ", r"- `\1`: ", text, flags=re.M)
    return [*lines, re.sub(r"^ {8}", "  ", text, flags=re.M), ""]
