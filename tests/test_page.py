"""The page in a real browser, and the JSON API that it uses."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from conftest import ROOT
from playwright.sync_api import Browser, Page, expect, sync_playwright
from serving import made_network, serving
from test_brief import Kg

from kg.model.reachable import reachable

CHROMIUM = shutil.which("chromium")
DOUBTED = "sino-russian-alignment-2019-p06-4a"
expect.set_options(timeout=30_000)
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving("--timeout", "5") as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """A page that may contact only the server and must report no errors."""
    opened = browser.new_page(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on(
        "request",
        lambda asked: (
            asked.url.startswith((server, "data:", "blob:")) or wrong.append(f"asks {asked.url}")
        ),
    )
    yield opened
    opened.close()
    assert not wrong


def get(address: str) -> object:
    with urllib.request.urlopen(address, timeout=60) as reply:
        return json.load(reply)


def test_api_says_what_the_commands_say(server: str, kg: Kg) -> None:
    brief = get(f"{server}api/brief?first=CHN&second=RUS&as_of=2019")
    told = kg("brief", "CHN", "RUS", "--as-of", "2019", "--format", "json").stdout
    assert brief == json.loads(told)
    changes = get(f"{server}api/what-if?retract={DOUBTED}")
    assert changes == json.loads(kg("what-if", "--retract", DOUBTED, "--format", "json").stdout)
    names = "first=CHN&second=RUS&kind=mirrored-postures"
    explained = get(f"{server}api/explain?{names}")
    told = kg("explain", "CHN", "RUS", "mirrored-postures", "--format", "json").stdout
    assert explained == json.loads(told)


def test_a_doubt_makes_the_answer_unknown(server: str) -> None:
    brief = get(f"{server}api/brief?first=CHN&second=RUS&doubt={DOUBTED}")
    assert isinstance(brief, dict)
    found = [c for c in brief["conclusions"] if c["kind"] == "mirrored-postures"]
    assert [c["holds"] for c in found] in ([], ["unknown"])


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("api/brief?first=CHN&second=Atlantis", 404),
        ("api/brief?first=CHN&second=CHN", 404),
        ("api/brief?first=CHN&second=RUS&as_of=2019-13", 400),
        ("api/explain", 404),
        ("api/questions/no-such", 404),
        ("api/figure/pie?first=CHN&second=RUS", 422),
        ("api/what-if?retract=no-such", 404),
        ("api/nothing", 404),
    ],
)
def test_wrong_questions_are_refused(server: str, path: str, status: int) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(f"{server}{path}")
    with refused.value as reply:
        assert reply.code == status


def test_no_other_name_leads_here(server: str) -> None:
    asked = urllib.request.Request(f"{server}health", headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked, timeout=10)
    with refused.value as reply:
        assert reply.code == 400


@pytest.mark.slow
def test_api_keeps_to_its_own_description(server: str, tmp_path: Path) -> None:
    schema = f"{server}openapi.json"
    program = Path(sys.executable).parent / "schemathesis"
    arguments = f"run {schema} --max-examples 8 --phases examples,fuzzing --seed 1".split()
    # an API description cannot list the states or the days of a month
    arguments += ["--exclude-checks", "positive_data_acceptance"]
    done = subprocess.run(
        [str(program), *arguments], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert schemathesis and done.returncode == 0, done.stdout[-3000:]


@needs_browser
def test_from_the_map_to_a_verdict_to_a_doubt_and_back(page: Page, server: str) -> None:
    page.goto(server)
    expect(page.locator(".numbers")).to_contain_text("claims")
    expect(page.locator(".card").first).to_contain_text("There is no basis for a military alliance")
    expect(page.locator(".thirds")).to_contain_text("prediction")
    page.get_by_label("How states stand towards").select_option("Europe")
    expect(page.locator("path.revisionist")).to_have_attribute("data-code", "RUS")
    page.get_by_role("button", name="China", exact=True).press("Enter")
    page.get_by_role("button", name="Russia", exact=True).press("Enter")
    expect(page.locator(".sentence")).to_contain_text("China and Russia are aligned")
    assert "first=CHN" in page.url and "second=RUS" in page.url
    bottom = page.locator(".turns").bounding_box()
    assert bottom and bottom["y"] + bottom["height"] < 800  # visible without scrolling
    page.locator("[data-conclusion$='/mirrored-postures'] a").click()
    beside = page.locator("aside.beside")
    expect(beside).to_contain_text("paragraph 6, sentence 4")
    beside.get_by_role("button", name="Doubt: China wants to change").click()
    expect(page.locator("#doubts")).to_contain_text("yes → unknown mirrored postures")
    expect(page.locator("#doubts")).to_be_focused()
    expect(page.locator("#doubts")).to_contain_text("China wants to change the order")
    expect(beside).to_be_visible()  # it stays open and says what is now missing
    expect(beside).to_contain_text("What is missing")
    assert f"doubt={DOUBTED}" in page.url
    page.reload()
    expect(page.locator("#doubts")).to_contain_text("China wants to change the order")
    page.get_by_role("button", name="Undo the doubt").click()
    expect(page.locator("[data-conclusion$='/mirrored-postures']")).to_have_count(1)
    page.go_back()
    expect(page.locator("#doubts")).to_contain_text("China wants to change the order")
    page.get_by_role("link", name="Entente", exact=True).click()
    expect(page.get_by_role("heading", name="Most discussed pairs")).to_be_visible()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until an element with a given name has the focus, as a keyboard user does."""
    told = """() => { const one = document.activeElement;
        return one.getAttribute("aria-label") || one.labels?.[0]?.textContent || one.textContent }"""
    for _ in range(150):
        page.keyboard.press("Tab")
        if name in page.evaluate(told):
            return
    raise AssertionError(f"no way by Tab to {name}")


