"""Pages that show a command or query with its output show what it really prints.

A last line ``…`` stands for the rest. ``REDRAW=1`` rewrites the outputs with as many lines.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
from typing import TYPE_CHECKING

import click
import pytest
from conftest import ROOT

from kg.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

SHOWN = re.compile(
    r"^```(sh|sparql|python)\n((?:(?!```).*\n)*)```\n\n```text\n((?:(?!```).*\n)*)```", re.MULTILINE
)
CLAIMS = re.compile(r"```trig\n(.*?)```", re.DOTALL)
PAGES = sorted(
    path
    for path in [ROOT / "README.md", *ROOT.glob("docs/*.md")]
    if "```" in path.read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's folder with the samples of the tests and the claims in docs/claims.md."""
    folder = tmp_path_factory.mktemp("user")
    (folder / "tests").symlink_to(ROOT / "tests")
    claims = (ROOT / "docs" / "claims.md").read_text(encoding="utf-8")
    (folder / "my-claims.trig").write_text(CLAIMS.findall(claims)[0], encoding="utf-8")
    return folder


def printed(kind: str, text: str, cli: Callable[..., Result]) -> list[str]:
    """Return the lines that a block prints."""
    if kind == "python":
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile(text, "block", "exec"), {})
        told = out.getvalue()
    elif kind == "sparql":
        told = cli("query", "-", stdin=text).output
    else:
        (line,) = text.strip().splitlines()
        told = cli(*shlex.split(line.split("  #")[0])[1:]).output
    return [line.rstrip() for line in told.strip("\n").splitlines()]


def test_cookbook_has_fifteen_tasks_with_their_output() -> None:
    text = (ROOT / "docs" / "cookbook.md").read_text(encoding="utf-8")
    tasks = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    assert len(tasks) == 15
    assert [task for task in tasks if not SHOWN.search(task)] == []


@pytest.mark.parametrize("name", ["README.md", "docs/cookbook.md"])
def test_page_shows_what_is_printed(name: str, folder: Path, cli: Callable[..., Result]) -> None:
    path = ROOT / name
    text = path.read_text(encoding="utf-8")
    wrong = []
    with contextlib.chdir(folder):
        for kind, block, shown in SHOWN.findall(text):
            lines, told = shown.splitlines(), printed(kind, block, cli)
            if lines[-1:] == ["…"] and len(told) >= len(lines):
                told = [*told[: len(lines) - 1], "…"]
            if lines != told:
                wrong.append(block)
                fresh = "".join(f"{line}\n" for line in told)
                before = f"{block}```\n\n```text\n"
                text = text.replace(before + shown, before + fresh)
    if os.environ.get("REDRAW"):
        path.write_text(text, encoding="utf-8")
    assert wrong == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_commands_on_a_page_have_options_that_exist(path: Path) -> None:
    """No command is run, and files that a command names need not exist."""
    for block in re.findall(r"```sh\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL):
        for line in block.replace("\\\n", "").splitlines():
            words = shlex.split(line.split("  #")[0])
            if words[:1] != ["kg"] or "|" in words:
                continue
            command = main.get_command(click.Context(main), words[1])
            assert command, line
            try:
                command.make_context(words[1], words[2:])
            except click.MissingParameter:
                raise
            except click.BadParameter as wrong:
                assert "exist" in wrong.message, line
