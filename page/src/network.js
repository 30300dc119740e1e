// The network of states: filter by kind, sign and source, click an edge for its reasons, and read it as a table.
import { choice, h, problem, table } from "./dom.js";
import { Drawing } from "./drawing.js";
import { opener } from "./proof.js";
import { ask, go } from "./state.js";

const SIGNS = [["", "all"], ["1", "cooperation"], ["-1", "opposition"], ["0", "neither"]];

export async function show(state, main) {
  document.title = "Network – Entente";
  main.replaceChildren(h("p", {}, "Loading…"));
  try {
    const data = await ask("network", { as_of: state.as_of, derived: "true" });
    const kinds = [...new Set(data.edges.map((edge) => edge.kind))].sort();
    const sources = [...new Set(data.edges.flatMap((edge) => edge.sources))].sort();
    const filter = { kind: "", sign: "", source: "" };
    const canvas = h("canvas", { tabindex: "0", role: "img", "aria-label": "Network of states; the same edges are in the table below" });
    const told = h("output", { class: "faint" }, "Point at a state; click a relation for its reasons.");
    const below = h("div");
    const why = h("div", { class: "why", "aria-live": "polite" });
    const label = new Map(data.nodes.map((node) => [node.id, node.label]));
    const reasons = (edge) => opener(edge.label, `Why: ${label.get(edge.source)} and ${label.get(edge.target)}, ${edge.label}`, why, edge, state);
    const update = (name) => (value) => { filter[name] = value; drawing.edges = chosen(data, filter); drawing.draw(); list(below, data, drawing.edges, label, reasons); };
    const year = h("input", { type: "number", min: 1815, max: new Date().getFullYear(), value: state.as_of.slice(0, 4) });
    main.replaceChildren(
      h("form", { onsubmit: (event) => { event.preventDefault(); go({ as_of: year.value }); } },
        h("label", {}, "Year", year), h("button", {}, "Show"),
        choice("Kind", "", [["", "all"], ...kinds.map((kind) => [kind, kind])], update("kind")),
        choice("Sign", "", SIGNS, update("sign")),
        choice("Source", "", [["", "all"], ...sources.map((source) => [source, source])], update("source")),
        h("button", { type: "button", onclick: () => drawing.zoom(1.25) }, "+"),
        h("button", { type: "button", onclick: () => drawing.zoom(0.8) }, "−")),
      canvas, told, why, below);
    const drawing = new Drawing(canvas, data, told, (edge) => { const act = reasons(edge); if (act.click) act.click(); });
    drawing.draw();
    list(below, data, data.edges, label, reasons);
  } catch (error) {
    main.replaceChildren(problem(error));
  }
}

function chosen(data, { kind, sign, source }) {
  return data.edges.filter((edge) => (!kind || edge.kind === kind) && (sign === "" || String(edge.sign) === sign)
    && (!source || edge.sources.includes(source)));
}

function list(below, data, edges, label, reasons) {
  const rows = edges.slice(0, 200).map((edge) => [label.get(edge.source), label.get(edge.target), reasons(edge), edge.start ?? "", edge.end ?? ""]);
  below.replaceChildren(h("h2", {}, `${data.nodes.length} states, ${edges.length} relations`),
    table(["From", "To", "Relation", "Start", "End"], rows), edges.length > 200 ? h("p", {}, `… and ${edges.length - 200} more`) : "");
}
