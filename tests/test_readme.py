"""Every command in the README runs as written, and its picture shows the real output."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT, UNCOMPILED
from stores import oxigraph
from test_brief import Kg

from kg.cli.main import COMMANDS as COMMANDS_OF_KG

if TYPE_CHECKING:
    pass

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.split("  #")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
]
SETUPS = [command for command in COMMANDS if command.startswith("python3 -m venv")]
INSTALLS = [command for command in COMMANDS if command.startswith(".venv/bin/pip")]
SERVERS = [command for command in COMMANDS if command.startswith("kg serve")]
REMOTE = [command for command in COMMANDS if "--endpoint" in command]
PICTURE = ROOT / "docs" / "images" / "brief.svg"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tracked files, with the files that the README's user has."""
    copy = tmp_path_factory.mktemp("checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    example = (ROOT / "docs" / "claims.md").read_text(encoding="utf-8")
    (copy / "my-claims.trig").write_text(
        re.findall(r"```trig\n(.*?)```", example, re.DOTALL)[0], "utf-8"
    )
    (copy / "my-query.rq").write_text(
        "SELECT ?s WHERE { ?s a ?c } ORDER BY ?s LIMIT 2", encoding="utf-8"
    )
    return copy


def shell(command: str, folder: Path, path: str = "") -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV"} | UNCOMPILED
    if path:
        env["PATH"] = f"{path}{os.pathsep}{env['PATH']}"
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_first_command_sets_up_and_runs_the_main_job(folder: Path) -> None:
    done = shell(SETUPS[0], folder)
    assert done.returncode == 0, done.stderr
    assert "China and Russia, as of" in done.stdout
    path = str(folder / ".venv" / "bin")
    installed = shell("cd / && kg query states --format csv", folder, path)
    assert installed.returncode == 0 and "CHN,China" in installed.stdout
    tables = [c for c in COMMANDS if "tests/tables/" in c]
    for command in tables:
        without = shell(command, folder, path)
        assert without.returncode == 2 and "pip install" in without.stderr, without.stderr
    for command in INSTALLS:
        extra = shell(command, folder)
        assert extra.returncode == 0, extra.stderr
    for command in tables:
        assert shell(command, folder, path).returncode == 0


def test_ci_calls_the_test_command_of_the_readme() -> None:
    assert len(SETUPS) == 2 and SETUPS[1].endswith("pytest")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "grep -m 1 'pytest$' README.md" in script and "eval" in script
    assert 'step "$tests"\n' in script and 'step "$tests -m slow --budget' in script


def test_ci_runs_every_step_and_fails_if_one_does(tmp_path: Path) -> None:
    """CI is run with stub commands that print their names, the second of which fails."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci" / "run")
    (tmp_path / "README.md").write_text("true && echo set up && sh says pytest\n", "utf-8")
    (tmp_path / "says").write_text('echo "says $*"; test "$*" != pytest', encoding="utf-8")
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("chromium", "dot", "virtuoso-t", "pre-commit"):
        (tools / name).write_text(f'#!/bin/sh\necho "{name} $*"', encoding="utf-8")
        (tools / name).chmod(0o755)
    done = shell(".ci/run", tmp_path, str(tools))
    assert done.returncode == 1 and "failed: sh says pytest" in done.stderr
    told = [line for line in done.stdout.splitlines() if not line.startswith("+ ")]
    assert told == [
        "set up",
        "pre-commit run --all-files",
        "says pytest",
        "says pytest -m slow --budget 600 -rs",
    ]


def test_server_starts_and_says_where() -> None:
    (command,) = SERVERS
    arguments = [sys.executable, "-m", *command.split(), "--port", "0"]
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        assert re.match(r"http://127\.0\.0\.1:\d+/$", server.stderr.readline())
        server.terminate()


def test_commands_on_a_server(folder: Path, tmp_path: Path) -> None:
    with oxigraph(tmp_path) as address:
        for command in REMOTE:
            there = command.replace("http://127.0.0.1:7878/query", address)
            done = shell(there, folder, str(Path(sys.executable).parent))
            assert done.returncode == 0 and done.stdout, done.stderr


@pytest.mark.parametrize(
    "command", [c for c in COMMANDS if c not in {*SETUPS, *INSTALLS, *SERVERS, *REMOTE}]
)
def test_command(command: str, folder: Path, kg: Kg) -> None:
    """Commands run in this process; test_first_command… runs the installed kg."""
    with contextlib.chdir(folder):
        for earlier in COMMANDS[: COMMANDS.index(command)]:
            made = earlier.partition(" -o ")[2] or earlier.partition(" --store ")[2]
            if made and made in command and not (folder / made).exists():
                assert kg(*shlex.split(earlier)[1:]).exit_code == 0
        program, *words = shlex.split(command)
        assert program == "kg"
        done = kg(*words)
    assert done.exit_code == 0, done.stderr
    assert done.stdout or "-o " in command or "rows kept in" in done.stderr


def test_python_runs_as_it_is_written(folder: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert blocks
    with contextlib.chdir(folder):
        for block in blocks:
            exec(compile(block, "README.md", "exec"), {})
    assert (folder / "timeline.svg").stat().st_size > 1000


@pytest.mark.parametrize("name", sorted(COMMANDS_OF_KG))
def test_readme_shows_every_command(name: str) -> None:
    assert any(f" kg {name}" in f" {command}" for command in COMMANDS)


def picture(text: str) -> str:
    from rich.console import Console
    from rich.terminal_theme import DIMMED_MONOKAI
    from rich.text import Text

    console = Console(record=True, width=100, file=io.StringIO(), legacy_windows=False)
    console.print(Text(text), soft_wrap=True)
    svg = console.export_svg(title="kg brief CHN RUS", theme=DIMMED_MONOKAI, unique_id="brief")
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    return re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)


def test_picture_shows_what_is_printed(kg: Kg) -> None:
    lines = kg("brief", "CHN", "RUS").stdout.splitlines()
    shown = picture("\n".join(lines[:40]))
    if os.environ.get("REDRAW"):
        PICTURE.write_text(shown, encoding="utf-8")
    assert PICTURE.read_text(encoding="utf-8") == shown
    assert "http" not in shown.replace("http://www.w3.org/2000/svg", "")


def test_links_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            folder = (
                ROOT / "docs" if page.parent.name == "theory" else page.parent
            )  # parts of a page
            made = folder / target == ROOT / "docs" / "theory.md"  # made when the site is built
            assert made or (folder / target).exists(), f"{page.name}: {target}"
