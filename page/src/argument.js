// How a source argues: what it offers for a claim, what limits it and what speaks against it, as a tree to walk.
import { choice, count, h, link, problem } from "./dom.js";
import { doubts } from "./doubts.js";
import { ask, go } from "./state.js";
import { cited } from "./tree.js";
import { background, mark, takeAway, walk } from "./walk.js";

export async function show(state, main) {
  document.title = "Arguments – Entente";
  try {
    const { source, as_of, known_by, doubt } = state;
    const [sources, argument] = await Promise.all([ask("sources"), ask("argument", { source, as_of, known_by, doubt })]);
    main.append(h("h1", {}, "How a source argues"), h("p", {}, "What it offers for each of its claims, what limits a claim, and what speaks against it; and whether each claim stands against those of other sources."),
      h("form", { class: "filters" }, choice("Source", source, [["", "all that argue"], ...sources.map(({ code, label }) => [code, label])], (source) => go({ source }))));
    const box = await doubts(state);
    if (box) main.append(box);
    if (!argument.steps.length) {
      main.append(h("p", {}, "The graph records no argument of this source, only its claims. ", source ? link("All that argue", { view: "argument" }) : ""));
      return;
    }
    const roots = trees(argument);
    main.append(h("p", { class: "faint" }, `${count(roots.length, "main claim")}, ${count(argument.steps.length, "step")}; the longest argument first.`), ...roots.map((root, number) => h("details", { class: "argument", open: !number, "data-claim": root.iri },
      h("summary", {}, h("b", {}, root.text), root.denied ? h("span", { class: "mark" }, "denial") : "", mark(root), h("span", { class: "faint" }, ` ${count(under(root), "step")}`)),
      background(root), walk(root), takeAway(root, "argument", { claim: root.iri }))));
  } catch (error) {
    main.append(problem(error));
  }
}

const under = (node) => node.children.reduce((sum, child) => sum + 1 + under(child), 0);

// The rows of an argument as trees, one for each claim with which it begins; a circle is cut where it closes.
function trees({ roots, claims, steps }) {
  const bearing = Map.groupBy(steps, (step) => step.conclusion);
  const node = (iri, role, above) => {
    const claim = claims[iri];
    const children = above.has(iri) ? [] : (bearing.get(iri) ?? []).map((step) => node(step.premise, step.role, new Set([...above, iri])));
    return { kind: "claim", iri, role, ...cited(claim, { label: claim.source_label, citation: claim.citation }), ...aged(claim), answer: claim.standing, against: claim.against, children };
  };
  return roots.map((iri) => ({ ...node(iri, undefined, new Set()), kind: "conclusion" }));
}

const aged = (claim) => (claim.last_attested ? { seen: claim.last_attested } : { seen: claim.written_until, word: "written" });
