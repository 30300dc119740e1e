// When: the day asked and what was known by then, over a histogram of the evidence on the pair.
import { codeOf, count, day, h, nameOf, s } from "./dom.js";
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

// The years that are brushed, as the address has them: 1990-1999.
export function brushed(state) {
  const found = /^(\d{1,4})-(\d{1,4})$/.exec(state.span ?? "");
  return found ? [Number(found[1]), Number(found[2])].sort((one, other) => one - other) : null;
}

// Dragging over the histogram chooses years; what began in them is told under Time.
function brush(bars, first, state) {
  const chosen = s("rect", { class: "brush", y: 0, height: 10, width: 0 });
  const mark = (from, until) => { chosen.setAttribute("x", from - first); chosen.setAttribute("width", until - from + 1); };
  const yearAt = (event) => { const { left, width } = bars.getBoundingClientRect(); return first + Math.floor(Math.min(Math.max((event.clientX - left) / width, 0), 0.9999) * bars.viewBox.baseVal.width); };
  let from = null;
  if (brushed(state)) mark(...brushed(state));
  bars.append(chosen);
  bars.addEventListener("pointerdown", (event) => { from = yearAt(event); bars.setPointerCapture(event.pointerId); mark(from, from); });
  bars.addEventListener("pointermove", (event) => { if (from !== null) { const to = yearAt(event); mark(Math.min(from, to), Math.max(from, to)); } });
  bars.addEventListener("pointerup", (event) => { const to = yearAt(event), start = from; from = null; go({ span: `${Math.min(start, to)}-${Math.max(start, to)}` }); });
  bars.brush = (now) => { const years = brushed(now); if (years) mark(...years); else chosen.setAttribute("width", 0); };
  return bars;
}

// What began or ended in the brushed years; without any, how to choose them.
export function inYears(state, events) {
  const years = brushed(state);
  const field = (label, name, value) => h("label", {}, label, h("input", { type: "number", name, value: value ?? "", required: true, min: 1, max: 9999 }));
  const form = h("form", { class: "filters", onsubmit: (event) => { event.preventDefault(); const given = new FormData(event.target); focusNext("span"); go({ span: `${given.get("from")}-${given.get("until")}` }); } },
    field("From the year", "from", years?.[0]), field("until", "until", years?.[1]), h("button", { class: "outline", id: "span" }, "List what happened"),
    years ? h("button", { type: "button", class: "outline", onclick: () => { focusNext("span"); go({ span: "" }); } }, "All years") : "");
  const found = years ? events.filter((event) => Number(event.date.slice(0, 4)) >= years[0] && Number(event.date.slice(0, 4)) <= years[1]) : [];
  return h("div", { class: "inyears" }, form, years ? [h("p", { role: "status" }, `${count(found.length, "event")} from ${years[0]} until ${years[1]}${found.length ? ":" : "."}`),
    found.length ? h("ul", { class: "wide" }, found.map((event) => h("li", {}, h("b", {}, event.date), ` ${event.concerns === "conclusion" && event.what === "begins" ? "from then on, " : ""}${event.text}`))) : ""]
    : h("p", { class: "faint" }, "Or drag over the bars above the slider."));
}

export function timeControl(state, brief, events) {
  const years = histogram(events);
  const asked = Number((state.as_of || brief.as_of).slice(0, 4));
  const now = new Date().getFullYear();
  const last = Math.max(asked, now), first = Math.min(asked, ...years.keys(), last - 30) - 2; // so that a bar of one year stays narrow
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
    h("div", { class: "ranges" }, brush(bars, first, state), range("year", "As of", asked, asOf, (year) => { stop(); go({ as_of: year }); }),
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
