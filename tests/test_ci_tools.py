"""The tools for other people's graphs, really run: the pre-commit hook and the action."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, TESTS, UNCOMPILED

pytestmark = pytest.mark.slow  # they install the package with pip
BIN = Path(sys.executable).parent
VALID = (TESTS / "invented.trig").read_text(encoding="utf-8")
WRONG = VALID.replace('ent:wikidataId "Q9999002"', 'ent:wikidataId "9999002"')


def run(command: list[object], folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=os.environ | UNCOMPILED | env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a valid graph and an invalid one."""
    folder = tmp_path / "graph"
    folder.mkdir()
    run(["git", "init", "-q"], folder)
    (folder / "sound.trig").write_text(VALID, encoding="utf-8")
    (folder / "faulty.trig").write_text(WRONG, encoding="utf-8")
    run(["git", "add", "."], folder)
    return folder


def test_pre_commit_hook_stops_a_bad_claim(repository: Path, tmp_path: Path) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {hook["id"] for hook in hooks} == {"entente-validate", "entente-lint"}
    source = tmp_path / "source"
    run(["git", "clone", "-q", ROOT, source], tmp_path)
    home = {"PRE_COMMIT_HOME": str(tmp_path / "cache")}
    for file, code in (("sound.trig", 0), ("faulty.trig", 1)):
        (repository / "sound.trig").write_text("" if code else VALID, encoding="utf-8")
        (repository / "faulty.trig").write_text(WRONG if code else "", encoding="utf-8")
        run(["git", "add", "."], repository)
        command = [BIN / "pre-commit", "try-repo", source, "entente-validate", "--files", file]
        done = run(command, repository, **home)
        assert done.returncode == code, done.stdout + done.stderr
        if code:
            line = VALID[: VALID.index('ent:wikidataId "Q9999002"')].count("\n") + 1
            assert f"faulty.trig:{line}:" in done.stdout


def test_steps_of_the_action_annotate_the_line(repository: Path, tmp_path: Path) -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    inputs = {name: str(given.get("default", "")) for name, given in action["inputs"].items()}
    inputs |= {"paths": "faulty.trig", "python": sys.executable}

    def value(text: str) -> str:
        for name, given in inputs.items():
            text = text.replace(f"${{{{ inputs.{name} }}}}", given)
        return text.replace("${{ github.action_path }}", str(ROOT))

    env = {"RUNNER_TEMP": str(tmp_path)}
    codes = []
    for step in action["runs"]["steps"]:
        assert step["shell"] == "bash"
        given = {name: value(text) for name, text in step["env"].items()}
        done = run(["bash", "-euo", "pipefail", "-c", step["run"]], repository, **env, **given)
        codes.append(done.returncode)
    assert codes == [0, 1], done.stderr
    assert done.stdout.startswith("::error file=faulty.trig,line=")
    assert "${{" not in "".join(step["run"] for step in action["runs"]["steps"])
