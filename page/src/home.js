// The front page: what the graph holds, and ways into it.
import { both, choice, count, day, h, link, problem, the } from "./dom.js";
import { ask, go } from "./state.js";
import { worldMap } from "./world.js";

export async function show(state, main) {
  document.title = "Entente";
  const numbers = h("p", { class: "numbers" }, "Counting…");
  const map = h("div", { class: "worldmap" });
  const told = h("p", { class: "faint", role: "status" }, "Choose a state on the map (today’s borders), then another.");
  const lens = h("div", { class: "legend lens" });
  const below = h("div");
  const search = finder(told);
  main.replaceChildren(
    h("section", { class: "hero" }, h("div", {},
      h("h1", {}, "Who stands where with whom, and why"),
      h("p", {}, "Strategic relationships between states: each claim with its source, each conclusion with its proof, and three answers: yes, no, unknown."),
      search, numbers), h("div", { class: "choose" }, lens, map, told)),
    below);
  try {
    const [overview, states, world] = await Promise.all([ask("overview"), ask("states"), ask("world")]);
    const named = new Map(states.map(({ code, label }) => [code, label]));
    numbers.replaceChildren(...figures(overview));
    search.fill(overview, named);
    const drawn = worldMap(world, overview.pairs, named, told, (first, second) => go({ view: "pair", first, second }));
    map.append(drawn);
    if (overview.postures.length) lens.append(...postures(overview.postures, drawn));
    below.append(discussed(overview), h("div", { class: "thirds" }, contested(overview), old(overview), predicted(overview)), tour(overview));
  } catch (error) {
    below.append(problem(error));
  }
}

function figures(overview) {
  const told = [[overview.states, "states"], [overview.pairs.length, "pairs"], [overview.claims, "claims"], [overview.sources, "sources"]];
  const years = [overview.since?.slice(0, 4), overview.newest?.slice(0, 4)].filter(Boolean).join("–");
  return [...told.map(([number, name]) => h("span", {}, h("b", {}, number.toLocaleString("en")), ` ${name}`)),
    years ? h("span", {}, "years ", h("b", {}, years)) : null,
    overview.newest ? h("span", {}, "newest evidence ", h("b", {}, day(overview.newest))) : null].filter(Boolean);
}

// Who would change how a place is held, and who keep it: the map in their colours, in today's borders.
function postures(all, drawn) {
  const look = (number) => drawn.stand(all[number]?.states, all[number]?.about);
  look(0);
  return [choice("How states stand towards", "0", [...all.map(({ about }, number) => [number, about]), ["", "nothing: states that are known"]], (number) => look(number === "" ? -1 : Number(number))),
    h("span", {}, h("i", { class: "chip posture revisionist" }), " revisionist"), h("span", {}, h("i", { class: "chip posture status-quo" }), " status quo"), h("span", {}, h("i", { class: "chip posture known" }), " no posture known")];
}

// One box for two names: "China and Russia", "CHN RUS", or a pair from the list.
function finder(told) {
  let known = new Map();
  const list = h("datalist", { id: "pairs" });
  const input = h("input", { type: "search", name: "pair", list: "pairs", required: true, autocomplete: "off", placeholder: "two states", "aria-label": "Search two states" });
  const form = h("form", { role: "search", class: "finder", onsubmit: (event) => {
    event.preventDefault();
    const given = named(input.value, known);
    if (given.length === 2) go({ view: "pair", first: given[0], second: given[1] });
    else told.textContent = given.length ? `${input.value.trim()} and who else? Name two states.` : "Name two states.";
  } }, input, h("button", {}, "Show"), list);
  form.fill = (overview, states) => {
    known = new Map([...states].flatMap(([code, label]) => [[label.toLowerCase(), code], [code.toLowerCase(), code]]));
    const first = overview.discussed.map((pair) => pair.names);
    const rest = overview.pairs.map((pair) => pair.map((code) => states.get(code) ?? code));
    const offered = new Set([...first, ...rest].map((names) => names.join(" and ")));
    if (first.length) input.placeholder = `such as ${first[0].map(the).join(" and ")}`;
    list.replaceChildren(...[...offered].map((value) => h("option", { value })));
  };
  return form;
}

