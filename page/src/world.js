// A map of the world to choose two states from; the land is cut in the Atlantic, so that Russia and the Pacific are whole.
import { geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import { s } from "./dom.js";

const WIDTH = 640;

export function worldMap(world, pairs, names, told, choose) {
  const partners = new Map();
  for (const [one, other] of pairs) {
    partners.set(one, [...(partners.get(one) ?? []), other]);
    partners.set(other, [...(partners.get(other) ?? []), one]);
  }
  const lands = feature(world, world.objects.countries);
  lands.features = lands.features.filter((land) => land.id !== "ATA"); // no state
  const projection = geoEqualEarth().rotate([-154, 0]).fitWidth(WIDTH - 4, lands);
  const path = geoPath(projection).digits(1);
  const [[left, top], [right, bottom]] = path.bounds(lands);
  let first = null;
  const svg = s("svg", { viewBox: [left - 2, top - 2, right - left + 4, bottom - top + 4].join(" "), role: "group", "aria-label": "Map of states; choose two" });
  const mark = () => {
    for (const land of svg.children) {
      land.classList.toggle("first", land.dataset.code === first);
      land.classList.toggle("partner", Boolean(first && partners.get(first)?.includes(land.dataset.code)));
    }
  };
  const say = (code) => {
    const label = names.get(code);
    const known = partners.get(code)?.length ?? 0;
    if (!label) return;
    const pair = first && first !== code ? `${names.get(first)} and ${label}` : label;
    const some = first && first !== code ? (partners.get(first)?.includes(code) ? "" : ": nothing is known of the two together") : `: ${known} pair${known === 1 ? "" : "s"}`;
    told.textContent = pair + some;
  };
  const take = (code) => {
    if (!names.has(code)) return;
    if (first && first !== code) return choose(first, code);
    first = first === code ? null : code;
    mark();
    told.textContent = first ? `${names.get(first)} and … ? Choose the other state.` : "Choose a state on the map, then another.";
  };
  for (const land of lands.features) {
    const code = land.id, known = partners.has(code);
    const drawn = path(land);
    if (!drawn) continue;
    svg.append(s("path", { d: drawn, "data-code": code, class: known ? "known" : "", tabindex: known ? "0" : null, role: known ? "button" : null,
      "aria-label": known ? names.get(code) : null, "aria-hidden": known ? null : "true",
      onclick: () => take(code), onpointerenter: () => say(code), onfocus: () => say(code),
      onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); take(code); } } }));
  }
  return svg;
}