@needs_browser
def test_all_ways_are_open_to_the_keyboard_alone(page: Page, server: str) -> None:
    """It reaches a pair, years, a reason, a doubt, a step and its premises, network and query."""
    figure = {"detail": "drawn in a test of its own"}
    page.route("**/api/figure/**", lambda asked: asked.fulfill(status=404, json=figure))
    page.goto(server)
    expect(page.locator(".card").first).to_be_visible()
    tab_to(page, "Search two states")
    page.keyboard.type("China and Russia")
    page.keyboard.press("Enter")
    expect(page.locator(".sentence")).to_be_visible()
    tab_to(page, "From the year")
    page.keyboard.type("1969")
    page.keyboard.press("Tab")
    page.keyboard.type("1969")
    page.keyboard.press("Enter")
    expect(page.locator(".inyears")).to_contain_text("from 1969 until 1969")
    expect(page.locator(".inyears li").first).to_contain_text("1969")
    page.reload()
    expect(page.locator(".inyears li").first).to_contain_text("1969")
    tab_to(page, "Why: Basis for a military alliance, no")
    page.keyboard.press("Enter")
    beside = page.locator("aside.beside")
    expect(beside).to_be_focused()
    inner = beside.locator("summary", has_text="neither needs a guarantee")
    expect(inner.locator(".mark")).to_have_text("yes")
    expect(inner).to_contain_text("last attested January 2020")
    tab_to(
        page, "doubt 2 claims on which this rests: In the Asia-Pacific, China is revisionist and"
    )
    page.keyboard.press("Enter")
    expect(page.locator("#doubts")).to_be_focused()
    expect(page.locator("#doubts li button")).to_have_count(2)
    assert "span=1969-1969" in page.url and page.url.count("doubt=") == 2
    tab_to(page, "Network")  # the section, reached from the table of contents
    page.keyboard.press("Enter")
    tab_to(page, "Open the network")
    page.keyboard.press("Enter")
    expect(page.locator("#canvas[data-drawn]")).to_be_visible()
    tab_to(page, "Why: ")
    page.keyboard.press("Enter")
    expect(page.locator("aside.beside")).to_be_focused()
    page.goto(f"{server}?view=ask")
    expect(page.locator(".cm-content")).to_be_visible()
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".answer h2")).to_contain_text("rows")


@needs_browser
def test_authors_and_data_stand_side_by_side(page: Page, server: str) -> None:
    brief: Any = get(f"{server}api/brief?first=CHN&second=RUS")
    claims = sorted(brief["claims"])
    replies = {
        side: {"says": says, "claims": [claim], "sources": [brief["claims"][claim]["source"]]}
        for side, says, claim in zip(
            ("authors", "data"), ("alignment", "alliance"), claims[:2], strict=True
        )
    }
    brief["authors_and_data"] = [{"about": "form in conduct", "agree": False} | replies]
    page.route("**/api/brief*", lambda asked: asked.fulfill(json=brief))
    page.goto(f"{server}?first=CHN&second=RUS")
    row = page.locator("#authors + div tbody tr")
    expect(row).to_contain_text(re.compile("form in conduct.*alignment.*alliance.*differ"))
    row.get_by_role("link", name="Why: data say alliance").click()
    cited = page.locator("aside .cited")
    expect(cited).to_contain_text(brief["claims"][claims[1]]["label"])
    cited.get_by_role("button").click()
    page.wait_for_url("**doubt=*")


