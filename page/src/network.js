// States and their relations: search, filter by kind, sign and source, on a day; each relation opens its reasons.
import { choice, codeOf, count, h, link, problem, table, the } from "./dom.js";
import { ask, go } from "./state.js";
import { cited, proofTree, sentence } from "./tree.js";
import { claim, walk } from "./walk.js";

const SIGNS = [["", "all"], ["1", "cooperation"], ["-1", "opposition"], ["0", "neither"]];
const SIGN = { 1: "cooperation", 0: "other", "-1": "opposition" };
const FIRST = 25, LISTED = 1000; // rows of the table at first, and on demand
const FORM = "derived: form of the relationship";

export async function show(state, main) {
  document.title = "Network – Entente";
  try {
    const newest = state.as_of || (await ask("overview")).newest || "";
    const data = await ask("network", { as_of: newest, derived: "true", state: state.state });
    const kinds = [...new Set(data.edges.map((edge) => edge.kind))].sort();
    const sources = [...new Set(data.edges.flatMap((edge) => edge.sources))].sort();
    const label = new Map(data.nodes.map((node) => [node.id, node.label]));
    const filter = { kind: kinds.includes(state.kind) ? state.kind : "", sign: state.sign, source: "" };
    const canvas = h("div", { class: "canvas", id: "canvas", tabindex: "0", role: "application", "aria-label": "Network of states; the same relations are in the table below. Plus and minus zoom, arrows move." });
    const told = h("output", { class: "faint" }, "Point at a state; click a line for its reasons.");
    const aside = h("aside", { class: "beside", tabindex: "-1", "aria-label": "Why", hidden: true });
    const below = h("div");
    const year = h("input", { type: "number", min: 1815, max: new Date().getFullYear(), value: newest.slice(0, 4), required: true });
    const only = h("input", { list: "states", value: state.state, autocomplete: "off" });
    const search = h("input", { type: "search", "aria-label": "Find a state", placeholder: "find a state" });
    let drawn = null;
    const reasons = (edge, text = edge.label) => (edge.conclusion || edge.claims.length
      ? h("button", { type: "button", class: "plain", "aria-label": `Why: ${label.get(edge.source)} and ${label.get(edge.target)}, ${edge.label}`, onclick: () => open([edge]) }, text) : text);
    const open = async (edges) => {
      aside.hidden = false;
      main.firstChild.classList.add("two");
      const [{ source, target }] = edges;
      const several = new Set(edges.flatMap((edge) => [edge.source, edge.target])).size > 2;
      const pair = (edge) => `${label.get(edge.source)} and ${label.get(edge.target)}`;
      const both = several ? edges[0].label : pair({ source, target });
      const shut = h("button", { type: "button", class: "small close", onclick: () => { aside.hidden = true; main.firstChild.classList.remove("two"); aside.replaceChildren(); canvas.focus(); } }, "close");
      const head = [shut, h("h2", {}, `Why: ${both}`)];
      aside.replaceChildren(...head, h("p", { class: "faint" }, "Looking for the reasons…"));
      aside.focus();
      const told = edges.length === 1 ? await why(edges[0], newest) : [];
      if (!shut.isConnected) return;
      aside.replaceChildren(...head, edges.length > 1 ? h("ul", {}, edges.map((edge) => h("li", {}, reasons(edge, several ? pair(edge) : edge.label), several ? "" : h("span", { class: "faint" }, ` ${edge.kind}`)))) : h("h3", {}, edges[0].label),
        ...told,
        several ? "" : h("p", {}, link("All about the two", { first: source.split(":").pop(), second: target.split(":").pop() })));
    };
    const draw = async () => {
      const chosen = data.edges.filter((edge) => (!filter.kind || edge.kind === filter.kind) && (filter.sign === "" || String(edge.sign) === filter.sign) && (!filter.source || edge.sources.includes(filter.source)));
      const there = new Set(chosen.flatMap((edge) => [edge.source, edge.target]));
      const nodes = data.nodes.filter((node) => there.has(node.id));
      list(below, nodes, chosen, label, reasons);
      const { network } = await import("./graph.js");
      drawn?.cy.destroy();
      if (!canvas.isConnected) return;
      const { hubs, lines, rest } = gathered(chosen, label);
      const shown = [...lines, ...bundled(rest, label)];
      canvas.dataset.lines = `${shown.length}`;
      drawn = network(canvas, [...nodes, ...hubs], shown, { open: (edge) => open(edge.edges), tell: (text) => { told.value = text; }, own: [`id:${state.state}`] });
      canvas.dataset.drawn = `${nodes.length}`;
    };
    const update = (name) => (value) => { filter[name] = value; draw(); };
    search.addEventListener("input", () => { const found = drawn?.find(search.value) ?? 0; if (search.value.trim()) told.value = count(found, "state"); });
    main.append(h("div", { class: "columns" }, h("div", { class: "left" },
      h("h1", {}, "Who aligns with whom, who opposes whom"),
      h("form", { class: "filters", onsubmit: (event) => { event.preventDefault(); go({ as_of: year.value, state: codeOf(only.value), kind: filter.kind, sign: filter.sign }); } },
        h("label", {}, "Year", year), h("label", {}, "Only around", only), h("button", {}, "Show"),
        choice("Kind", filter.kind, [["", "all"], ...kinds.map((kind) => [kind, kind])], update("kind")), choice("Sign", filter.sign, SIGNS, update("sign")),
        choice("Source", "", [["", "all"], ...sources.map((source) => [source, source])], update("source")), h("label", {}, "Find", search)),
      h("div", { class: "legend" }, h("span", {}, h("span", { class: "line good" }), " cooperation"), h("span", {}, h("span", { class: "line bad" }), " opposition"), h("span", {}, h("span", { class: "line" }), " neither"), h("span", {}, "thicker: more relations"),
        [...new Map(data.nodes.filter((node) => node.community).map((node) => [node.community, node.colour]))].map(([name, colour]) => h("span", {}, h("span", { class: "chip", style: `border-color: ${colour}` }), ` around ${the(name)}`)),
        h("span", {}, h("span", { class: "chip hub" }), " a treaty of several"),
        h("span", { class: "tools" }, h("button", { type: "button", class: "small outline", onclick: () => drawn?.zoom(1.25), "aria-label": "Zoom in" }, "+"), h("button", { type: "button", class: "small outline", onclick: () => drawn?.zoom(0.8), "aria-label": "Zoom out" }, "−"),
        h("button", { type: "button", class: "small outline", onclick: (event) => { const save = h("a", { href: drawn.picture(), download: "network.png" }); event.target.after(save); save.click(); save.remove(); } }, "PNG"),
        h("a", { href: `/api/export.gexf?derived=true&as_of=${newest}` }, "GEXF for Gephi"))),
      canvas, told, below), aside));
    await draw();
  } catch (error) {
    main.append(problem(error));
  }
}

