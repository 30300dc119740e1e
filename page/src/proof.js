// Why: proof trees, and the claims at their leaves with source, place, and a button to doubt each.
import { h, problem } from "./dom.js";
import { ask, go } from "./state.js";

const short = (iri) => iri.split("/").pop();

// The proof trees of a conclusion; a problem where there is none.
export async function proof(conclusion, state) {
  try {
    const found = await ask("explain", { conclusion, as_of: state.as_of, doubt: state.doubt });
    return found.flatMap((explained) => {
      const cite = citation(explained, state);
      return explained.proofs.map((inner) => step(inner, cite));
    });
  } catch (error) {
    return [problem(error)];
  }
}

// What claims say, and where.
export async function claims(iris, state) {
  try {
    const found = await ask("claims", { claim: iris });
    return found.map((claim) => cited(claim, claim.source_label, claim.citation, state));
  } catch (error) {
    return [problem(error)];
  }
}

// A button that shows in a place why something is so: by its proof, or by the claims that say it.
export function opener(text, label, place, { conclusion, claims: iris }, state) {
  if (!conclusion && !iris?.length) return text;
  return h("button", { type: "button", class: "plain", "aria-label": label, onclick: async () => {
    const close = h("button", { type: "button", class: "small", onclick: () => place.replaceChildren() }, "close");
    place.replaceChildren(h("h3", {}, label, " ", close), ...(conclusion ? await proof(conclusion, state) : await claims(iris, state)));
    place.scrollIntoView({ block: "nearest" });
  } }, text);
}

function step(inner, cite) {
  return h("details", { open: true }, h("summary", {}, inner.because),
    inner.assumes.map((text) => h("p", { class: "faint" }, `assumes: ${text}`)),
    inner.grounds.map((ground) => [ground.claims.map(cite), ground.proofs.map((deeper) => step(deeper, cite))]),
    inner.objections.map((against) => [h("p", { class: "faint" }, "contested because:"), step(against, cite)]));
}

function citation(explained, state) {
  const sources = new Map(explained.sources.map((source) => [source.source, source]));
  return (iri) => {
    const claim = explained.claim_details[iri];
    const source = sources.get(claim.source);
    return cited(claim, source?.label ?? claim.source, source?.citation, state);
  };
}

function cited(claim, label, whole, state) {
  const doubt = () => go({ view: "pair", doubt: [...state.doubt, short(claim.claim)] });
  const plain = !claim.explicitness || claim.explicitness === "explicit" ? "" : `; ${claim.explicitness}`;
  return h("p", { class: "claim" }, claim.label, " ",
    h("span", { class: "faint", title: whole }, `(${label}, ${claim.locator}; ${claim.modality}${plain}) `),
    claim.note ? h("span", { class: "faint" }, `${claim.note} `) : "",
    state.view === "pair" ? h("button", { class: "small", type: "button", onclick: doubt, "aria-label": `Doubt: ${claim.label}` }, "doubt") : "");
}
