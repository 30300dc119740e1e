// What the address says is what the page shows: every link restores it.
const LISTS = new Set(["doubt"]);
const NAMES = ["view", "first", "second", "as_of", "known_by", "span", "doubt", "why", "one", "other", "question", "source", "state", "kind", "sign", "q"];

export function read() {
  const query = new URLSearchParams(location.search);
  const state = Object.fromEntries(NAMES.map((name) => [name, LISTS.has(name) ? query.getAll(name) : query.get(name) ?? ""]));
  state.view ||= state.first || state.second ? "pair" : "home";
  return state;
}

export function address(state) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(state)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one) query.append(name, one);
  }
  return `?${query}`;
}

export function go(changes) {
  history.pushState(null, "", address({ ...read(), ...changes }));
  dispatchEvent(new Event("popstate"));
}

export async function ask(path, values = {}) {
  const answer = await fetch(`/api/${path}${address(values)}`);
  const data = await answer.json().catch(() => ({ detail: "The server has failed; what it printed says why." }));
  if (!answer.ok) throw new Error(typeof data.detail === "string" ? data.detail : "The question is not one that can be answered.");
  return data;
}

let next = "";

// Which element has the focus when the page has changed.
export const focusNext = (id) => { next = id; };
export function focusNow() {
  const id = next;
  next = "";
  return id;
}