// What a relation is called: its form where rules conclude one, else its kind.
const nameOf = (edge) => (edge.kind.startsWith("derived: ") ? edge.label : edge.kind);

const LEAST = 4; // parties from which a treaty is drawn as a node of its own

// What binds each of several states to each other is drawn once, as a node between them, with all that follows for every pair of them.
function gathered(edges, label) {
  const key = (edge) => [edge.source, edge.target].sort().join(" ");
  const pairsOf = (name) => new Set(edges.filter((edge) => nameOf(edge) === name).map(key));
  const named = new Map();
  for (const edge of edges) if (!edge.conclusion) named.set(edge.label, new Set([...(named.get(edge.label) ?? []), edge.source, edge.target]));
  const hubs = [], lines = [], taken = new Set();
  for (const [name, parties] of [...named].sort(([one, some], [other, more]) => more.size - some.size || (one === "obligation") - (other === "obligation") || (one < other ? -1 : 1))) {
    const own = edges.filter((edge) => edge.label === name && !taken.has(edge));
    const pairs = new Set(own.map(key)), most = parties.size * (parties.size - 1) / 2;
    if (parties.size < LEAST || pairs.size < most) continue;
    const inside = edges.filter((edge) => !taken.has(edge) && pairs.has(key(edge)));
    const common = [...new Set(inside.map(nameOf))].filter((one) => [...pairs].every((pair) => pairsOf(one).has(pair)));
    const whole = inside.filter((edge) => edge.label === name || common.includes(nameOf(edge)));
    whole.forEach((edge) => taken.add(edge));
    const id = `hub:${name}`, sign = own[0].sign;
    hubs.push({ id, label: name, hub: true });
    for (const party of parties) lines.push({ source: party, target: id, sign, count: 1, label: "", edges: own.filter((edge) => edge.source === party || edge.target === party),
      told: `${label.get(party)} is one of ${parties.size} in ${name}; between every two of them: ${common.join(", ")}` });
  }
  return { hubs, lines, rest: edges.filter((edge) => !taken.has(edge)) };
}

