// What the address says is what the page shows: every link restores it.
export function read() {
  const query = new URLSearchParams(location.search);
  return {
    view: query.get("view") ?? "pair",
    first: query.get("first") ?? "",
    second: query.get("second") ?? "",
    as_of: query.get("as_of") ?? "",
    doubt: query.getAll("doubt"),
    one: query.get("one") ?? "",
    other: query.get("other") ?? "",
    question: query.get("question") ?? "",
  };
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
  const data = await answer.json();
  if (!answer.ok) throw new Error(typeof data.detail === "string" ? data.detail : "The question is not one that can be answered.");
  return data;
}
