// Beside the page: why something is so, down to the claims, each of which can be doubted there.
import { day, h, kept, problem, words } from "./dom.js";
import { ask } from "./state.js";
import { answer, cited, findings, proofTree, sentence } from "./tree.js";
import { claim, takeAway, walk } from "./walk.js";

export const BASE = "https://w3id.org/entente/conclusion/";
export const whyOf = (iri) => iri.replace(BASE, "");

// A link that opens the reasons of something beside the page.
export const opener = (text, why, attributes = {}) => h("a", { href: kept({ why }), "data-go": true, class: "why", ...attributes }, text);

export async function panel(place, state, brief) {
  place.hidden = !state.why;
  place.parentElement.classList.toggle("two", Boolean(state.why));
  if (!state.why) return place.replaceChildren();
  const values = { as_of: brief.as_of, doubt: state.doubt, known_by: state.known_by };
  let inside;
  if (!place.children.length) place.replaceChildren(h("p", { class: "faint" }, "Looking for the reasons…"));
  try {
    const [of, ...named] = state.why.split(":");
    inside = of === "claims" ? stakes(named[0], brief) : of === "said" ? said(...named, brief) : await reasons(state, brief, values);
  } catch (error) {
    inside = [h("h2", {}, "Why"), problem(error)];
  }
  const close = h("a", { href: kept({ why: "" }), "data-go": true, class: "close", "aria-label": "Close the reasons" }, "close");
  place.replaceChildren(close, ...inside);
}

function stakes(region, brief) {
  const row = brief.regions.find((one) => one.region === region);
  return row ? listed(`${row.label}: what is said`, row.claims, brief) : [h("p", {}, "Nothing is known of this place.")];
}

// What authors, or data, answer to a question that both answer.
function said(number, side, brief) {
  const one = brief.authors_and_data[number];
  return one?.[side] ? listed(`${one.about}: ${side} say ${one[side].says}`, one[side].claims, brief) : [h("p", {}, "Nothing is said here any more.")];
}

function listed(title, claims, brief) {
  const told = new Set();
  const sources = new Map(brief.sources.map((source) => [source.source, source]));
  const nodes = claims.map((iri) => ({ iri, ...cited(brief.claims[iri], sources.get(brief.claims[iri].source)) }));
  return [h("h2", {}, `${title[0].toUpperCase()}${title.slice(1)}`), h("div", { class: "tree" }, h("ul", {}, nodes.map((node) => h("li", { class: "node claim" }, claim(node, told, true)))))];
}

async function explained(state, brief, values) {
  const [first, second] = brief.dyad;
  if (state.why.startsWith("kind:")) return ask("explain", { first, second, kind: state.why.slice(5), ...values });
  try {
    return await ask("explain", { conclusion: BASE + state.why, ...values });
  } catch (error) {
    const kind = state.why.split("/")[1];
    if (!state.doubt.length && !state.known_by) throw error;
    return ask("explain", { first, second, kind, ...values });
  }
}

async function reasons(state, brief, values) {
  const found = await explained(state, brief, values);
  return found.flatMap((one) => {
    const root = proofTree(one, new Map(findings(brief).map((found) => [found.conclusion, found])));
    const given = answer(one);
    const sure = one.confidence;
    const least = [sure.weakest_modality && `rests on ${words(sure.weakest_modality)}`, sure.weakest_explicitness && sure.weakest_explicitness !== "explicit" && `its least plain claim is ${sure.weakest_explicitness}`,
      one.last_attested && `last attested ${day(one.last_attested)}`].filter(Boolean).join("; ");
    return [h("h2", {}, h("span", { class: `badge ${given.split(" ")[0]}` }, given), ` ${sentence(one)}`),
      least ? h("p", { class: "faint" }, `${least[0].toUpperCase()}${least.slice(1)}.`) : "",
      one.under.map((under) => h("p", {}, `${under.holds}, if this is right: `, under.claims.map((iri) => one.claim_details[iri]?.label ?? iri).join("; "))),
      one.proofs.length ? [walk(root), takeAway(root, "explain", { conclusion: one.conclusion, as_of: one.as_of })] : "",
      pins(one), attempts(one)].flat(2);
  });
}

function pins(one) {
  if (!one.linchpins?.sets.length) return one.linchpins?.survives_any_single_doubt ? h("p", {}, "It survives the loss of any single claim.") : "";
  return h("details", {}, h("summary", {}, "What it turns on"), h("ul", {}, one.linchpins.sets.map((claims) =>
    h("li", {}, claims.map((iri) => one.claim_details[iri]?.label ?? iri).join(" and ")))));
}

function attempts(one) {
  if (!one.attempts.length) return one.holds === "unknown" && !one.contested ? h("p", {}, "Nothing follows either way, and no rule comes near.") : "";
  const head = (attempt) => (attempt.defeated_by.length ? "but this stands against it:" : attempt.missing.length ? "but these are missing:" : "but what is known does not fit together:");
  return [h("h3", {}, one.holds === "no" ? "What would speak for it" : "What is missing"), one.attempts.map((attempt) => h("details", {},
    h("summary", {}, attempt.summary), h("p", {}, `It would follow (${attempt.answer}), ${head(attempt)}`),
    h("ul", {}, (attempt.defeated_by.length ? attempt.defeated_by : attempt.missing.length ? attempt.missing : attempt.known).map((text) => h("li", {}, text)))))];
}
