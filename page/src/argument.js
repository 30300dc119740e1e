// How a source argues: what it offers for a claim, what limits it and what speaks against it, as a tree to walk.
import { choice, count, day, h, link, problem } from "./dom.js";
import { doubts } from "./doubts.js";
import { ask, go } from "./state.js";
import { cited } from "./tree.js";
import { doubt, takeAway, walk } from "./walk.js";

const ROLES = { inference: "supports", qualification: "qualifies", rebuttal: "rebuts" };

export async function show(state, main) {
  document.title = "Arguments – Entente";
  try {
    const [sources, { columns, rows }] = await Promise.all([ask("sources"), ask("questions/argument", state.source ? { p: `source=${state.source}` } : {})]);
    main.append(h("h1", {}, "How a source argues"), h("p", {}, "What it offers for each of its claims, what limits a claim, and what speaks against it."),
      h("form", { class: "filters" }, choice("Source", state.source, [["", "all that argue"], ...sources.map(({ code, label }) => [code, label])], (source) => go({ source }))));
    const steps = rows.map((row) => Object.fromEntries(columns.map((name, number) => [name, row[number]])));
    if (!steps.length) {
      main.append(h("p", {}, "The graph records no argument of this source, only its claims. ", state.source ? link("All that argue", { view: "argument" }) : ""));
      return;
    }
    const iris = [...new Set(steps.flatMap((step) => [step.claim, step.from]))];
    const claims = new Map((await ask("claims", { claim: iris })).map((claim, number) => [iris[number], claim]));
    const roots = trees(steps, claims).sort((one, other) => under(other) - under(one));
    const box = await doubts(state);
    if (box) main.append(box);
    main.append(h("p", { class: "faint" }, `${count(roots.length, "main claim")}, ${count(steps.length, "step")}; the longest argument first.`), ...roots.map((root, number) => h("details", { class: "argument", open: !number },
      h("summary", {}, h("b", {}, root.text), root.denied ? h("span", { class: "mark" }, "denial") : "", h("span", { class: "faint" }, ` ${root.source}, ${root.locator}; ${count(under(root), "step")}`)),
      h("p", { class: "faint" }, [root.manner, root.seen && `attested ${day(root.seen)}`].filter(Boolean).join("; "), " ", doubt(root)), walk(root), takeAway(root, "argument"))));
  } catch (error) {
    main.append(problem(error));
  }
}

const under = (node) => node.children.reduce((sum, child) => sum + 1 + under(child), 0);

function trees(steps, claims) {
  const under = new Map();
  for (const step of steps) under.set(step.claim, [...(under.get(step.claim) ?? []), step]);
  const used = new Set(steps.map((step) => step.from));
  const node = (iri, role, above) => {
    const claim = claims.get(iri);
    const children = above.has(iri) ? [] : (under.get(iri) ?? []).map((step) => node(step.from, ROLES[step.step] ?? "supports", new Set([...above, iri])));
    return { kind: "claim", iri, role, ...cited(claim, { label: claim.source_label, citation: claim.citation }), children };
  };
  const tops = [...under.keys()].filter((iri) => !used.has(iri));
  return (tops.length ? tops : [...under.keys()].slice(0, 1)).map((iri) => ({ ...node(iri, undefined, new Set()), kind: "conclusion" }));
}
