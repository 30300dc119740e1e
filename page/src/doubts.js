// What is doubted, and which conclusions change without it.
import { both, count, h, problem, words } from "./dom.js";
import { ask, focusNext, go } from "./state.js";

export async function doubts(state) {
  if (!state.doubt.length) return null;
  const box = h("section", { class: "doubted", id: "doubts", tabindex: "-1", "aria-label": "Doubted" });
  const undo = (name) => { focusNext(state.doubt.length > 1 ? "doubts" : ""); go({ doubt: state.doubt.filter((one) => one !== name) }); };
  try {
    const [claims, { changed }] = await Promise.all([ask("claims", { claim: state.doubt }), ask("what-if", { retract: state.doubt })]);
    const copied = h("span", { role: "status" });
    const copy = async () => {
      try { await navigator.clipboard.writeText(location.href); copied.textContent = " copied"; } catch { copied.textContent = ` ${location.href}`; }
    };
    box.append(h("h2", {}, "Without these claims"), h("ul", {}, claims.map((claim, number) => h("li", {}, claim.label, h("span", { class: "faint" }, ` (${claim.source_label}, ${claim.locator}) `),
      h("button", { class: "small", type: "button", onclick: () => undo(state.doubt[number]), "aria-label": `Undo the doubt: ${claim.label}` }, "undo")))),
    h("p", {}, h("b", {}, changed.length ? "What changes" : "Nothing changes."), " ", h("button", { type: "button", class: "small outline", onclick: copy }, "Copy a link to this"), copied),
    ...byPair(changed, state));
  } catch (error) {
    box.append(problem(error), ...state.doubt.map((name) => h("p", {}, name, " ", h("button", { class: "small", type: "button", onclick: () => undo(name) }, "undo"))));
  }
  return box;
}

// Which answers change: those about the two that are shown, those about others on demand.
function byPair(changed, state) {
  const pairs = Map.groupBy(changed, (one) => one.dyad);
  const own = (pair) => pair === [state.first, state.second].sort().join("-");
  const told = (contested, value) => (contested ? "contested" : value);
  const answers = (found) => h("ul", { class: "changes" }, found.map((one) => h("li", {}, h("span", { class: "badge" }, `${told(one.contested.before, one.before)} → ${told(one.contested.after, one.after)}`), " ",
    h("span", {}, one.label ?? words(one.kind), one.about_label ? h("span", { class: "faint" }, ` (${one.about_label})`) : ""))));
  const part = ([pair, found]) => (own(pair) ? answers(found) : h("details", {}, h("summary", {}, `${both(found[0].names)}: ${count(found.length, "answer")}`), answers(found)));
  return [...pairs].sort(([one], [other]) => own(other) - own(one)).map(part);
}
