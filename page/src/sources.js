// Two sources side by side: where they agree, disagree, or are silent, and what follows from each alone.
import { choice, h, problem, table } from "./dom.js";
import { ask, go } from "./state.js";

export async function show(state, main) {
  document.title = "Viewpoints – Entente";
  try {
    const sources = (await ask("sources")).map(({ code, label }) => [code, label]);
    const pick = (label, name) => choice(label, state[name], [["", "choose"], ...sources], (value) => go({ [name]: value }));
    main.append(h("h1", {}, "Two viewpoints side by side"), h("p", {}, "Where two sources agree, disagree or are silent, and what follows from each alone."), h("form", { class: "filters" }, pick("One source", "one"), pick("Another", "other")));
    if (!state.one || !state.other) {
      main.append(h("p", { class: "faint" }, "Choose two sources."));
      return;
    }
    const found = await ask("compare", { one: state.one, other: state.other, as_of: state.as_of });
    main.append(
      h("h2", {}, "Claims"), table([found.first, found.second, "Compared"], found.claims.map((row) => [row.first, row.second, row.verdict])),
      h("h2", {}, "What follows from each alone"),
      table([found.first, found.second, "Compared"], found.conclusions.map((row) => [row.first, row.second, row.verdict])));
  } catch (error) {
    main.append(problem(error));
  }
}
