"""The page in a real browser, and the JSON API that it uses."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
import schemathesis
from playwright.sync_api import Browser, Page, expect, sync_playwright
from serving import made_network, serving
from test_brief import Kg

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
    """A page that may ask nothing but the server, and that reports no error."""
    opened = browser.new_page(viewport={"width": 1200, "height": 900})
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


def test_api_keeps_to_its_own_description(server: str, tmp_path: Path) -> None:
    schema = f"{server}openapi.json"
    program = Path(sys.executable).parent / "schemathesis"
    arguments = f"run {schema} --max-examples 8 --phases examples,fuzzing --seed 1".split()
    # which states there are, and which days a month has, no description can say
    arguments += ["--exclude-checks", "positive_data_acceptance"]
    done = subprocess.run(
        [str(program), *arguments], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert schemathesis and done.returncode == 0, done.stdout[-3000:]


@needs_browser
def test_two_states_from_the_verdict_to_a_doubt(page: Page, server: str) -> None:
    page.goto(server)
    page.get_by_label("One state").fill("CHN")
    page.get_by_label("The other").fill("RUS")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".verdict")).to_contain_text("In conduct: alignment")
    expect(page.locator("table")).to_contain_text("Asia-Pacific")
    assert "first=CHN" in page.url and "second=RUS" in page.url
    proof = page.locator("details[data-conclusion$='/mirrored-postures']")
    proof.locator("summary").first.click()
    expect(proof).to_contain_text("paragraph 6, sentence 4")
    proof.get_by_role("button", name="Doubt: China wants to change").click()
    expect(page.locator(".doubted")).to_contain_text("yes → unknown: mirrored postures")
    assert f"doubt={DOUBTED}" in page.url
    page.reload()
    expect(page.locator(".doubted")).to_contain_text(DOUBTED)
    page.get_by_role("button", name="undo").click()
    expect(page.locator("details[data-conclusion$='/mirrored-postures']")).to_have_count(1)
    page.go_back()
    expect(page.locator(".doubted")).to_contain_text(DOUBTED)


@needs_browser
def test_the_slider_derives_for_another_year(page: Page, server: str) -> None:
    page.goto(f"{server}?first=CHN&second=RUS&as_of=2019")
    expect(page.locator("h2").first).to_contain_text("as of 2019")
    slider = page.locator("#year")
    slider.focus()
    slider.press("ArrowLeft")
    expect(page.locator("h2").first).to_contain_text("as of 2018-12-31")
    expect(slider).to_be_focused()
    assert "as_of=2018" in page.url


@needs_browser
def test_figures_of_the_pair_are_drawn(page: Page, server: str) -> None:
    page.goto(f"{server}?first=CHN&second=RUS")
    images = page.locator("figure img")
    expect(images).to_have_count(4)
    for number in range(4):
        images.nth(number).scroll_into_view_if_needed()
        page.wait_for_function(
            "n => { const i = document.querySelectorAll('figure img')[n]; return i.complete && i.naturalWidth > 100 }",
            arg=number,
        )


@needs_browser
def test_network_is_filtered(page: Page, server: str) -> None:
    page.goto(f"{server}?view=network")
    heading = page.locator("h2").first
    expect(heading).to_contain_text("relations")
    whole = heading.inner_text()
    page.get_by_label("Sign").select_option("opposition")
    expect(heading).not_to_have_text(whole)
    canvas = page.locator("canvas")
    canvas.focus()
    before = canvas.screenshot()
    canvas.press("+")
    page.wait_for_timeout(200)
    assert canvas.screenshot() != before


@needs_browser
def test_a_cell_and_an_edge_open_their_reasons(page: Page, server: str) -> None:
    page.goto(f"{server}?first=CHN&second=RUS")
    why = page.locator(".why")
    page.get_by_role("button", name="Why: Asia-Pacific, divergence").click()
    expect(why.locator("details").first).to_contain_text("Asia-Pacific")
    expect(why.locator(".claim").first).to_contain_text("paragraph 6, sentence 4")
    page.get_by_role("button", name="Why: Asia-Pacific, revisionist, core").click()
    expect(why.locator("details")).to_have_count(0)
    expect(why.locator(".claim").first).to_contain_text("paragraph 6, sentence 4")
    why.get_by_role("button", name="close").click()
    expect(why).to_be_empty()
    page.goto(f"{server}?view=network")
    page.get_by_label("Kind").select_option("derived: common adversary")
    page.locator("td button").first.click()
    expect(why.locator("details").first).to_be_visible()
    expect(why.locator(".claim").first).to_contain_text("assessment")
    page.get_by_label("Kind").select_option("treaty")
    page.locator("td button").first.click()
    expect(why.locator("details")).to_have_count(0)
    expect(why.locator(".claim").first).to_be_visible()
    box = page.locator("canvas").bounding_box()
    assert box
    why.get_by_role("button", name="close").click()
    page.get_by_label("Kind").select_option("")
    page.locator("canvas").scroll_into_view_if_needed()
    for number in range(1, 40):  # somewhere along the middle lies an edge
        page.locator("canvas").click(
            position={"x": box["width"] * number / 40, "y": box["height"] / 2}
        )
        if why.locator("h3").count():
            break
    expect(why.locator("h3")).to_contain_text("Why: ")


@needs_browser
def test_an_answer_is_drawn_as_a_graph(page: Page, server: str) -> None:
    page.goto(f"{server}?view=ask")
    expect(page.get_by_label("SPARQL")).to_be_visible()
    for query, told in (
        ("CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 20", "20 statements"),
        ("SELECT ?s ?c WHERE { ?s a ?c } LIMIT 20", "20 rows"),
    ):
        page.get_by_label("SPARQL").fill(query)
        page.get_by_role("button", name="Run").click()
        expect(page.locator("h2")).to_contain_text(told)
        page.locator("summary", has_text="as graph").click()
        page.wait_for_function(
            "() => { const c = document.querySelector('canvas'); return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(Boolean) }"
        )


@needs_browser
def test_a_large_network_is_drawn_and_dragged(page: Page, server: str) -> None:
    page.route("**/api/network*", lambda route: route.fulfill(json=made_network(2000, 5000)))
    page.goto(f"{server}?view=network")
    expect(page.locator("h2")).to_contain_text("2000 states, 5000 relations")
    canvas = page.locator("canvas")
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
def test_viewpoints_side_by_side(page: Page, server: str) -> None:
    page.goto(f"{server}?view=sources&one=lo-2017&other=korolev-2018")
    expect(page.locator("table").first).to_contain_text("agree")
    expect(page.locator("table").nth(1)).to_contain_text("trajectory")


@needs_browser
def test_questions_and_sparql(page: Page, server: str) -> None:
    page.goto(f"{server}?view=ask&question=agreements")
    for number, value in enumerate(("CHN", "RUS")):
        page.locator("form input").nth(number).fill(value)
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("h2")).to_contain_text("rows")
    with page.expect_download() as saved:
        page.get_by_role("link", name="CSV").click()
    assert saved.value.path().read_text(encoding="utf-8").startswith("kind,")
    page.locator("summary", has_text="SPARQL").click()
    page.get_by_label("SPARQL").fill("ASK { ?s ?p ?o }")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_text("yes", exact=True)).to_be_visible()
    page.get_by_label("SPARQL").fill("SELECT nonsense")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("alert")).to_contain_text("not SPARQL")


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The text of axe-core, which finds what keeps people out."""
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
        "?first=CHN&second=RUS",
        f"?first=CHN&second=RUS&doubt={DOUBTED}",
        "?view=network",
        "?view=sources&one=lo-2017&other=korolev-2018",
        "?view=ask&question=agreements",
    ],
)
def test_nobody_is_kept_out(browser: Browser, server: str, axe: str, view: str) -> None:
    """On a screen and on a telephone, by day and by night."""
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(f"{server}{view}")
    page.wait_for_selector("body[data-ready]")
    page.add_script_tag(content=axe)
    for width, scheme in product((1200, 390), ("light", "dark")):
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
