// Two states on a day: at a glance, then section by section; reasons open beside.
import { asked, day, h, link, problem, table } from "./dom.js";
import { chart } from "./chart.js";
import { doubts } from "./doubts.js";
import { glance } from "./glance.js";
import { opener, panel, whyOf } from "./panel.js";
import { address, ask, focusNext, go } from "./state.js";
import { chooser, inYears, timeControl } from "./time.js";
import { answer, findings, sentence, span, title } from "./tree.js";
import { reading } from "./walk.js";

let current = { key: "", brief: null, aside: null, events: [], why: "" };
const keyOf = ({ first, second, as_of, known_by, doubt }) => address({ first, second, as_of, known_by, doubt });

// Where only the reasons differ, what is shown stays.
export function update(state) {
  if (!current.brief || !current.aside?.isConnected || keyOf(state) !== current.key) return false;
  document.querySelector(".histogram").brush(state);
  document.querySelector(".inyears").replaceWith(inYears(state, current.events));
  panel(current.aside, state, current.brief).then(() => { if (state.why && state.why !== current.why) current.aside.focus({ preventScroll: true }); current.why = state.why; });
  for (const one of document.querySelectorAll(".current")) one.classList.remove("current");
  return true;
}

export async function show(state, main) {
  const values = { first: state.first, second: state.second, as_of: state.as_of, known_by: state.known_by, doubt: state.doubt };
  const content = h("div", { class: "content" });
  const aside = h("aside", { class: "beside", tabindex: "-1", "aria-label": "Why", hidden: true });
  const bar = h("div", { class: "bar" }, chooser(state));
  main.append(h("div", { class: "columns" }, h("div", { class: "left" }, bar, content), aside));
  if (!state.first || !state.second) {
    document.title = "Two states – Entente";
    content.append(h("p", {}, "Name two states, by their names or codes, or ", link("choose them on a map", {}, { href: "/" }), "."));
    return;
  }
  try {
    const [brief, events] = await Promise.all([ask("brief", values), ask("timeline", values)]);
    const [first, second] = asked(brief);
    document.title = `${first} and ${second}, as of ${brief.as_of} – Entente`;
    bar.append(timeControl(state, brief, events));
    const doubted = await doubts(state, brief);
    content.append(...[doubted, ...glance(brief, state), contents(brief), conclusions(brief), authorsAndData(brief), disputes(brief), unknown(brief), time(values, brief, state, events),
      figures(values), record(brief), sources(brief), downloads(state, brief)].flat().filter(Boolean));
    current = { key: keyOf(state), brief, aside, events, why: state.why };
    await panel(aside, state, brief);
  } catch (error) {
    content.append(problem(error));
  }
}

const SECTIONS = [["conclusions", "Conclusions"], ["authors", "Authors and data"], ["differ", "Where sources differ"], ["unknown", "Unknown"], ["time", "Time"], ["map", "Map"], ["network", "Network"], ["record", "Record"], ["sources", "Sources"], ["take", "Take away"]];

function contents(brief) {
  const there = SECTIONS.filter(([id]) => id !== "authors" || brief.authors_and_data.length);
  return h("nav", { class: "toc", "aria-label": "Sections" }, there.map(([id, name]) => h("a", { href: `#${id}`, onclick: (event) => {
    event.preventDefault();
    const there = document.getElementById(id);
    there?.scrollIntoView();
    there?.focus({ preventScroll: true });
  } }, name)));
}

const heading = (id, text) => h("h2", { id, tabindex: "-1" }, text);

function conclusions(brief) {
  const groups = new Map();
  for (const one of findings(brief)) {
    if (!one.conclusion) continue;
    const question = one.question ?? "What else follows?";
    groups.set(question, [...(groups.get(question) ?? []), one]);
  }
  return h("section", {}, heading("conclusions", "Conclusions"), groups.size ? h("div", { class: "wide" }, [...groups].map(([question, found]) => h("div", {}, h("h3", {}, question), h("ul", { class: "findings" }, found.map((one) => finding(one, brief)))))) : h("p", {}, "Nothing follows."));
}

const GROUND = { authors: "follows from authors alone", data: "follows from data alone", either: "follows from authors alone, and from data alone", both: "follows from authors and data only together" };

function finding(one, brief) {
  const told = answer(one);
  const old = one.last_attested && !one.contested && one.last_attested < brief.as_of ? `last attested ${day(one.last_attested)}` : "";
  const ground = findings(brief).some(({ follows_from }) => follows_from && follows_from !== "authors") && GROUND[one.follows_from];
  const label = [title(one), span(one.interval), old, ground].filter(Boolean).join("; ");
  return h("li", { "data-conclusion": one.conclusion }, h("span", { class: `badge ${told.split(" ")[0]}` }, told),
    h("div", {}, opener(sentence(one), whyOf(one.conclusion)), h("div", { class: "faint" }, label, one.restated ? h("span", { class: "mark" }, "restated from a source") : "")));
}

