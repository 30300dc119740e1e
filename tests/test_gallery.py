"""The pictures of the page in the documentation; ``REDRAW=1`` redraws them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from conftest import ROOT
from playwright.sync_api import expect, sync_playwright
from serving import serving

CHROMIUM = shutil.which("chromium")
IMAGES = ROOT / "docs" / "images"
VIEWS = {
    "home": ("", "h2"),
    "pair": ("?first=CHN&second=RUS", ".sentence"),
    "argument": ("?first=CHN&second=RUS&why=kind:basis-for-military-alliance", "aside .tree"),
    "map": ("?first=CHN&second=RUS", ".figure[aria-label^='Map'] svg"),
    "network": ("?view=network", "#canvas[data-drawn] canvas"),
    "workbench": (
        "?view=ask&q=PREFIX ent: <https://w3id.org/entente/ontology%23>%0A"
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core%23>%0A%0A"
        "SELECT ?state ?object ?orientation WHERE {%0A  ?posture a ent:Posture ;%0A"
        "    ent:isHeldBy/skos:prefLabel ?state ;%0A    ent:isTowards/skos:prefLabel ?object ;%0A"
        "    ent:hasOrientation/skos:prefLabel ?orientation .%0A}",
        ".answer table",
    ),
}


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")
def test_each_view_has_its_picture(tmp_path: Path) -> None:
    """Pictures are taken at 1280 by 800, and a new one has the size of the stored one."""
    with serving() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        for name, (address, shown) in VIEWS.items():
            page.goto(f"{server}{address}")
            there = page.locator(shown).first
            if name == "map":
                page.locator("#map").scroll_into_view_if_needed()
            expect(there).to_be_visible(timeout=60_000)
            if name == "map":
                page.locator("#map").evaluate("element => element.scrollIntoView()")
            page.wait_for_timeout(1500)
            page.screenshot(path=tmp_path / f"page-{name}.png")
        browser.close()
    for name in VIEWS:
        drawn, kept = tmp_path / f"page-{name}.png", IMAGES / f"page-{name}.png"
        if os.environ.get("REDRAW"):
            shutil.copy(drawn, kept)
        assert kept.read_bytes()[16:24] == drawn.read_bytes()[16:24]  # width and height
