"""Figures and the report are complete, offline, escaped, and agree with the brief."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from said import Notes, write
from test_brief import Kg
from test_what_if import ARMS

import kg as entente
from kg.render import render

_TREND = "ent:hasDomain ent:military ; ent:hasDirection ent:"
KINDS = ["matrix", "timeline", "map", "network", "trajectory"]


@pytest.fixture(scope="module")
def graph() -> entente.Graph:
    return entente.open()


@pytest.mark.parametrize("kind", KINDS)
def test_figure_is_valid_svg_with_its_typeface_and_sources(
    graph: entente.Graph, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "x.svg"
    graph.figure(kind, "CHN", "RUS").save(file)
    text = file.read_text(encoding="utf-8")
    ElementTree.fromstring(text)
    assert "data:font/woff;base64," in text and "Sources:" in text and "<title>" in text
    assert not re.search(r"https?://(?!www\.w3\.org/)", text)


@pytest.mark.parametrize(("ending", "magic"), [("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_figure_in_other_forms(kg: Kg, tmp_path: Path, ending: str, magic: bytes) -> None:
    file = tmp_path / f"x.{ending}"
    assert kg("figure", "trajectory", "CHN", "RUS", "-o", file).exit_code == 0
    assert file.read_bytes().startswith(magic)


def test_matrix_shows_what_the_brief_says(kg: Kg) -> None:
    spec = json.loads(kg("figure", "matrix", "CHN", "RUS", "--format", "json").stdout)
    rows = (
        next(iter(spec["datasets"].values()))
        if "datasets" in spec
        else spec["layer"][0]["data"]["values"]
    )
    told = {row["region"]: row["relation"] for row in rows if row["column"] == "relation"}
    brief = json.loads(kg("brief", "CHN", "RUS", "--format", "json").stdout)
    known = {r["label"]: r["relation"] for r in brief["regions"] if r["relation"] != "unknown"}
    assert known and known.items() <= told.items()


def rows_with(spec: object, name: str) -> list[dict[str, object]]:
    """Return all data rows with a given column, wherever the specification has them."""
    inner = spec.values() if isinstance(spec, dict) else spec if isinstance(spec, list) else ()
    here = [spec] if isinstance(spec, dict) and isinstance(spec.get(name), int | float) else []
    return here + [row for part in inner for row in rows_with(part, name)]


def test_trajectory_shows_similarity_where_votes_were_imported(kg: Kg, tmp_path: Path) -> None:
    votes, calls = ["rcid,country,country_code,vote"], ["rcid,session,date"]
    for number in range(1, 25):
        calls.append(f"{number},1,{1990 + number // 12}-03-01")
        second = "yes" if number % 3 else "no"
        votes += [f"{number},Bolivia,BO,yes", f"{number},Bhutan,BT,{second}"]
    for name, rows in (("votes", votes), ("roll_calls", calls)):
        (tmp_path / f"{name}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    done = kg("import", "un-votes", tmp_path / "votes.csv")
    assert done.exit_code == 0, done.output
    spec = json.loads(
        kg("figure", "trajectory", "BOL", "BTN", "--as-of", "1995", "--format", "json").stdout
    )
    rows = rows_with(spec, "kappa")
    told = json.loads(kg("measure", "similarity", "BOL", "BTN", "--format", "json").stdout)
    wanted = {row["year"]: round(row["kappa"], 4) for row in told if row["n"] >= 10}
    assert wanted and {row["year"]: row["kappa"] for row in rows} == wanted


def test_html_figure_holds_all_it_needs(graph: entente.Graph, tmp_path: Path) -> None:
    file = tmp_path / "x.html"
    graph.figure("network", "CHN", "RUS").save(file)
    text = file.read_text(encoding="utf-8")
    assert "@font-face" in text and not re.search(r"<script[^>]+src=", text)


@pytest.fixture(scope="module")
def report(graph: entente.Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "brief.html"
    made = graph.report("CHN", "RUS", made_by="kg report CHN RUS -o brief.html")
    file.write_bytes(str(render(made, "html")).encode())
    return file


def test_report_says_what_the_brief_says(report: Path, kg: Kg) -> None:
    text = report.read_text(encoding="utf-8")
    brief = json.loads(kg("brief", "CHN", "RUS", "--format", "json").stdout)
    assert f"<strong>{brief['form']['conduct']}</strong>" in text  # its label is its slug
    assert brief["verdict"] in text
    for finding in brief["conclusions"]:
        if finding["conclusion"]:
            assert f"<code>{finding['conclusion']}</code>" in text
    for source in brief["sources"]:
        assert source["citation"].replace("&", "&amp;")[:40] in text.replace("&#39;", "'")
    assert "kg" in text and "digest" in text
    shown = re.findall(r'<p class="claim" id="(c\d+)">', text)
    assert shown and len(shown) == len(set(shown))
    assert set(re.findall(r'href="#(\w+)"', text)) <= set(re.findall(r'id="(\w+)"', text))


def test_report_asks_nothing_of_the_network(report: Path) -> None:
    text = report.read_text(encoding="utf-8")
    assert "default-src 'none'" in text and text.count("<script>") == 1
    loaded = re.findall(r"(?:src|href)=\"(?!#)([^\"]+)", text)
    assert not [one for one in loaded if not one.startswith("data:")]


@pytest.mark.skipif(shutil.which("chromium") is None, reason="Debian's chromium is not installed")
def test_report_opens_in_a_browser_that_is_offline(report: Path, tmp_path: Path) -> None:
    picture = tmp_path / "page.png"
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"]
    command += ["--no-first-run", "--disable-background-networking", "--disable-component-update"]
    command += [
        "--disable-sync",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--virtual-time-budget=2000",
    ]
    command += [f"--user-data-dir={tmp_path / 'profile'}", "--enable-logging=stderr"]
    shown = subprocess.run(
        [*command, "--dump-dom", report.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "China and Russia, as of" in shown.stdout and shown.stdout.count("<svg") == 4
    assert "Refused to" not in shown.stderr and "Error" not in shown.stderr
    assert shown.stdout.count('class="controls"') == 2  # the script of the page has run
    assert 'aria-label="China and Russia: cooperation' in shown.stdout
    subprocess.run(
        [*command, f"--screenshot={picture}", report.as_uri()],
        capture_output=True,
        timeout=120,
        check=True,
    )
    assert picture.stat().st_size > 20_000
    printed = tmp_path / "page.pdf"
    subprocess.run(
        [*command, "--no-pdf-header-footer", f"--print-to-pdf={printed}", report.as_uri()],
        capture_output=True,
        timeout=120,
        check=True,
    )
    # a page for verdict and matrix, two for figures, then the proofs without repetition
    pages = re.findall(rb"/Type\s*/Page\b", printed.read_bytes())
    assert 4 <= len(pages) <= 12


def test_report_escapes_what_the_graph_holds(kg: Kg, tmp_path: Path) -> None:
    """It also compares authors and data, in a table."""
    two = " ; ent:hasParticipant id:RUS , id:USA"
    author = Notes("author", "2019-10-01", "2019-10-31", (f"Trend{two} ; {_TREND}rising",))
    table = replace(author, name="table", says=(f"Trend{two} ; {_TREND}falling",), kind="dataSet")
    file = write(tmp_path / "arms.trig", author, table)
    wild = ARMS.replace("Arms for an adversary", "<script>alert(1)</script> & arms")
    wild = wild.replace('"Supposed"', '"<img src=x onerror=alert(2)>"')
    assert wild != ARMS
    file.write_text(file.read_text(encoding="utf-8") + wild, encoding="utf-8")
    target = tmp_path / "out.html"
    day = ("--as-of", "2019-11-30", "--no-shipped")
    done = kg("report", "RUS", "USA", *day, "--graph", file, "-o", target)
    assert done.exit_code == 0, done.output
    text = target.read_text(encoding="utf-8")
    assert text.count("<script") == 1 and "<img" not in text
    assert "&lt;script&gt;" in text and "&lt;img" in text
    both = text.partition("<h2>Authors and data</h2>")[2].partition("</table>")[0]
    cells = [re.sub("<[^>]+>", "", one) for one in re.findall("<t[dh].*?</t[dh]>", both)]
    said = ["trajectory", "rising (Notes of author)", "falling (Notes of table)", "differ"]
    assert cells[4:] == said
    assert "follows from data alone" in text


@pytest.mark.slow
def test_same_graph_gives_the_same_report(report: Path, kg: Kg, tmp_path: Path) -> None:
    again = tmp_path / "again.html"
    assert kg("report", "CHN", "RUS", "-o", again).exit_code == 0

    def body(path: Path) -> str:
        return path.read_text(encoding="utf-8").split("How this was made")[0]

    assert body(again) == body(report)