// What authors and data answer to the same questions, each answer with its claims beside.
function authorsAndData(brief) {
  if (!brief.authors_and_data.length) return null;
  const labels = new Map(brief.sources.map((source) => [source.source, source.label]));
  const reply = (number, side, { says, sources }) => [opener(says, `said:${number}:${side}`, { "aria-label": `Why: ${side} say ${says}` }), h("div", { class: "faint" }, sources.map((iri) => labels.get(iri) ?? iri).join("; "))];
  const meeting = (agree) => (agree === null ? "neither" : h("span", { class: `badge ${agree ? "yes" : "contested"}` }, agree ? "agree" : "differ"));
  return h("section", {}, heading("authors", "Authors and data"), table(["Question", "Authors say", "The data say", "They"],
    brief.authors_and_data.map((one, number) => [one.about, reply(number, "authors", one.authors), reply(number, "data", one.data), meeting(one.agree)]), "What authors and data say"));
}

function disputes(brief) {
  const seen = ({ from, until }) => (from === until ? day(from) : from ? `${day(from)} to ${until ? day(until) : "now"}` : `until ${day(until)}`);
  return h("section", {}, heading("differ", "Where sources differ"), brief.disputes.length ? brief.disputes.map((one) => [
    h("h3", {}, one.about, " ", h("span", { class: `mark ${one.contested ? "contested" : ""}` }, one.contested ? "contested" : "outweighed by a later look")),
    h("ul", {}, one.sides.map((side) => h("li", {}, h("b", {}, side.says), ` (${side.standing}; attested ${seen(side.attested)}): `, brief.claims[side.claim].label)))]) : h("p", {}, "Nowhere: no two sources in the graph contradict each other here."));
}

function unknown(brief) {
  const kinds = [...new Map(findings(brief).filter((one) => !one.conclusion).map((one) => [one.kind, one])).values()];
  return h("section", {}, heading("unknown", "Unknown"), kinds.length ? h("p", {}, "No answer follows to these; each says what is missing: ", kinds.map((one, number) => [number ? ", " : "", opener(one.label, `kind:${one.kind}`)]), ".") : h("p", {}, "Every question that is asked has an answer."));
}

function time(values, brief, state, events) {
  return h("section", {}, heading("time", "Time"), h("p", { class: "faint" }, "Acts and disputes above, what follows from them below. Pale: presumed to last, or dated only to those years. Ring: attested from then on."),
    inYears(state, events),
    chart("timeline", values, `Timeline of ${asked(brief).join(" and ")}`), chart("trajectory", values, `Dated evidence on ${asked(brief).join(" and ")}`));
}

function figures(values) {
  return [h("section", {}, heading("map", "Map"), chart("map", values, "Map of postures and interests")),
    h("section", {}, heading("network", "Network"), chart("network", values, "Network around the two"),
      h("p", {}, link("Open the network to search and filter it", { view: "network", state: values.first, as_of: values.as_of })))];
}

// Claims under their sources, each with its place there.
function list(claims, brief) {
  return [...Map.groupBy(claims, (claim) => claim.source)].map(([source, own]) => [
    h("p", { class: "faint cite" }, brief.sources.find((one) => one.source === source)?.label ?? source),
    h("ul", { class: "wide" }, own.map((claim) => h("li", {}, claim.label, h("span", { class: "faint" }, ` (${claim.locator}; ${claim.modality})`))))]);
}

function record(brief) {
  return h("section", {}, heading("record", "Record"), brief.record.length ? list(brief.record, brief) : h("p", {}, "No act or dispute of both is known on this day."),
    brief.denied?.length ? [h("h3", {}, "Denied"), list(brief.denied, brief)] : "", brief.reported?.length ? [h("h3", {}, "Reported or thought unlikely, not vouched for"), list(brief.reported, brief)] : "",
    brief.expected.length ? [h("h3", {}, "Expected or hoped for, not known"), list(brief.expected, brief)] : "");
}

function sources(brief) {
  return h("section", {}, heading("sources", "Sources"), brief.sources.length ? h("ul", {}, brief.sources.map((source) => h("li", {}, source.citation || source.label, " ", reading(source), " ",
    link("argument", { view: "argument", source: source.source.split("/").pop() })))) : h("p", {}, "None."));
}

function downloads(state, brief) {
  const values = { first: state.first, second: state.second, as_of: state.as_of, known_by: state.known_by, doubt: state.doubt };
  return h("section", {}, heading("take", "Take away"), h("ul", {},
    h("li", {}, h("a", { href: `/api/report${address(values)}` }, "Report (HTML)"), " with every proof, for paper, too"),
    h("li", {}, h("a", { href: `/api/brief${address(values)}`, download: "brief.json" }, "Brief (JSON)")),
    h("li", {}, h("a", { href: `/api/export.gexf${address({ as_of: brief.as_of })}` }, "Network of the day (GEXF)")),
    h("li", {}, link("Ask about the two in SPARQL", { view: "ask", question: "conclusions", first: state.first, second: state.second }))));
}
