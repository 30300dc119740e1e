// When: the day asked and what was known by then, over a histogram of the evidence on the pair.
import { codeOf, day, h, nameOf, s } from "./dom.js";
import { focusNext, go } from "./state.js";

let playing = 0;

export function chooser(state) {
  const field = (label, name) => h("label", {}, label,
    h("input", { name, list: "states", value: nameOf(state[name]), required: true, autocomplete: "off" }));
  const swap = () => go({ first: state.second, second: state.first });
  return h("form", { class: "chooser", onsubmit: (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    go({ view: "pair", first: codeOf(form.get("first")), second: codeOf(form.get("second")), doubt: [], why: "", as_of: "", known_by: "" });
  } }, field("One state", "first"), h("button", { type: "button", class: "small outline", onclick: swap, "aria-label": "Swap the two states" }, "⇄"), field("The other", "second"), h("button", {}, "Show"));
}

// Claims by the year in which what they say begins, or from which they vouch for it.
export function histogram(events) {
  const years = new Map();
  for (const event of events) {
    if (event.concerns !== "claim" || event.what !== "begins") continue;
    const year = Number(event.date.slice(0, 4));
    years.set(year, (years.get(year) ?? 0) + 1);
  }
  return years;
}

export function timeControl(state, brief, events) {
  const years = histogram(events);
  const asked = Number((state.as_of || brief.as_of).slice(0, 4));
  const now = new Date().getFullYear();
  const first = Math.min(asked, ...years.keys()) - 2, last = Math.max(asked, now);
  const most = Math.max(1, ...years.values());
  const tall = (number) => 10 * Math.sqrt(number / most); // roots, so that one full year does not hide the others
  const bars = s("svg", { class: "histogram", viewBox: `0 0 ${last - first + 1} 10`, preserveAspectRatio: "none", role: "img",
    "aria-label": `Claims on the two by year: ${[...years].sort(([a], [b]) => a - b).map(([year, number]) => `${year}: ${number}`).join(", ")}` },
  [...years].map(([year, number]) => s("rect", { x: year - first + 0.1, width: 0.8, y: 10 - tall(number), height: tall(number), class: year > asked ? "later" : "" })));
  const range = (id, label, value, told, change) => h("label", { class: "range" }, h("span", {}, label, " ", told),
    h("input", { type: "range", id, min: first, max: last, value, oninput: (event) => { told.value = event.target.value; },
      onchange: (event) => { focusNext(id); change(event.target.value); } }));
  const asOf = h("output", { for: "year" }, day(state.as_of || brief.as_of));
  const known = h("output", { for: "known" }, state.known_by ? day(state.known_by) : "all sources");
  const steps = [...years.keys()].filter((year) => year >= first).sort((a, b) => a - b);
  const play = h("button", { type: "button", id: "play", class: "small outline", onclick: () => {
    if (playing) stop();
    else start(steps, asked);
  } }, playing ? "Stop" : "Play");
  return h("div", { class: "time" },
    h("div", { class: "ranges" }, bars, range("year", "As of", asked, asOf, (year) => { stop(); go({ as_of: year }); }),
      range("known", "Known by", state.known_by ? Number(state.known_by.slice(0, 4)) : last, known, (year) => go({ known_by: Number(year) >= last ? "" : year }))),
    h("div", { class: "buttons" }, play, h("button", { type: "button", class: "small outline", onclick: () => { stop(); go({ as_of: "", known_by: "" }); } }, "Latest")));
}

function stop() {
  clearInterval(playing);
  playing = 0;
}

// Through the years in which something begins; at the end it stops.
function start(steps, asked) {
  let rest = steps.filter((year) => year > asked);
  if (!rest.length) rest = [...steps];
  const go_on = () => {
    const year = rest.shift();
    if (rest.length === 0) stop();
    if (!location.search.includes("first=")) return stop();
    focusNext("play");
    go({ as_of: String(year) });
  };
  playing = setInterval(go_on, 1600);
  go_on();
}
