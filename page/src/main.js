// The page: one view at a time, named by the address.
import { h, named, problem } from "./dom.js";
import { ask, focusNow, read } from "./state.js";

const VIEWS = {
  home: () => import("./home.js"),
  pair: () => import("./pair.js"),
  network: () => import("./network.js"),
  sources: () => import("./sources.js"),
  argument: () => import("./argument.js"),
  ask: () => import("./ask.js"),
};
const main = document.getElementById("main");
let shown = { view: "", place: null, module: null };

async function show() {
  const state = read();
  const view = VIEWS[state.view] ? state.view : "home";
  for (const link of document.querySelectorAll("header a[data-view]")) {
    if (link.dataset.view === view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const module = await VIEWS[view]();
  const focused = document.activeElement?.id;
  const same = shown.view === view && shown.place?.isConnected && module.update?.(state, shown.place);
  if (!same) {
    const place = h("div", { class: `view ${view}` });
    if (shown.view !== view) main.replaceChildren(place);
    else main.append(place);
    const before = shown.place;
    shown = { view, place, module };
    await module.show(state, place);
    if (before?.isConnected && before !== place) before.remove();
    if (shown.place !== place) return place.remove();
  }
  named();
  const wanted = focusNow() || focused;
  if (wanted && document.activeElement?.id !== wanted && (wanted !== focused || document.activeElement === document.body)) document.getElementById(wanted)?.focus({ preventScroll: true });
  document.body.dataset.ready = location.search || "?";
}

addEventListener("popstate", () => { delete document.body.dataset.ready; show(); });
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-go]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const before = read();
  history.pushState(null, "", link.getAttribute("href"));
  const after = read();
  if (before.view !== after.view || before.first !== after.first || before.second !== after.second) scrollTo(0, 0);
  dispatchEvent(new Event("popstate"));
});
try {
  const states = await ask("states");
  document.getElementById("states").append(...states.map(({ code, label, in_sentence }) => h("option", { value: label, "data-code": code, "data-said": in_sentence }, code)));
} catch (error) {
  main.prepend(problem(error));
}
show();
