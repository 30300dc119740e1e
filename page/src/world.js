// A map of the world to choose two states from; the land is cut in the Atlantic, so that Russia and the Pacific are whole.
import { geoArea, geoCentroid, geoDistance, geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import { day, s, words } from "./dom.js";

const WIDTH = 640;
const OVERSEAS = 1; // radians from the largest part of a state; what lies farther is land, and not drawn as the state

// The parts of a state that are near its largest, and those that are not.
function parts(land) {
  if (land.geometry?.type !== "MultiPolygon") return [land, null];
  const of = (coordinates) => (coordinates.length ? { type: "Feature", geometry: { type: "MultiPolygon", coordinates } } : null);
  const polygons = land.geometry.coordinates.map((one) => ({ one, shape: { type: "Polygon", coordinates: one } }));
  const largest = geoCentroid(polygons.reduce((most, next) => (geoArea(next.shape) > geoArea(most.shape) ? next : most)).shape);
  const near = polygons.filter(({ shape }) => geoDistance(largest, geoCentroid(shape)) < OVERSEAS);
  return [of(near.map(({ one }) => one)), of(polygons.filter((one) => !near.includes(one)).map(({ one }) => one))];
}

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
  let first = null, stand = null;
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
    const own = stand?.towards[code];
    told.textContent = pair + some + (own ? `; towards ${stand.in_sentence} ${[words(own.posture), own.level].filter(Boolean).join(", ")} (${day(own.as_of)})` : "");
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
    const [near, overseas] = parts(land);
    if (overseas) svg.append(s("path", { d: path(overseas), "aria-hidden": "true" }));
    const drawn = path(near);
    if (!drawn) continue;
    svg.append(s("path", { d: drawn, "data-code": code, class: known ? "known" : "", tabindex: known ? "0" : null, role: known ? "button" : null,
      "aria-label": known ? names.get(code) : null, "aria-hidden": known ? null : "true",
      onclick: () => take(code), onpointerenter: () => say(code), onfocus: () => say(code),
      onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); take(code); } } }));
  }
  // How each state stands towards a place: { code: { posture, level, as_of } }.
  svg.stand = (towards, about) => {
    stand = towards && { towards, about };
    for (const land of svg.children) {
      for (const posture of ["revisionist", "status-quo"]) land.classList.toggle(posture, towards?.[land.dataset.code]?.posture === posture);
    }
  };
  return svg;
}