@needs_browser
def test_years_are_brushed_over_the_histogram(page: Page, server: str) -> None:
    page.goto(f"{server}?first=CHN&second=RUS")
    box = page.locator(".histogram").bounding_box()
    assert box
    page.mouse.move(box["x"] + 2, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 5, steps=3)
    page.mouse.up()
    expect(page.locator(".inyears")).to_contain_text(re.compile(r"\d+ events from 19\d\d until"))
    page.get_by_role("button", name="All years").click()
    expect(page.locator(".inyears li")).to_have_count(0)


@needs_browser
def test_the_sliders_ask_for_another_year_and_for_what_was_known(page: Page, server: str) -> None:
    page.goto(f"{server}?first=CHN&second=RUS&as_of=2019")
    expect(page.locator(".asof")).to_contain_text("as of December 2019")
    slider = page.locator("#year")
    slider.focus()
    slider.press("ArrowLeft")
    expect(page.locator(".asof")).to_contain_text("as of December 2018")
    expect(page.locator("#year")).to_be_focused()
    assert "as_of=2018" in page.url
    page.goto(f"{server}?first=CHN&second=RUS&as_of=2019&known_by=2018")
    expect(page.locator("#sources ~ ul")).to_contain_text("Korolev")
    expect(page.locator("#sources ~ ul")).not_to_contain_text("Essay")
    page.goto(f"{server}?first=CHN&second=RUS")
    page.get_by_role("button", name="Play").click()
    page.wait_for_url("**as_of=*")
    page.get_by_role("button", name="Stop").click()


@needs_browser
def test_figures_of_the_pair_are_drawn(page: Page, server: str) -> None:
    page.goto(f"{server}?first=CHN&second=RUS")
    expect(page.locator(".sentence")).to_be_visible()
    figures = page.locator(".figure")
    for number in range(figures.count()):
        figures.nth(number).scroll_into_view_if_needed()
        expect(figures.nth(number)).to_have_attribute("data-drawn", "yes")
        expect(figures.nth(number).locator("svg").first).to_be_visible()
    assert figures.count() >= 3  # time, map and network


@needs_browser
def test_the_network_is_filtered_searched_and_explained(page: Page, server: str) -> None:
    page.goto(f"{server}?view=network")
    heading = page.locator("h2", has_text="relations")
    expect(heading).to_contain_text("states")
    whole = heading.inner_text()
    # a tie among several states is one node and a tie between two is one line, to stay readable
    expect(page.locator("#canvas")).to_have_attribute("data-lines", re.compile(r"^[1-3]\d$"))
    page.get_by_label("Sign").select_option("opposition")
    expect(heading).not_to_have_text(whole)
    page.get_by_label("Find a state").fill("China")
    expect(page.locator("output").first).to_have_text("1 state")
    canvas = page.locator("#canvas")
    canvas.focus()
    before = canvas.screenshot()
    canvas.press("+")
    page.wait_for_timeout(300)
    assert canvas.screenshot() != before
    page.get_by_label("Sign").select_option("")
    page.get_by_label("Kind").select_option("derived: common adversary")
    page.locator("td button").first.click()
    expect(page.locator("aside .tree")).to_contain_text("assessment")
    page.get_by_label("Kind").select_option("treaty")
    page.locator("td button").first.click()
    expect(page.locator("aside .cited").first).to_be_visible()
    page.locator("aside").get_by_role("link", name="All about the two").click()
    expect(page.locator(".sentence")).to_be_visible()


@pytest.mark.slow
@needs_browser
def test_a_large_network_is_drawn_and_dragged(page: Page, server: str) -> None:
    page.route("**/api/network*", lambda route: route.fulfill(json=made_network(2000, 5000)))
    page.goto(f"{server}?view=network")
    expect(page.locator("h2", has_text="relations")).to_contain_text("5,000 relations")
    canvas = page.locator("#canvas")
    expect(canvas).to_have_attribute("data-drawn", re.compile(r"^19\d\d$"))
    before = canvas.screenshot()
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + 300, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 400, box["y"] + 260, steps=5)
    page.mouse.up()
    page.wait_for_timeout(300)
    assert canvas.screenshot() != before