function named(text, known) {
  const clean = (part) => part.trim().replace(/^the /i, "");
  for (const split of [/\s*(?:,|;|–|—|&|\bversus\b|\bvs\.?)\s*/i, /\s+and\s+/i, /\s+/]) {
    const parts = text.split(split).map(clean).filter(Boolean);
    for (let at = 1; at < parts.length; at += 1) {
      const two = [parts.slice(0, at).join(" "), parts.slice(at).join(" ")].map((part) => known.get(part.toLowerCase()));
      if (two.every(Boolean)) return two;
    }
  }
  const parts = text.split(/\s*(?:,|;| and )\s*/i).map(clean).filter(Boolean);
  return parts.length === 2 ? parts : parts.slice(0, 1);
}

function discussed(overview) {
  return h("section", { "aria-labelledby": "discussed" }, h("h2", { id: "discussed" }, "Most discussed pairs"),
    h("div", { class: "cards" }, overview.discussed.map((pair) => h("article", { class: `card ${pair.conduct}` },
      h("h3", {}, link(both(pair.names), { first: pair.dyad[0], second: pair.dyad[1] })),
      h("p", {}, pair.verdict),
      h("p", { class: "faint" }, `${count(pair.claims, "claim")}; evidence to ${day(pair.newest_evidence)}`,
        pair.contested.length ? h("span", { class: "mark contested" }, "contested") : "")))));
}

function contested(overview) {
  const rows = overview.discussed.flatMap((pair) => [
    ...pair.contested.map((label) => [pair, label, "contested"]),
    ...pair.disputes.map((dispute) => [pair, dispute.about, dispute.contested ? "contested" : "a later look outweighs an earlier one"])]);
  return h("section", {}, h("h2", {}, "What is contested"), rows.length ? h("ul", {}, rows.slice(0, 6).map(([pair, about, how]) =>
    h("li", {}, link(both(pair.names), { first: pair.dyad[0], second: pair.dyad[1] }), `: ${about}; ${how}`)))
    : h("p", {}, "No sources differ on these pairs."));
}

function old(overview) {
  const rows = overview.discussed.filter((pair) => pair.newest_evidence)
    .sort((one, other) => (one.newest_evidence < other.newest_evidence ? -1 : 1)).slice(0, 5);
  return h("section", {}, h("h2", {}, "What is old"), h("ul", {}, rows.map((pair) =>
    h("li", {}, link(both(pair.names), { first: pair.dyad[0], second: pair.dyad[1] }), `: nothing newer than ${day(pair.newest_evidence)}`))));
}

function predicted(overview) {
  return h("section", {}, h("h2", {}, "What is predicted or hoped for"), overview.predicted.length ? h("ul", {}, overview.predicted.slice(0, 5).map((claim) =>
    h("li", {}, claim.label, h("span", { class: "faint" }, ` (${claim.modality}; ${claim.source_label})`)))) : h("p", {}, "Nothing."));
}

function tour(overview) {
  const pair = overview.discussed[0];
  if (!pair) return null;
  const at = { first: pair.dyad[0], second: pair.dyad[1] };
  const names = both(pair.names);
  return h("section", {}, h("h2", {}, "In three steps"), h("ol", { class: "tour" },
    h("li", {}, h("b", {}, "Read a verdict. "), link(names, at), ": what the two are to each other, on one screen."),
    h("li", {}, h("b", {}, "Ask why. "), link("Open the proof", { ...at, why: `kind:basis-for-military-alliance` }), " of whether there is a basis for an alliance, down to the sentences of sources."),
    h("li", {}, h("b", {}, "Doubt a claim. "), "Each claim in a proof has a button; the page says what changes, and the address of what you see can be sent.")));
}
