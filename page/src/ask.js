// The workbench: saved questions with their parameters, SPARQL in tabs, and the answers.
import { count, h, problem } from "./dom.js";
import { showGraph, showRows } from "./answers.js";
import { address, ask, read } from "./state.js";

const KEPT = "entente-queries", PAST = "entente-history", REMEMBERED = 30;
const FIRST = `# Ctrl+Space completes, Ctrl+Enter runs
PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?state ?object ?orientation WHERE {
  ?posture a ent:Posture ;
    ent:isHeldBy/skos:prefLabel ?state ;
    ent:isTowards/skos:prefLabel ?object ;
    ent:hasOrientation/skos:prefLabel ?orientation .
}
ORDER BY ?object ?state
`;

const stored = (name, otherwise) => { try { return JSON.parse(localStorage.getItem(name)) ?? otherwise; } catch { return otherwise; } };
const store = (name, value) => { try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* private windows keep nothing */ } };

export async function show(state, main) {
  document.title = "Workbench – Entente";
  try {
    const [questions, vocabulary, { editor }] = await Promise.all([ask("questions"), ask("vocabulary"), import("./editor.js")]);
    const answer = h("div", { class: "answer", "aria-live": "polite" });
    const found = questions.find((one) => one.name === state.question);
    const bench = workbench(main, answer, vocabulary, editor, state, found);
    main.append(h("h1", {}, "Ask the graph"), h("div", { class: "bench" }, h("div", { class: "asked" }, catalogue(questions, state)),
      h("div", {}, found ? saved(found, answer, state, vocabulary, bench) : "", bench.place, answer)));
    bench.start();
  } catch (error) {
    main.append(problem(error));
  }
}

// Questions by what they are about, to be searched.
function catalogue(questions, state) {
  const about = (one) => {
    const names = new Set(one.parameters.map((parameter) => parameter.name));
    if (names.has("first") || names.has("provider")) return "About two states";
    return names.has("source") ? "About a source" : "About the graph";
  };
  const inside = h("div");
  const fill = (wanted) => {
    const fits = questions.filter((one) => `${one.name} ${one.summary}`.toLowerCase().includes(wanted.toLowerCase()));
    const groups = Map.groupBy ? Map.groupBy(fits, about) : fits.reduce((map, one) => map.set(about(one), [...(map.get(about(one)) ?? []), one]), new Map());
    inside.replaceChildren(...(fits.length ? [...groups].map(([name, some]) => h("details", { open: Boolean(wanted) || some.some((one) => one.name === state.question) || name === "About two states" },
      h("summary", {}, `${name} (${some.length})`), h("ul", {}, some.map((one) => h("li", {}, h("a", { href: address({ view: "ask", question: one.name, first: state.first, second: state.second }), "data-go": true, "aria-current": one.name === state.question ? "true" : null }, one.summary))))))
      : [h("p", {}, "No question is worded so.")]));
  };
  fill("");
  return [h("h2", {}, "Saved questions"), h("input", { type: "search", "aria-label": "Find a question", placeholder: "find a question", oninput: (event) => fill(event.target.value) }), inside];
}

function saved(question, answer, state, vocabulary, bench) {
  const given = { first: state.first, second: state.second, provider: state.first, recipient: state.second };
  const fields = question.parameters.map(({ name, type, required, about }) => h("label", {}, `${(about || name).replace(/\.$/, "")}${required ? "" : " (optional)"}`,
    h("input", { name, required, value: given[name] ?? "", list: type === "state" ? "states" : null, autocomplete: "off" })));
  const form = h("form", { class: "filters", onsubmit: async (event) => {
    event.preventDefault();
    const values = [...new FormData(event.target)].filter(([, value]) => value);
    const began = performance.now();
    try {
      const { columns, rows } = await ask(`questions/${question.name}`, { p: values.map(([name, value]) => `${name}=${value}`) });
      showRows(answer, { columns, rows, prefixes: vocabulary.prefixes, took: `${Math.round(performance.now() - began)} ms` });
      history.replaceState(null, "", address({ ...read(), ...Object.fromEntries(values.filter(([name]) => name === "first" || name === "second")) }));
    } catch (error) {
      answer.replaceChildren(problem(error));
    }
  } }, fields, h("button", {}, "Ask"), h("button", { type: "button", class: "outline", onclick: () => bench.open(question.name, question.sparql) }, "Open as SPARQL"));
  return h("section", {}, h("h2", {}, question.summary), form);
}

