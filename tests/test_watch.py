"""`kg serve --watch`: a changed file is served once derived; a file with an error is not."""

from __future__ import annotations

import json
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT
from serving import serving

EXAMPLE = (ROOT / "docs" / "claims.md").read_text(encoding="utf-8")
CLAIMS = EXAMPLE.split("```trig\n")[1].split("```")[0]
COUNT = "SELECT (COUNT(*) AS ?n) { GRAPH ?claim { ?s ?p ?o } ?claim a ?kind }"


def get(address: str) -> dict[str, object]:
    with urllib.request.urlopen(address, timeout=60) as reply:
        return dict(json.load(reply))


def count(server: str) -> int:
    found = get(f"{server}sparql?query={urllib.parse.quote(COUNT)}")
    return int(found["results"]["bindings"][0]["n"]["value"])  # type: ignore[index]


def becomes(value: Callable[[], object], wanted: Callable[[object], bool]) -> None:
    for _ in range(100):
        if wanted(value()):
            return
        time.sleep(0.2)
    pytest.fail(f"is still {value()!r}")


@pytest.mark.slow
def test_changes_are_served_and_mistakes_are_not(tmp_path: Path) -> None:
    pytest.importorskip("watchfiles")
    mine = tmp_path / "mine.trig"
    mine.write_text("", encoding="utf-8")
    with serving("--watch", "--graph", str(mine), "--workers", "2") as server:
        brief = f"{server}api/brief?first=BRA&second=ARG"
        before, page = count(server), get(brief)
        mine.write_text(CLAIMS, encoding="utf-8")
        becomes(lambda: count(server), lambda found: found != before)
        after = count(server)
        assert [count(server) for _ in range(6)] == [after] * 6
        mine.write_text(CLAIMS + "\nthis is not RDF", encoding="utf-8")
        time.sleep(3)
        assert count(server) == after
        beside = tmp_path / ".mine.swp"
        beside.write_text("", encoding="utf-8")
        beside.replace(mine)  # as editors do
        becomes(lambda: count(server), lambda found: found == before)
        becomes(lambda: get(brief), lambda found: found == page)


def test_it_follows_files_not_servers(kg: Callable[..., object]) -> None:
    done = kg("serve", "--watch", "--endpoint", "http://127.0.0.1:1/")
    assert done.exit_code == 2 and "--watch" in done.stderr  # type: ignore[attr-defined]
