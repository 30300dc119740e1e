// The page: one view at a time, named by the address.
import { h, problem } from "./dom.js";
import { ask, read } from "./state.js";

const VIEWS = {
  pair: () => import("./pair.js"),
  network: () => import("./network.js"),
  sources: () => import("./sources.js"),
  ask: () => import("./ask.js"),
};
const main = document.getElementById("main");

async function show() {
  const state = read();
  const view = VIEWS[state.view] ? state.view : "pair";
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.view === view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const module = await VIEWS[view]();
  const focused = document.activeElement?.id;
  const place = h("div");
  main.replaceChildren(place);
  await module.show(state, place);
  if (!place.isConnected) return;
  if (focused) document.getElementById(focused)?.focus();
  document.body.dataset.ready = location.search || "?";
}

addEventListener("popstate", () => { delete document.body.dataset.ready; show(); });
for (const link of document.querySelectorAll("nav a")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState(null, "", link.getAttribute("href"));
    dispatchEvent(new Event("popstate"));
  });
}
show();
try {
  const states = await ask("states");
  document.getElementById("states").append(...states.map(({ code, label }) => h("option", { value: code }, label)));
} catch (error) {
  main.prepend(problem(error));
}
