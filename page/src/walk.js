// A tree to walk: each step opens and closes, each claim has its source and a button to doubt it.
import { count, day, file, h } from "./dom.js";
import { address, focusNext, go, read } from "./state.js";
import { svg } from "./tree.js";

const short = (iri) => iri.split("/").pop();
const ROLE = { supports: "supports", qualifies: "qualifies", rebuts: "against it" };
const HEAD = { step: "because", assumes: "assumes" };

export function walk(root, { canDoubt = true } = {}) {
  const told = new Set();
  const list = (nodes, of) => (nodes.length ? h("ul", {}, nodes.map((node) => h("li", { class: `node ${node.kind} ${node.role ?? ""}`, "data-claim": node.iri, "data-role": node.role, "data-of": of.iri }, one(node)))) : "");
  const one = (node) => {
    if (node.kind === "claim") return claim(node, told, canDoubt, list);
    const head = [node.role ? h("span", { class: "role" }, `${ROLE[node.role]}: `) : HEAD[node.kind] ? h("span", { class: "role" }, `${HEAD[node.kind]}: `) : "", node.text, mark(node),
      node.since || node.seen ? h("span", { class: "faint" }, ` (${[node.since, node.seen && `last attested ${day(node.seen)}`].filter(Boolean).join("; ")})`) : ""];
    if (!node.children.length) return h("p", {}, head);
    return h("details", { open: true }, h("summary", {}, head), canDoubt && node.kind === "step" ? doubtAll(node) : "", list(node.children, node));
  };
  return h("div", { class: "tree" }, root.children.length ? list(root.children, root) : h("p", { class: "faint" }, "Nothing is offered for it."));
}

const under = (node) => [...(node.kind === "claim" ? [node.iri] : []), ...node.children.flatMap(under)];
const doubts = (claims) => () => {
  focusNext("doubts");
  go({ ...(read().first ? { view: "pair" } : {}), doubt: [...new Set([...read().doubt, ...claims.map(short)])] });
};

// All on which a step rests can be doubted at once.
function doubtAll(node) {
  const claims = [...new Set(under(node))];
  if (claims.length < 2) return "";
  return h("button", { class: "small all", type: "button", onclick: doubts(claims), "aria-label": `doubt ${count(claims.length, "claim")} on which this rests: ${node.text}` }, `doubt ${count(claims.length, "claim")}`);
}

export const doubt = (node) => h("button", { class: "small", type: "button", onclick: doubts([node.iri]), "aria-label": `Doubt: ${node.text}` }, "doubt");

// A link to where a source can be read: its address or, if the graph has none, the DOI of its citation.
export function reading({ url, citation }) {
  const found = /\bdoi:\s*(10\.\d{4,9}\/[^\s;,]*[^\s;,.])/i.exec(citation ?? "");
  const address = /^https?:/.test(url ?? "") ? url : found ? `https://doi.org/${found[1]}` : /https?:\/\/[^\s;,)]*[^\s;,).]/.exec(citation ?? "")?.[0];
  return address ? h("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, "open the source") : "";
}

// The answer to a conclusion, or the standing of a claim.
export const mark = (node) => (node.answer ? h("span", { class: `mark ${node.answer.split(" ")[0]}` }, node.answer) : "");

// Source, age and manner of a claim and the claims that exclude it, with a button to doubt it.
export function background(node, canDoubt = true) {
  return [h("p", { class: "faint" }, h("span", { title: node.citation }, `${node.source}, ${node.locator}`), node.manner ? `; ${node.manner}` : "", node.seen ? `; ${node.word ?? "attested"} ${day(node.seen)}. ` : ". ", reading(node), node.note ? ` ${node.note} ` : "", " ", canDoubt && node.answer !== "left out" ? doubt(node) : ""),
    node.against?.length ? h("p", { class: "faint" }, h("span", { class: "role" }, "Excluded by: "), node.against.map((one) => one.label).join("; ")) : ""];
}

export function claim(node, told, canDoubt, list = () => "") {
  const again = told.has(node.iri);
  told.add(node.iri);
  const role = node.role ? h("span", { class: "role" }, `${ROLE[node.role]}: `) : "";
  if (again) return h("p", {}, role, node.text, h("span", { class: "faint" }, " (as above)"));
  const body = [
    h("p", {}, role, node.text, node.denied ? h("span", { class: "mark" }, "denial") : "", mark(node)), background(node, canDoubt)];
  return node.children?.length ? h("details", { open: true, class: "cited" }, h("summary", {}, body[0]), body.slice(1), list(node.children, node)) : h("div", { class: "cited" }, body);
}

// The drawing as it stands here, and the same tree in the notations that the server writes.
export function takeAway(root, name, about) {
  const { as_of, doubt, known_by } = read();
  const saved = (text, notation) => [", ", h("a", { href: `/api/drawing/${notation}${address({ as_of, doubt, known_by, ...about })}`, download: true }, text)];
  return h("p", { class: "faint takeaway" }, "Save as ", file("SVG", `${name}.svg`, svg(root), "image/svg+xml"), saved("Mermaid", "mermaid"), saved("Argdown", "argdown"), saved("AIF", "aif"));
}
