"""Dragging a network of 2,000 nodes and 5,000 edges in Debian's chromium: time between frames.

Usage: python page.py; the peer is the same page with a network of 20 nodes and 50 edges.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from serving import made_network, serving

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


def frames(browser: Browser, server: str, nodes: int, edges: int) -> list[float]:
    """Milliseconds between frames, sorted."""
    page = browser.new_page(viewport={"width": 1200, "height": 1000})
    page.route("**/api/network*", lambda route: route.fulfill(json=made_network(nodes, edges)))
    page.goto(f"{server}?view=network")
    page.wait_for_selector("h2")
    found = [float(one) for one in page.evaluate(DRAG)]
    page.close()
    return found


def main() -> None:
    chromium = shutil.which("chromium")
    with serving() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for nodes, edges in ((20, 50), (2000, 5000)):
            found = frames(browser, server, nodes, edges)
            print(
                f"{nodes:,} nodes, {edges:,} edges: median {found[60]:.1f} ms, 95 % {found[113]:.1f} ms"
            )
        browser.close()


if __name__ == "__main__":
    main()
