"""The page in Debian's chromium: first useful paint, bytes loaded, and dragging a large network.

Usage: python page.py. Each view is opened in a fresh browser on the shipped graph. Printed are
the time until its main content can be read, the page's CPU time until then (for a machine that
also does other work), and the bytes transferred. The network of 2,000 nodes and 5,000 edges is
compared with the same page with 20 nodes and 50 edges. A headless browser draws without a GPU.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from serving import made_network, serving

VIEWS = {  # the address, and the element that must be readable
    "front page": ("", ".card"),
    "pair": ("?first=CHN&second=RUS", ".sentence"),
    "argument": ("?view=argument", ".argument"),
    "network": ("?view=network", "#canvas[data-drawn]"),
    "workbench": ("?view=ask", ".cm-content"),
}
WATCH = """(shown) => { new MutationObserver((_, watch) => {
  if (!document.querySelector(shown)) return;
  watch.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.useful = performance.now(); }));
}).observe(document, { childList: true, subtree: true, attributes: true }); }"""
LOADED = """() => [performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
  window.useful, ...["/api/", ""].map((kind) => performance.getEntries()
    .filter((one) => one.transferSize && one.name.includes("/api/") === Boolean(kind))
    .reduce((sum, one) => sum + one.transferSize, 0))]"""
DRAG = """async () => {
  const canvas = document.querySelector("canvas"), box = canvas.getBoundingClientRect();
  canvas.setPointerCapture = () => {};
  const send = (kind, x, y) => canvas.dispatchEvent(
    new PointerEvent(kind, { clientX: box.x + x, clientY: box.y + y, pointerId: 1, bubbles: true }));
  send("pointerdown", 300, 200);
  const frames = [];
  let last = performance.now();
  for (let step = 0; step < 120; step += 1) {
    send("pointermove", 300 + step * 2, 200 + step);
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const now = performance.now();
    frames.push(now - last);
    last = now;
  }
  return frames.sort((one, other) => one - other);
}"""
RUNS = 5


def opened(browser: Browser, address: str, shown: str) -> tuple[float, ...]:
    """Return milliseconds to the first and the useful paint, CPU milliseconds, and bytes."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.add_init_script(f"({WATCH})({shown!r})")
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    page.goto(address)
    page.wait_for_selector(shown)
    page.wait_for_timeout(300)
    metrics: dict[str, Any] = {
        one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]
    }
    first, useful, data, files = (float(one) for one in page.evaluate(LOADED))
    page.context.close()
    return first, useful, 1000 * metrics["TaskDuration"], files, data


def frames(browser: Browser, server: str, nodes: int, edges: int) -> list[float]:
    """Return the sorted milliseconds between frames."""
    page = browser.new_page(viewport={"width": 1200, "height": 1000})
    page.route("**/api/network*", lambda route: route.fulfill(json=made_network(nodes, edges)))
    page.goto(f"{server}?view=network")
    page.wait_for_selector("#canvas[data-drawn]")
    found = [float(one) for one in page.evaluate(DRAG)]
    page.close()
    return found


def main() -> None:
    chromium = shutil.which("chromium")
    with serving() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, (query, shown) in VIEWS.items():
            runs = sorted(opened(browser, server + query, shown) for _ in range(RUNS))
            first, useful, busy, files, data = (
                sorted(column)[RUNS // 2] for column in zip(*runs, strict=True)
            )
            print(
                f"{name}: first paint {first:.0f} ms, useful {useful:.0f} ms, processor"
                f" {busy:.0f} ms; page {files / 1000:.0f} kB, answers {data / 1000:.0f} kB"
            )
        for nodes, edges in ((20, 50), (2000, 5000)):
            found = frames(browser, server, nodes, edges)
            print(
                f"{nodes:,} nodes, {edges:,} edges: median {found[60]:.1f} ms"
                f" ({1000 / found[60]:.0f} frames a second), 95 % {found[113]:.1f} ms"
            )
        browser.close()


if __name__ == "__main__":
    main()