@needs_browser
def test_an_argument_is_walked_and_saved(page: Page, server: str) -> None:
    page.goto(f"{server}?view=argument")
    expect(page.locator(".tree").first).to_contain_text("supports")
    expect(page.locator(".tree", has_text="qualifies").first).to_be_attached()
    page.get_by_label("Source").select_option(
        "Essay on the alignment of Russia and China, late 2019"
    )
    expect(page).to_have_url(re.compile("source=sino-russian"))
    page.wait_for_load_state("networkidle")
    told: Any = get(f"{server}api/argument?source=sino-russian-alignment-2019")
    claims, steps = told["claims"], told["steps"]
    drawn = page.locator(".tree [data-claim]").evaluate_all(
        "all => all.map((one) => [one.dataset.claim, one.dataset.role, one.dataset.of,"
        " one.querySelector('p').textContent])"
    )
    rows = {(step["premise"], step["role"], step["conclusion"]) for step in steps}
    assert {(claim, role, of) for claim, role, of, _ in drawn} == rows
    begun = page.locator("details.argument").evaluate_all(
        "all => all.map((one) => [one.dataset.claim, one.querySelector('summary').textContent])"
    )
    assert [claim for claim, _ in begun] == told["roots"]
    for claim, *_, text in drawn:
        assert claims[claim]["label"] in text
        assert text.endswith((claims[claim]["standing"], "(as above)"))
    for claim, text in begun:
        assert claims[claim]["label"] in text and claims[claim]["standing"] in text

    def premises(claim: str) -> list[str]:
        return [step["premise"] for step in steps if step["conclusion"] == claim]

    below = set(reachable([told["roots"][0]], premises))
    roles = Counter(step["role"] for step in steps if step["conclusion"] in below)
    saved = {}
    for name in ("SVG", "Mermaid", "Argdown", "AIF"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).first.click()
        saved[name] = download.value.path().read_text(encoding="utf-8")
    arrows = {"supports": " --> ", "qualifies": ". qualifies .", "rebuts": "= rebuts ="}
    assert {role: saved["Mermaid"].count(arrow) for role, arrow in arrows.items()} == {
        role: roles[role] for role in arrows
    }
    signs = Counter(line.strip()[0] for line in saved["Argdown"].splitlines())
    assert signs == +Counter(
        {"[": 1, "+": roles["supports"], "_": roles["qualifies"], "-": roles["rebuts"]}
    )
    nodes = json.loads(saved["AIF"])["nodes"]
    kinds = Counter(node["type"] for node in nodes if node["type"] != "I")
    assert kinds == +Counter(
        {"RA": roles["supports"], "MA": roles["qualifies"], "CA": roles["rebuts"]}
    )
    said = sorted(node["text"] for node in nodes if node["type"] == "I")
    assert said == sorted(claims[claim]["label"] for claim in below)
    assert saved["SVG"].count("<rect") > len(below)  # each claim, and the paper


@needs_browser
def test_viewpoints_side_by_side(page: Page, server: str) -> None:
    page.goto(f"{server}?view=sources&one=lo-2017&other=korolev-2018")
    expect(page.locator("table").first).to_contain_text("agree")
    page.get_by_text("Only Korolev").last.click()
    expect(page.locator("main")).to_contain_text("trajectory (rising")
    page.goto(f"{server}?view=sources")
    page.get_by_role("link", name="Korolev").first.click()
    expect(page.locator("table").first).to_contain_text("agree")


