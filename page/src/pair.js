// Two states on a day: the verdict, the regions, what follows and why, and what a doubt would change.
import { h, problem, table, words } from "./dom.js";
import { opener, proof } from "./proof.js";
import { address, ask, go } from "./state.js";

const FIRST_YEAR = 1815;

export async function show(state, main) {
  const rest = h("div");
  main.replaceChildren(chooser(state), rest);
  if (!state.first || !state.second) {
    rest.append(h("p", {}, "Choose two states."));
    return;
  }
  const values = { first: state.first, second: state.second, as_of: state.as_of, doubt: state.doubt };
  try {
    const brief = await ask("brief", values);
    const [first, second] = brief.names;
    document.title = `${first} and ${second}, as of ${brief.as_of} – Entente`;
    rest.append(h("div", {},
      h("h2", {}, `${first} and ${second}, as of ${brief.as_of}`),
      brief.read_as.map((note) => h("p", { class: "faint" }, note)),
      doubts(state), verdict(brief), regions(brief, state), conclusions(brief, state), figures(values), downloads(state, brief)));
    if (state.doubt.length) rest.querySelector(".doubted").append(await changes(state));
  } catch (error) {
    rest.append(problem(error));
  }
}

function chooser(state) {
  const field = (label, name) => h("label", {}, label,
    h("input", { name, list: "states", value: state[name], required: true, autocomplete: "off" }));
  const year = Number(state.as_of.slice(0, 4)) || new Date().getFullYear();
  const told = h("output", { for: "year" }, state.as_of || "latest");
  return h("form", { onsubmit: (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    go({ view: "pair", first: form.get("first"), second: form.get("second"), doubt: [] });
  } }, field("One state", "first"), field("The other", "second"), h("button", {}, "Show"),
  h("label", { class: "wide" }, h("span", {}, "As of ", told),
    h("input", { type: "range", id: "year", min: FIRST_YEAR, max: new Date().getFullYear(), value: year,
      oninput: (event) => { told.value = event.target.value; }, onchange: (event) => go({ as_of: event.target.value }) })),
  h("button", { type: "button", onclick: () => go({ as_of: "" }) }, "Latest"));
}

function verdict(brief) {
  const { formal, conduct, trajectory, towards } = brief.form;
  const strong = (text) => h("strong", {}, words(text));
  return h("p", { class: "verdict" }, brief.newest_evidence ? `Newest evidence: ${brief.newest_evidence}. ` : "", "By treaty: ", strong(formal), ". In conduct: ", strong(conduct),
    ". Trajectory: ", strong(trajectory), towards ? [" towards ", strong(towards)] : "", ".");
}

function regions(brief, state) {
  const known = brief.regions.filter((row) => row.relation !== "unknown" || row.argued_relations.length);
  const either = (values) => values?.length ? `${values.join(" or ")} (contested)` : "";
  const own = (row, code) => [row.postures[code] ?? either(row.argued_postures[code]),
    row.levels[code] ?? either(row.argued_levels[code])].filter(Boolean).join(", ");
  const wider = (told) => told ? `${[told.posture, told.level].filter(Boolean).join(", ")} (${told.from.join(" and ")})` : "";
  const stake = (row, code) => [own(row, code), wider(row.inherited[code])].filter(Boolean).join("; ") || "unknown";
  const why = h("div", { class: "why", "aria-live": "polite" });
  const cell = (row, text, conclusion) => opener(text, `Why: ${row.label}, ${text}`, why, { conclusion, claims: row.claims }, state);
  return [h("h2", {}, "Postures and interests"),
    known.length ? table(["Region or issue", ...brief.names, "Relation"], known.map((row) => [
      row.label, ...brief.dyad.map((code) => cell(row, stake(row, code))), cell(row, either(row.argued_relations) || Object.keys(row.relations).join(" and ") || row.relation, row.conclusion)])) : null,
    why, h("p", { class: "faint" }, `${brief.regions.length - known.length} other regions and issues: unknown.`)];
}

function conclusions(brief, state) {
  const all = [...brief.form.findings, ...brief.conclusions, ...brief.further];
  const known = all.filter((one) => one.conclusion);
  const unknown = all.filter((one) => !one.conclusion);
  return [h("h2", {}, "What follows"), known.map((one) => conclusion(one, state, brief.as_of)), disputes(brief),
    h("h2", {}, "Unknown"), h("p", {}, unknown.map((one) => words(one.kind)).join(", ") || "Nothing that is asked.")];
}

function conclusion(one, state, asked) {
  const about = one.about ? ` (${words(one.about)})` : "";
  const shown = h("details", { "data-conclusion": one.conclusion }, h("summary", {},
    h("span", { class: "answer" }, one.contested ? "contested" : one.holds), one.last_attested && !one.contested && one.last_attested < asked ? ` when last attested (${one.last_attested}) ` : "", ` ${words(one.kind)}${about} `, h("span", { class: "faint" }, one.subject ?? "")));
  shown.addEventListener("toggle", async () => {
    if (shown.open && shown.childElementCount === 1) shown.append(...await proof(one.conclusion, state));
  });
  return shown;
}

function disputes(brief) {
  if (!brief.disputes.length) return null;
  const seen = ({ from, until }) => from === until ? from : `${from ?? ".."} to ${until ?? "open"}`;
  return [h("h2", {}, "Where sources differ"), brief.disputes.map((one) => [
    h("p", {}, `${one.about}: ${one.contested ? "contested" : "outweighed by a later look"}`),
    h("ul", {}, one.sides.map((side) => h("li", {}, `${side.says} (${side.standing}; attested ${seen(side.attested)}): `,
      brief.claims[side.claim].label)))])];
}

function doubts(state) {
  if (!state.doubt.length) return null;
  return h("div", { class: "doubted" }, h("h3", {}, "Doubted"), h("ul", {}, state.doubt.map((name) => h("li", {}, name, " ",
    h("button", { class: "small", type: "button", onclick: () => go({ doubt: state.doubt.filter((one) => one !== name) }) }, "undo")))));
}

async function changes(state) {
  const { changed } = await ask("what-if", { retract: state.doubt });
  return h("div", {}, h("h3", {}, "What changes"), changed.length ? h("ul", {}, changed.map((one) =>
    h("li", {}, `${one.contested.before ? "contested" : one.before} → ${one.contested.after ? "contested" : one.after}: ${words(one.kind)}${one.about ? ` (${words(one.about)})` : ""}, ${one.dyad}`))) : h("p", {}, "Nothing."));
}

function figures(values) {
  const name = { map: "Map of interests", timeline: "Timeline", trajectory: "Trajectory", network: "Network" };
  return [h("h2", {}, "Figures"), h("div", { class: "figures" }, Object.entries(name).map(([kind, alt]) =>
    h("figure", {}, h("img", { loading: "lazy", alt: `${alt} of ${values.first} and ${values.second}`, src: `/api/figure/${kind}${address(values)}` }))))];
}

function downloads(state, brief) {
  const values = { first: state.first, second: state.second, as_of: state.as_of };
  return [h("h2", {}, "Take away"), h("ul", {},
    h("li", {}, h("a", { href: `/api/report${address(values)}` }, "Report (HTML)")),
    h("li", {}, h("a", { href: `/api/brief${address({ ...values, doubt: state.doubt })}`, download: "brief.json" }, "Brief (JSON)")),
    h("li", {}, h("a", { href: `/api/export.gexf${address({ as_of: brief.as_of })}` }, "Network of the day (GEXF)")))];
}