function workbench(main, answer, vocabulary, make, state) {
  const kept = stored(KEPT, { tabs: [{ name: "Query 1", text: FIRST }], at: 0 });
  const place = h("section", { class: "sparql" }), tabs = h("div", { class: "tabs" }), box = h("div");
  const past = h("details", { class: "past" }, h("summary", {}, "History"));
  const message = h("div");
  let field = null;
  const save = () => store(KEPT, kept);
  const list = () => tabs.replaceChildren(h("div", { class: "tabs", role: "tablist", "aria-label": "Queries" }, kept.tabs.map((tab, number) => h("button", { type: "button", role: "tab", class: "small outline", "aria-selected": String(number === kept.at), onclick: () => turn(number) }, tab.name))),
    h("button", { type: "button", class: "small outline", "aria-label": "New query", onclick: () => open(`Query ${kept.tabs.length + 1}`, "") }, "+"),
    kept.tabs.length > 1 ? h("button", { type: "button", class: "small outline", "aria-label": `Close ${kept.tabs[kept.at].name}`, onclick: () => { kept.tabs.splice(kept.at, 1); turn(Math.max(0, kept.at - 1)); } }, "×") : "");
  const turn = (number) => { kept.at = number; save(); list(); if (field) field.text = kept.tabs[number].text; };
  const open = (name, text) => {
    const there = kept.tabs.findIndex((tab) => tab.text === text && text);
    if (there < 0) kept.tabs.push({ name, text });
    turn(there < 0 ? kept.tabs.length - 1 : there);
    field?.view.focus();
  };
  const remember = (text, told) => {
    const before = stored(PAST, []).filter((one) => one.text !== text);
    store(PAST, [{ text, told, when: new Date().toISOString().slice(0, 16).replace("T", " ") }, ...before].slice(0, REMEMBERED));
    recall();
  };
  const recall = () => {
    const before = stored(PAST, []);
    past.replaceChildren(h("summary", {}, `History (${before.length})`), h("ul", {}, before.map((one) => h("li", {}, h("button", { type: "button", class: "plain", onclick: () => open("From history", one.text) }, one.text.replace(/^(?:\s*(?:#.*|prefix.*))*\s*/i, "").replace(/\s+/g, " ").slice(0, 90) || one.text.slice(0, 90)), h("span", { class: "faint" }, ` ${one.when}; ${one.told}`)))));
  };
  const run = async () => {
    const text = field.text, began = performance.now();
    answer.replaceChildren(h("p", { class: "faint" }, "Asking…"));
    message.replaceChildren();
    history.replaceState(null, "", address({ ...read(), view: "ask", question: "", q: text }));
    try {
      const reply = await fetch("/sparql", { method: "POST", body: text, headers: { "Content-Type": "application/sparql-query", Accept: "application/sparql-results+json, application/n-triples;q=0.5" } });
      const data = await reply.text();
      if (!reply.ok) throw new Error(data.trim());
      const took = `${Math.round(performance.now() - began)} ms`;
      remember(text, showAnswer(answer, data, reply.headers.get("Content-Type") ?? "", vocabulary.prefixes, took));
    } catch (error) {
      const at = /:(\d+):(\d+): (.*)/.exec(error.message);
      const missing = field.missing();
      const shown = missing.length ? new Error(`The prefix ${missing[0].name}: is not declared.`) : at ? new Error(`Line ${at[1]}, column ${at[2]}: ${at[3]}`) : error;
      answer.replaceChildren(problem(shown), missing.length ? h("button", { type: "button", class: "small", onclick: () => { field.declare(missing); run(); } }, "Declare it and run") : "");
      if (at) field.mark({ line: Number(at[1]), column: Number(at[2]), message: at[3] });
      remember(text, "an error");
    }
  };
  const share = async () => {
    const link = new URL(address({ view: "ask", q: field.text }), location.href).href;
    try { await navigator.clipboard.writeText(link); message.replaceChildren(h("p", { role: "status" }, "The link is copied.")); } catch { message.replaceChildren(h("p", { role: "status" }, link)); }
  };
  place.append(h("h2", {}, "SPARQL"), tabs, box, h("p", { class: "filters" }, h("button", { type: "button", onclick: run }, "Run"), h("button", { type: "button", class: "outline", onclick: share }, "Copy a link"),
    h("span", { class: "faint" }, `The default graph is what holds; GRAPH ?claim is what a claim says. ${count(vocabulary.words.length, "word")} complete.`)), message, past);
  return { place, open, start() {
    if (state.q) {
      const there = kept.tabs.findIndex((tab) => tab.text === state.q);
      if (there < 0) kept.tabs.push({ name: "Shared", text: state.q });
      kept.at = there < 0 ? kept.tabs.length - 1 : there;
      if (kept.tabs.length > 8) { kept.tabs.splice(0, 1); kept.at = Math.max(0, kept.at - 1); }
    }
    kept.at = Math.min(kept.at, kept.tabs.length - 1);
    field = make(box, { text: kept.tabs[kept.at].text, vocabulary, run, changed: (text) => { kept.tabs[kept.at].text = text; save(); } });
    list();
    recall();
    if (state.q) run();
  } };
}

// Shows an answer and says in a word what it is.
function showAnswer(place, data, type, prefixes, took) {
  if (!type.includes("json")) { showGraph(place, { triples: data, prefixes, took }); return "a graph"; }
  const parsed = JSON.parse(data);
  if ("boolean" in parsed) { place.replaceChildren(h("h2", {}, parsed.boolean ? "yes" : "no")); return parsed.boolean ? "yes" : "no"; }
  const { vars } = parsed.head, { bindings } = parsed.results;
  showRows(place, { columns: vars, rows: bindings.map((row) => vars.map((name) => row[name]?.value ?? null)), raw: JSON.stringify(parsed, null, 1), prefixes, took });
  return count(bindings.length, "row");
}
