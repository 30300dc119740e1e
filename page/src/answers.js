// What SPARQL answers, as table, chart, graph and text, and as files.
import { count, file, h, table } from "./dom.js";
import { address } from "./state.js";

const SHOWN = 500, DRAWN = 300, BARS = 40;

export function csv(columns, rows) {
  const cell = (value) => {
    const text = value === null ? "" : String(value);
    const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [columns, ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
}

const shortened = (prefixes) => (text) => {
  for (const [name, namespace] of Object.entries(prefixes)) if (text.startsWith(namespace) && text.length > namespace.length) return `${name}:${text.slice(namespace.length)}`;
  return text;
};

// A table of terms; what has an IRI leads to what is said of it.
export function showRows(place, { columns, rows, raw, prefixes, took = "" }) {
  const short = shortened(prefixes);
  const isIri = (value) => /^https?:\/\/[^\s<>"]+$/.test(value);
  const expand = (value) => { const [name, ...rest] = value.split(":"); return prefixes[name] && rest.length === 1 && !value.includes(" ") ? prefixes[name] + rest[0] : ""; };
  const cell = (value) => {
    if (value === null || value === undefined) return "";
    const text = String(value), iri = isIri(text) ? text : expand(text);
    if (!iri) return text;
    return h("a", { href: address({ view: "ask", q: `SELECT ?property ?value WHERE { <${iri}> ?property ?value }` }), "data-go": true, title: iri }, short(text));
  };
  const plain = rows.map((row) => row.map((value) => (value === null ? "" : short(String(value)))));
  const views = {
    Table: () => [table(columns, rows.slice(0, SHOWN).map((row) => row.map(cell)), "Answer"), rows.length > SHOWN ? h("p", {}, `… and ${rows.length - SHOWN} more in the files`) : ""],
    Chart: () => chartOf(columns, plain),
    Graph: () => {
      const ends = columns.map((_, number) => number).filter((number) => rows.some((row) => row[number] !== null && (isIri(String(row[number])) || expand(String(row[number])))));
      if (ends.length < 2) return [h("p", {}, "A graph needs two columns of things.")];
      const between = ends.length > 2 ? ends[1] : null, last = ends.length > 2 ? ends[2] : ends[1];
      return [graphOf(plain.filter((row) => row[ends[0]] && row[last]).map((row) => [row[ends[0]], between === null ? `${columns[ends[0]]}, ${columns[last]}` : row[between], row[last]]))];
    },
    Raw: () => [h("pre", { tabindex: "0" }, raw ?? JSON.stringify(rows, null, 1))],
  };
  shown(place, h("h2", {}, count(rows.length, "row"), took ? h("span", { class: "faint" }, ` in ${took}`) : ""), h("p", {}, "Download ", file("CSV", "rows.csv", csv(columns, rows), "text/csv"), " or ",
    file("JSON", "rows.json", JSON.stringify(rows.map((row) => Object.fromEntries(columns.map((name, number) => [name, row[number]]))), null, 1), "application/json")), views);
}

export function showGraph(place, { triples, prefixes, took }) {
  const short = shortened(prefixes);
  const plain = (term) => short(/^<.*>$/.test(term) ? term.slice(1, -1) : term);
  const found = [...triples.matchAll(/^(\S+) <([^>]*)> (.+) \.$/gm)].map(([, subject, predicate, value]) => [plain(subject), short(predicate), plain(value)]);
  shown(place, h("h2", {}, count(found.length, "statement"), h("span", { class: "faint" }, ` in ${took}`)), h("p", {}, "Download ", file("N-Triples", "graph.nt", triples, "application/n-triples")), {
    Table: () => [table(["subject", "property", "value"], found.slice(0, SHOWN), "Answer")],
    Graph: () => [found.length ? graphOf(found) : h("p", {}, "Nothing to draw.")],
    Raw: () => [h("pre", { tabindex: "0" }, triples)],
  });
}

// One of several looks at an answer, chosen by buttons.
function shown(place, heading, files, views) {
  const inside = h("div");
  const buttons = Object.keys(views).map((name) => h("button", { type: "button", class: "small outline", "aria-pressed": "false", onclick: () => look(name) }, name));
  const look = (name) => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.textContent === name));
    inside.replaceChildren(...views[name]().flat());
  };
  place.replaceChildren(heading, h("div", { class: "looks", role: "group", "aria-label": "Look" }, buttons), files, inside);
  look(Object.keys(views)[0]);
}

function graphOf(triples) {
  const canvas = h("div", { class: "canvas", tabindex: "0", role: "application", "aria-label": "The same answer as a graph" });
  const told = h("output", { class: "faint" }, "Point at a node or a line.");
  const ids = [...new Set(triples.flatMap(([one, , other]) => [one, other]))].slice(0, DRAWN);
  const known = new Set(ids);
  const nodes = ids.map((id) => ({ id, label: id.length > 34 ? `${id.slice(0, 32)}…` : id }));
  const edges = triples.filter(([one, , other]) => known.has(one) && known.has(other)).map(([source, label, target]) => ({ source, target, label, sign: 0, count: 1, told: `${source} ${label} ${target}` }));
  import("./graph.js").then(({ network }) => {
    if (canvas.isConnected) network(canvas, nodes, edges, { open: (edge) => { told.value = edge.told; }, tell: (text) => { told.value = text; }, arrows: true });
    canvas.dataset.drawn = String(nodes.length);
  });
  return h("div", {}, canvas, told);
}

function chartOf(columns, rows) {
  const numeric = columns.findIndex((_, number) => rows.length > 0 && rows.every((row) => row[number] !== "" && !Number.isNaN(Number(row[number]))));
  if (numeric < 0) return [h("p", {}, "A chart needs a column of numbers, such as COUNT(*).")];
  const dated = columns.findIndex((_, number) => number !== numeric && rows.every((row) => /^\d{4}(-\d\d(-\d\d)?)?$/.test(row[number])));
  const named = dated >= 0 ? dated : columns.findIndex((_, number) => number !== numeric);
  const values = rows.slice(0, dated >= 0 ? rows.length : BARS).map((row, number) => ({ name: named < 0 ? String(number + 1) : row[named], value: Number(row[numeric]) }));
  const bars = { mark: { type: "bar", tooltip: true }, encoding: { y: { field: "name", type: "nominal", sort: null, title: columns[named] ?? null, axis: { labelLimit: 320 } }, x: { field: "value", type: "quantitative", title: columns[numeric] } } };
  const line = { mark: { type: "line", point: true, tooltip: true }, encoding: { x: { field: "name", type: "temporal", title: columns[named] }, y: { field: "value", type: "quantitative", title: columns[numeric] } } };
  const place = h("div", { class: "figure scroll", tabindex: "0", role: "region", "aria-label": "Chart" });
  import("./vega.js").then(({ draw }) => draw(place, { $schema: "https://vega.github.io/schema/vega-lite/v6.json", data: { values }, width: 480, config: {}, ...(dated >= 0 ? line : bars) }, matchMedia("(prefers-color-scheme: dark)").matches));
  return [place];
}
