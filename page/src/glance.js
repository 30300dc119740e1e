// A pair at a glance: verdict, form, tests and interests, places, and what the answers turn on.
import { age, asked, both, count, day, h, words } from "./dom.js";
import { opener, whyOf } from "./panel.js";
import { focusNext, go } from "./state.js";
import { answer, findings } from "./tree.js";

export function glance(brief, state) {
  return [
    h("section", { class: "verdict", "aria-label": "Verdict" },
      h("h1", {}, both(asked(brief))),
      h("p", { class: "asof" }, `as of ${day(brief.as_of)}`, brief.newest_evidence ? `; newest evidence ${day(brief.newest_evidence)}${age(brief.newest_evidence, brief.as_of)}` : "", brief.read_as.map((note) => `; ${note}`)),
      h("p", { class: "sentence" }, brief.verdict)),
    h("div", { class: "glance" }, ladder(brief), cards(brief), matrix(brief), turnsOn(brief, state))];
}

function ladder(brief) {
  const ranks = [...new Set(brief.form.ladder.map((rung) => rung.rank))].sort((one, other) => other - one);
  const found = new Map();
  for (const one of brief.form.findings) {
    if (one.kind === "trajectory") continue;
    found.set(one.about, [...(found.get(one.about) ?? []), one]);
  }
  const mark = (one) => {
    const text = `${one.manner === "formal" ? "by treaty" : "in conduct"}${one.holds === "no" ? ": no" : one.contested ? ": contested" : ""}`;
    return opener(text, whyOf(one.conclusion), { class: `mark ${one.contested ? "contested" : one.holds} ${one.manner}` });
  };
  const { trajectory, towards } = brief.form;
  const arrow = { rising: "↑", falling: "↓", flat: "→" }[trajectory];
  return h("section", { class: "ladder", "aria-labelledby": "ladder" }, h("h2", { id: "ladder" }, "Form"),
    h("ol", {}, ranks.map((rank) => {
      const rungs = brief.form.ladder.filter((rung) => rung.rank === rank);
      const held = rungs.some((rung) => found.get(rung.form)?.some((one) => one.holds === "yes"));
      return h("li", { class: held ? "held" : "" }, rungs.map((rung, number) => [number ? h("span", { class: "faint" }, " / ") : "",
        h("span", { class: found.has(rung.form) || rung.form === towards ? "rung" : "rung faint", title: rung.label }, rung.label.split(" without ")[0]), " ", (found.get(rung.form) ?? []).map(mark),
        rung.form === towards ? h("span", { class: "mark towards" }, `${arrow ?? ""} towards`) : ""]));
    })),
    h("p", {}, "Trajectory: ", trajectory === "unknown" ? h("b", {}, "unknown") : trajectoryLink(brief, arrow)));
}

function trajectoryLink(brief, arrow) {
  const found = brief.form.findings.find((one) => one.kind === "trajectory" && one.holds === "yes");
  const text = `${arrow ?? ""} ${words(brief.form.trajectory)}`;
  return found ? opener(text, whyOf(found.conclusion)) : h("b", {}, text);
}

function card(name, body, details) {
  return h("article", { class: "card" }, h("h3", {}, name), h("p", { class: "big" }, body), h("p", { class: "faint" }, details));
}

function tested(name, kind, brief) {
  const one = brief.conclusions.find((found) => found.kind === kind);
  const told = one ? answer(one) : "unknown";
  const text = one?.conclusion ? opener(told, whyOf(one.conclusion), { "aria-label": `Why: ${name}, ${told}` }) : opener("unknown", `kind:${kind}`, { "aria-label": `Why: ${name}, unknown` });
  return card(name, h("span", { class: `badge ${told.split(" ")[0]}` }, text), one?.last_attested ? `attested ${day(one.last_attested)}` : "nothing follows");
}

function related(name, relation, brief) {
  const rows = brief.regions.filter((row) => row.relation === relation || row.relations[relation]);
  const argued = brief.regions.filter((row) => row.argued_relations.includes(relation));
  const seen = rows.map((row) => row.last_attested).filter(Boolean).sort();
  const places = [...rows.map((row) => opener(row.label, whyOf(row.relations[relation] || row.conclusion || "") || `claims:${row.region}`, { "aria-label": `Why: ${row.label}, ${relation}` })),
    ...argued.map((row) => [opener(row.label, `claims:${row.region}`), h("span", { class: "mark contested" }, "contested")])];
  return card(name, places.length ? places.map((place, number) => [number ? ", " : "", place]) : "none known", seen.length ? `attested ${day(seen.at(0))}` : "");
}

