"""An editor of the YASGUI family on another site can query the endpoint that allows it."""

from __future__ import annotations

import functools
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright
from serving import serving

CHROMIUM = shutil.which("chromium")
PAGE = """<!DOCTYPE html><meta charset="utf-8"><link rel="icon" href="data:,"><div id="editor"></div>
<script src="node_modules/@zazuko/yasgui/build/yasgui.min.js"></script><script>
const endpoint = new URLSearchParams(location.search).get("endpoint");
const place = document.getElementById("editor");
const editor = new Yasgui(place, { requestConfig: { endpoint }, copyEndpointOnNewTab: false });
window.tab = editor.getTab();
tab.setEndpoint(endpoint);
</script>"""
QUERY = (
    "PREFIX ent: <https://w3id.org/entente/ontology#> SELECT * { ?dyad ent:hasMember ?m } LIMIT 7"
)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    npm = shutil.which("npm")
    if npm is None or CHROMIUM is None:
        pytest.skip("npm and Debian's chromium are needed")
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(tmp_path)]
    if subprocess.run([*command, "@zazuko/yasgui@4"], capture_output=True).returncode:
        pytest.skip("npm cannot install YASGUI here")
    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    handler = functools.partial(Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.slow
def test_yasgui_shows_the_rows(site: str) -> None:
    with (
        serving("--allow-origin", site) as address,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"]) as browser,
    ):
        page = browser.new_page()
        page.goto(f"{site}/index.html?endpoint={address}sparql")
        page.wait_for_function("() => window.tab")
        page.evaluate("query => { tab.yasqe.setValue(query); tab.yasqe.query(); }", QUERY)
        expect(page.locator(".yasr table tbody tr")).to_have_count(7, timeout=30_000)