// One line for all that two states do together and one for all that parts them; what is neither goes with the one that there is.
function bundled(edges, label) {
  const pairs = new Map();
  for (const edge of edges) {
    const ends = [edge.source, edge.target].sort();
    const key = ends.join(" ");
    if (!pairs.has(key)) pairs.set(key, { ends, signs: new Map() });
    const { signs } = pairs.get(key);
    signs.set(edge.sign, [...(signs.get(edge.sign) ?? []), edge]);
  }
  return [...pairs.values()].flatMap(({ ends: [source, target], signs }) => {
    const other = signs.get(0) ?? [];
    const made = [1, -1].filter((sign) => signs.has(sign)).map((sign, number) => ({ sign, edges: [...signs.get(sign), ...(number ? [] : other)] }));
    return (made.length ? made : [{ sign: 0, edges: other }]).map((bundle) => {
      const own = bundle.edges.filter((edge) => edge.sign === bundle.sign);
      const isForm = (edge) => edge.kind === FORM;
      const names = [...new Set([...own.filter(isForm), ...own.filter((edge) => !isForm(edge))].map(nameOf))]; // its form first
      return { ...bundle, source, target, count: bundle.edges.length, label: names[0].split(" without ")[0] + (names.length > 1 ? ` +${names.length - 1}` : ""),
        told: `${label.get(source)} and ${label.get(target)}: ${SIGN[bundle.sign]}: ${names.join(", ")}; ${count(bundle.edges.length, "relation")}` };
    });
  });
}

async function why(edge, as_of) {
  try {
    if (edge.conclusion) {
      const found = await ask("explain", { conclusion: edge.conclusion, as_of });
      return found.flatMap((one) => [h("p", {}, sentence(one)), walk(proofTree(one), { canDoubt: false })]);
    }
    const found = await ask("claims", { claim: edge.claims });
    const told = new Set();
    return [h("div", { class: "tree" }, h("ul", {}, found.map((one) => h("li", { class: "node claim" }, claim({ iri: one.claim, ...cited(one, { label: one.source_label, citation: one.citation }) }, told, false)))))];
  } catch (error) {
    return [problem(error)];
  }
}

function list(below, nodes, edges, label, reasons, most = FIRST) {
  const rows = edges.slice(0, most).map((edge) => [label.get(edge.source), label.get(edge.target), reasons(edge), SIGN[edge.sign], edge.start ?? "", edge.end ?? ""]);
  below.replaceChildren(h("h2", {}, `${count(nodes.length, "state")}, ${count(edges.length, "relation")}`),
    edges.length ? table(["From", "To", "Relation", "Sign", "Start", "End"], rows, "Relations") : h("p", {}, "Nothing is so on this day."), edges.length > most ? h("p", {}, most < LISTED ? h("button", { type: "button", class: "outline", onclick: () => { list(below, nodes, edges, label, reasons, LISTED); below.querySelector(".scroll").focus(); } }, `Show ${Math.min(edges.length, LISTED) - most} more`) : `… and ${edges.length - LISTED} more`) : "");
}
