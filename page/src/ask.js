// Saved questions with their parameters, SPARQL of one's own, and the answer as table, bars, graph or file.
import { choice, h, problem, table } from "./dom.js";
import { Drawing, placed } from "./drawing.js";
import { ask, go } from "./state.js";

const DRAWN = 300; // nodes of a graph

export async function show(state, main) {
  document.title = "Questions – Entente";
  try {
    const questions = await ask("questions");
    const found = questions.find((one) => one.name === state.question);
    const answer = h("div");
    main.replaceChildren(
      h("form", {}, choice("Question", state.question, [["", "choose"], ...questions.map((one) => [one.name, one.summary])], (value) => go({ question: value }))),
      found ? saved(found, answer) : "", editor(found, answer), answer);
  } catch (error) {
    main.replaceChildren(problem(error));
  }
}

function saved(question, answer) {
  const fields = question.parameters.map(({ name, type, required, about }) =>
    h("label", {}, `${about || name}${required ? "" : " (optional)"}`,
      h("input", { name, required, list: type === "state" ? "states" : null, autocomplete: "off" })));
  return h("form", { onsubmit: async (event) => {
    event.preventDefault();
    const given = [...new FormData(event.target)].filter(([, value]) => value).map(([name, value]) => `${name}=${value}`);
    try {
      const { columns, rows } = await ask(`questions/${question.name}`, { p: given });
      show_rows(answer, columns, rows);
    } catch (error) {
      answer.replaceChildren(problem(error));
    }
  } }, fields, h("button", {}, "Ask"));
}

function editor(question, answer) {
  const text = h("textarea", { rows: 12, spellcheck: "false", "aria-label": "SPARQL" });
  text.value = question?.sparql ?? "PREFIX ent: <https://w3id.org/entente/ontology#>\nSELECT * WHERE { GRAPH ?claim { ?who a ent:Rivalry } } LIMIT 10\n";
  const run = async (accept) => {
    const reply = await fetch("/sparql", { method: "POST", body: text.value, headers: { "Content-Type": "application/sparql-query", Accept: accept } });
    if (!reply.ok) throw new Error((await reply.text()).trim());
    return reply;
  };
  const guarded = (act) => async () => { try { await act(); } catch (error) { answer.replaceChildren(problem(error)); } };
  const shown = guarded(async () => {
    const data = await (await run("application/sparql-results+json, application/n-triples;q=0.5")).text();
    let parsed = null;
    try { parsed = JSON.parse(data); } catch { /* a graph, as N-Triples */ }
    if (!parsed) show_graph(answer, data);
    else if ("boolean" in parsed) answer.replaceChildren(h("p", {}, parsed.boolean ? "yes" : "no"));
    else {
      const { vars } = parsed.head, { bindings } = parsed.results;
      show_rows(answer, vars, bindings.map((row) => vars.map((name) => row[name]?.value ?? null)));
      const ends = vars.filter((name) => bindings.some((row) => row[name]?.type === "uri"));
      if (ends.length > 1) answer.append(graph(bindings.filter((row) => row[ends[0]] && row[ends[1]]).map((row) => [row[ends[0]].value, `${ends[0]}, ${ends[1]}`, row[ends[1]].value])));
    }
  });
  return h("details", { open: !question }, h("summary", {}, "SPARQL"), text,
    h("p", {}, h("button", { type: "button", onclick: shown }, "Run")));
}

function show_rows(answer, columns, rows) {
  const numbers = columns.map((_, number) => rows.length > 1 && rows.every((row) => row[number] !== null && row[number] !== "" && !Number.isNaN(Number(row[number]))));
  const measured = numbers.findIndex(Boolean);
  answer.replaceChildren(h("h2", {}, `${rows.length} rows`),
    h("p", {}, file("CSV", "rows.csv", csv(columns, rows), "text/csv"), " ",
      file("JSON", "rows.json", JSON.stringify(rows.map((row) => Object.fromEntries(columns.map((name, number) => [name, row[number]]))), null, 1), "application/json")),
    table(columns, rows.slice(0, 500).map((row) => row.map((value) => (value === null ? "" : String(value))))),
    measured > 0 ? bars(columns[measured], rows.slice(0, 40).map((row) => [String(row[0]), Number(row[measured])])) : "");
}

function show_graph(answer, triples) {
  const found = [...triples.matchAll(/^(\S+) <([^>]*)> (.+) \.$/gm)].map(([, subject, predicate, value]) => [plain(subject), predicate, plain(value)]);
  answer.replaceChildren(h("h2", {}, `${found.length} statements`), h("p", {}, file("N-Triples", "graph.nt", triples, "application/n-triples")),
    h("details", { open: true }, h("summary", {}, "as text"), h("pre", { tabindex: "0" }, triples)), found.length ? graph(found) : "");
}

const plain = (term) => (/^<.*>$/.test(term) ? term.slice(1, -1) : term);
const short = (name) => (/^[a-z][\w+.-]*:\S+$/i.test(name) ? name.split(/[/#]/).pop() || name : name).slice(0, 40);

function graph(triples) {
  const canvas = h("canvas", { tabindex: "0", role: "img", "aria-label": "The same answer as a graph" });
  const told = h("output", { class: "faint" }, "Point at a node, or click a line.");
  const shown = h("details", {}, h("summary", {}, "as graph"), canvas, told);
  shown.addEventListener("toggle", () => {
    if (!shown.open || shown.drawing) return;
    const ids = [...new Set(triples.flatMap(([one, , other]) => [one, other]))].slice(0, DRAWN);
    const known = new Set(ids);
    const edges = triples.filter(([one, , other]) => known.has(one) && known.has(other)).map(([source, label, target]) => ({ source, target, label, sign: 0 }));
    const nodes = placed(ids.map((id) => ({ id, label: short(id) })), edges);
    shown.drawing = new Drawing(canvas, { nodes, edges }, told, (edge) => { told.value = `${short(edge.source)} – ${short(edge.label)} – ${short(edge.target)}`; });
    shown.drawing.draw();
  });
  return shown;
}

function bars(name, rows) {
  const most = Math.max(...rows.map(([, value]) => Math.abs(value))) || 1;
  return h("details", {}, h("summary", {}, `${name} as bars`), h("div", {}, rows.map(([label, value]) =>
    h("p", { class: "claim" }, h("meter", { min: 0, max: most, value: Math.abs(value), "aria-label": label }), ` ${label}: ${value}`))));
}

function csv(columns, rows) {
  const cell = (value) => {
    const text = value === null ? "" : String(value);
    const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [columns, ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
}

function file(label, name, content, type) {
  return h("a", { download: name, href: URL.createObjectURL(new Blob([content], { type })) }, label);
}