function cards(brief) {
  return h("section", { class: "cards", "aria-label": "Tests and interests" },
    tested("Basis for a military alliance", "basis-for-military-alliance", brief), tested("Passes the first test", "passes-first-test", brief), tested("Secured rear", "strategic-rear-secured", brief),
    related("Interests overlap", "overlap", brief), related("Interests diverge", "divergence", brief), related("Interests conflict", "conflict", brief));
}

const either = (values) => (values?.length ? `${values.join(" or ")}?` : "");

export function stake(row, code) {
  const own = [words(row.postures[code] ?? (either(row.argued_postures[code]) || "")), row.levels[code] ?? (either(row.argued_levels[code]) || (row.inferred_levels[code] ? `${row.inferred_levels[code]} (inferred)` : row.not_core.includes(code) ? "not core" : ""))].filter(Boolean).join(", ");
  const wider = row.inherited[code];
  const told = wider ? `${[wider.posture, wider.level].filter(Boolean).map(words).join(", ")} (${wider.from.join(" and ")})` : "";
  return [own, told].filter(Boolean).join("; ");
}

// Rows of which anything is known of either state, be the relation known or not.
export const saysSomething = (row) => row.relation !== "unknown" || row.not_core.length || Object.keys(row.inferred_levels).length || row.argued_relations.length
  || [row.postures, row.levels].some((of) => Object.values(of).some(Boolean)) || [row.argued_postures, row.argued_levels].some((of) => Object.keys(of).length);

function matrix(brief) {
  const rows = brief.regions.filter(saysSomething);
  const cell = (row, code) => {
    const text = stake(row, code);
    const orientation = row.postures[code] ?? "";
    return h("td", { class: `posture ${orientation}` }, text ? opener(text, `claims:${row.region}`, { "aria-label": `Why: ${row.label}, ${text}` }) : h("span", { class: "faint" }, "unknown"));
  };
  const relation = (row) => {
    const held = Object.entries(row.relations).filter(([, conclusion]) => conclusion);
    if (held.length > 1) return h("td", { class: `relation ${row.relation}` }, held.map(([name, conclusion], number) => [number ? " and " : "", opener(name, whyOf(conclusion), { "aria-label": `Why: ${row.label}, ${name}` })]));
    const text = either(row.argued_relations) || row.relation + (row.inferred_relations.includes(row.relation) ? " (inferred)" : "");
    return h("td", { class: `relation ${row.relation}` }, row.conclusion ? opener(text, whyOf(row.conclusion), { "aria-label": `Why: ${row.label}, ${text}` }) : h("span", { class: "faint" }, text));
  };
  return h("section", { class: "matrix" }, h("h2", {}, "Postures and interests"),
    rows.length ? h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Postures and interests by place" }, h("table", {},
      h("thead", {}, h("tr", {}, ["Place or issue", ...asked(brief), "Relation"].map((head) => h("th", { scope: "col" }, head)))),
      h("tbody", {}, rows.map((row) => h("tr", {}, h("th", { scope: "row" }, row.label), brief.asked.map((code) => cell(row, code)), relation(row)))))) : h("p", {}, "No posture or interest of either is known."),
    h("p", { class: "faint" }, `${count(brief.regions.length - rows.length, "other place or issue", "other places and issues")}: unknown.`));
}

function turnsOn(brief) {
  const fallen = new Map();
  for (const one of findings(brief)) for (const iri of one.turns_on) fallen.set(iri, (fallen.get(iri) ?? 0) + 1);
  const most = [...fallen].sort(([one, n], [other, m]) => m - n || (one < other ? -1 : 1)).slice(0, 4);
  const doubt = (iri) => () => { focusNext("doubts"); go({ doubt: [iri.split("/").pop()] }); };
  return h("section", { class: "turns" }, h("h2", {}, "What this turns on"), most.length ? h("ul", {}, most.map(([iri, number]) => h("li", {},
    h("span", {}, brief.claims[iri].label, h("span", { class: "faint" }, ` (${count(number, "conclusion")})`)),
    h("button", { type: "button", class: "small", onclick: doubt(iri), "aria-label": `Doubt: ${brief.claims[iri].label}` }, "doubt"))))
    : h("p", {}, brief.known ? "Every conclusion survives any single doubt." : "Nothing follows."));
}