def write(page: Page, text: str) -> None:
    """Enter a query in the editor."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)


@needs_browser
def test_the_workbench_answers_draws_and_marks_errors(page: Page, server: str) -> None:
    page.goto(f"{server}?view=ask&question=agreements&first=CHN&second=RUS")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".answer h2")).to_contain_text("rows")
    write(page, "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 20")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".answer h2")).to_contain_text("20 statements")
    page.get_by_role("button", name="Graph").click()
    expect(page.locator(".answer .canvas")).to_have_attribute("data-drawn", re.compile(r"\d+"))
    write(page, "SELECT ?c (COUNT(*) AS ?n) WHERE { ?s a ?c } GROUP BY ?c")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".answer h2")).to_contain_text("rows")
    page.get_by_role("button", name="Chart").click()
    expect(page.locator(".answer svg").first).to_be_visible()
    write(page, "SELECT * WHERE {\n  ?s ?p }")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("alert")).to_contain_text("Line 2, column")
    expect(page.locator(".cm-lint-marker-error")).to_be_visible()
    write(page, "ASK { ?s a ent:State }")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("alert")).to_contain_text("The prefix ent: is not declared")
    page.get_by_role("button", name="Declare it and run").click()
    expect(page.get_by_role("heading", name="yes", exact=True)).to_be_visible()
    page.reload()  # the URL contains the query
    expect(page.get_by_role("heading", name="yes", exact=True)).to_be_visible()
    page.locator("summary", has_text="History").click()
    page.get_by_role("button", name="CONSTRUCT").click()
    expect(page.locator(".cm-content")).to_contain_text("CONSTRUCT")


@contextmanager
def task(page: Page, clicks: int) -> Iterator[None]:
    """What a newcomer does in under a minute, and with no more than a few clicks."""
    page.evaluate("sessionStorage.clicks = 0")
    began = time.monotonic()
    yield
    assert time.monotonic() - began < 60
    assert int(page.evaluate("sessionStorage.clicks")) <= clicks


@needs_browser
def test_five_tasks_of_a_newcomer(page: Page, server: str) -> None:
    """Each task uses only what is visible, starting from the front page."""
    page.add_init_script(
        "addEventListener('click', e => { if (e.isTrusted) sessionStorage.clicks++; }, true);"
    )
    page.goto(server)
    with task(page, clicks=1):  # Who is revisionist in Europe?
        page.goto(server)
        page.get_by_label("Search two states").fill("China and Russia")
        page.get_by_role("button", name="Show").click()
        row = page.get_by_role("row", name="Europe")
        expect(row.get_by_role("cell").nth(1)).to_contain_text("revisionist")
        expect(page.locator(".matrix thead")).to_contain_text("Russia")
    with task(page, clicks=1):  # Why is there no basis for an alliance?
        page.get_by_role("link", name="Why: Basis for a military alliance, no").click()
        expect(page.locator("aside.beside")).to_contain_text("neither needs a guarantee")
    with task(page, clicks=1):  # Send a colleague a link to a doubted claim.
        page.locator("aside").get_by_role("button", name="Doubt: China wants to change").click()
        expect(page.get_by_role("button", name="Copy a link to this")).to_be_visible()
        address = page.url
        page.goto(server)
        page.goto(address)
        expect(page.locator("#doubts")).to_contain_text("China wants to change the order")
    with task(page, clicks=0):  # The newest evidence on a pair.
        expect(page.locator(".asof")).to_contain_text("newest evidence January 2020")
    with task(page, clicks=5):  # A query with completion, and its answer as CSV.
        page.get_by_role("link", name="Workbench").click()
        write(page, "SELECT ?rivalry WHERE { ?rivalry a ")
        page.keyboard.type("Rival")
        page.locator(".cm-tooltip-autocomplete li", has_text="ent:Rivalry").first.click()
        page.keyboard.insert_text(" }")
        page.get_by_role("button", name="Run").click()
        expect(page.locator(".answer h2")).to_contain_text("rows")
        with page.expect_download() as saved:
            page.get_by_role("link", name="CSV").click()
        assert saved.value.path().read_text(encoding="utf-8").startswith("rivalry")


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core, which finds accessibility problems."""
    kept = ROOT / "page" / "node_modules" / "axe-core" / "axe.min.js"
    if kept.is_file():
        return kept.read_text(encoding="utf-8")
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    folder = tmp_path_factory.mktemp("axe")
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder)]
    if subprocess.run([*command, "axe-core@4"], capture_output=True).returncode:
        pytest.skip("npm cannot install axe-core here")
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@needs_browser
@pytest.mark.parametrize(
    "view",
    [
        "",
        "?first=CHN&second=RUS&why=kind:basis-for-military-alliance",
        f"?first=CHN&second=RUS&doubt={DOUBTED}",
        "?view=network",
        "?view=sources&one=lo-2017&other=korolev-2018",
        "?view=argument",
        "?view=ask&question=agreements",
    ],
)
@pytest.mark.parametrize(
    "looks",
    [
        pytest.param([(1280, "light")], id="screen"),
        pytest.param(
            [*product((640, 390), ("light", "dark")), (1280, "dark")],
            id="zoomed-narrow-dark",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_nobody_is_kept_out(
    browser: Browser, server: str, axe: str, view: str, looks: list[tuple[int, str]]
) -> None:
    """Views pass on a screen; the slow test adds zoom, a narrow window and dark mode."""
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(f"{server}{view}")
    page.wait_for_selector("body[data-ready]")
    page.add_script_tag(content=axe)
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate(
            "async () => (await axe.run({resultTypes: ['violations']})).violations"
        )
        serious = [v for v in found if v["impact"] in ("serious", "critical")]
        told = [(v["id"], [n["html"][:120] for n in v["nodes"]][:2]) for v in serious]
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert not told, (width, scheme)
        assert overflow <= 0, (width, scheme)
    context.close()
