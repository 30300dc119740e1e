// Two sources side by side: where they agree, disagree, or are silent, and what follows from each alone.
import { both, choice, h, link, problem, table } from "./dom.js";
import { ask, go } from "./state.js";

export async function show(state, main) {
  document.title = "Viewpoints – Entente";
  try {
    const sources = (await ask("sources")).map(({ code, label }) => [code, label]);
    const pick = (label, name) => choice(label, state[name], [["", "choose"], ...sources], (value) => go({ [name]: value }));
    main.append(h("h1", {}, "Two viewpoints side by side"), h("p", {}, "Where two sources agree, disagree or are silent, and what follows from each alone."), h("form", { class: "filters" }, pick("One source", "one"), pick("Another", "other")));
    if (!state.one || !state.other) {
      main.append(h("p", { class: "faint" }, "Choose two sources, or two of those that speak of the same states:"), h("ul", {}, suggested((await ask("overview")).discussed)));
      return;
    }
    const found = await ask("compare", { one: state.one, other: state.other, as_of: state.as_of });
    main.append(...part("Claims", found.claims, found), ...part("What follows from each alone", found.conclusions, found));
  } catch (error) {
    main.append(problem(error));
  }
}

const code = ({ source }) => source.split("/").pop();

// Every two sources on one of the most discussed pairs.
function suggested(discussed) {
  const seen = new Set();
  return discussed.flatMap(({ names, sources }) => sources.flatMap((one, number) => sources.slice(number + 1).map((other) => ({ names, one, other })))).filter(({ one, other }) => {
    const key = [code(one), code(other)].sort().join(" ");
    return seen.has(key) ? false : seen.add(key);
  }).slice(0, 12).map(({ names, one, other }) => h("li", {}, `${both(names)}: `, link(`${one.label} – ${other.label}`, { view: "sources", one: code(one), other: code(other) })));
}

// What both speak of as a table, what only one says below it.
function part(name, rows, { first, second }) {
  const both = rows.filter((row) => row.first && row.second);
  const alone = (who, own) => (own.length ? h("details", {}, h("summary", {}, `Only ${who}: ${own.length}`), h("ul", { class: "wide" }, own.map((text) => h("li", {}, text)))) : "");
  return [h("h2", {}, name), both.length ? table([first, second, "Compared"], both.map((row) => [row.first, row.second, row.verdict]), name) : h("p", {}, "Nothing that both speak of."),
    alone(first, rows.filter((row) => !row.second).map((row) => row.first)), alone(second, rows.filter((row) => !row.first).map((row) => row.second))];
}
