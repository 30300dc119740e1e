// Vega-Lite, without evaluating text as code: in the typeface, the colours and the width of the page.
import embed from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";

const FACE = 'system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif';
const DARK = { "#1a1a1a": "#e4e4e4", "#ffffff": "#13171f", white: "#13171f", "#e6e6e6": "#2b323a", "#0072b2": "#56b4e9", "#b03a00": "#ff9a5c", "#009e73": "#3fc79a" };
const INNER = 90; // what an axis with numbers takes beside its chart
const NARROW = 600, WIDEST = 1240, DRAWING = 760; // pixels of a place, of a chart, of a drawing without axes

export async function draw(target, spec, dark, wide = 0) {
  const inner = restyled(structuredClone(spec), dark);
  const axis = dark ? { labelColor: DARK["#1a1a1a"], titleColor: DARK["#1a1a1a"], domainColor: "#9aa0a6", tickColor: "#9aa0a6", gridColor: "#3a3f46" } : {};
  inner.config = { ...inner.config, font: FACE, background: "transparent", axis: { ...inner.config?.axis, ...axis } };
  if (wide) fit(inner, wide);
  if (wide && inner.title?.text) for (const [part, letter] of [["text", 8.5], ["subtitle", 6.6]]) inner.title[part] = folded([inner.title[part] ?? []].flat().join(part === "text" ? " " : "\n").replace(/([^.])\n/g, "$1 "), wide / letter);
  return embed(target, inner, { ast: true, expr: expressionInterpreter, renderer: "svg", actions: false, tooltip: true, loader: { load: () => Promise.reject(new Error("nothing is loaded from elsewhere")) } });
}

// A copy in which no style names a typeface that is not here or a colour made for paper; rows of data stay.
function restyled(value, dark) {
  if (Array.isArray(value)) return value.map((one) => restyled(one, dark));
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, one]) => [name,
    /font$/i.test(name) && typeof one === "string" ? FACE : name === "datasets" || name === "values" ? one : restyled(one, dark)]));
  return dark && typeof value === "string" && Object.hasOwn(DARK, value.toLowerCase()) ? DARK[value.toLowerCase()] : value;
}

// Lines that fit, of lines that may be longer; those that were cut before are joined where there is room.
function folded(text, most) {
  const lines = [];
  for (const given of text.split("\n")) {
    for (const [number, word] of given.split(" ").entries()) {
      const last = lines.at(-1);
      if (last !== undefined && number && last.length + word.length < most) lines[lines.length - 1] += ` ${word}`;
      else lines.push(word);
    }
  }
  return lines;
}

// Charts as wide as the place that they have; of those side by side on a narrow screen, one under the other.
function fit(spec, wide) {
  if (spec.concat) spec.columns = Math.max(1, Math.floor(wide / (Math.max(...spec.concat.map((one) => one.width)) + 8)));
  else if (spec.hconcat) {
    const each = spec.hconcat.length * 300 < wide ? Math.floor(wide / spec.hconcat.length) - 20 : wide - 20;
    if (each === wide - 20) [spec.vconcat, spec.hconcat] = [spec.hconcat, undefined];
    for (const one of spec.vconcat ?? spec.hconcat) grown(one, each / one.width);
  } else if (spec.vconcat?.some((one) => one.hconcat)) {
    for (const one of spec.vconcat) if (one.hconcat || one.concat) fit(one, wide);
  } else {
    if (spec.layer?.some(({ encoding }) => encoding?.x?.axis === null)) return grown(spec, Math.min(wide - (wide < NARROW ? 110 : 20), DRAWING) / spec.width);
    const labels = wide < NARROW ? above(spec, wide) : longest(spec, wide);
    for (const one of spec.vconcat ?? [spec]) if (one.width) one.width = Math.max(200, Math.min(wide, WIDEST) - labels);
  }
}

// A chart with its map, larger or smaller.
function grown(spec, times) {
  spec.width = Math.round(spec.width * times);
  spec.height = Math.round(spec.height * times);
  for (const one of [spec, ...(spec.layer ?? [])]) {
    if (!one.projection?.scale) continue;
    one.projection.scale *= times;
    one.projection.translate = one.projection.translate.map((part) => part * times);
  }
}

// Every axis with names of rows, with the chart that it belongs to.
function* rows(spec) {
  for (const chart of spec.vconcat ?? [spec]) {
    for (const { encoding } of [chart, ...(chart.layer ?? [])]) if (encoding?.y?.axis?.labelLimit) yield [chart, encoding.y];
  }
}

// What names beside rows take.
function longest(spec, wide) {
  for (const [, { axis }] of rows(spec)) if (wide > 2 * NARROW) axis.labelLimit = 400;
  return Math.max(INNER, ...[...rows(spec)].map(([, { axis }]) => axis.labelLimit + 25));
}

// On a narrow screen, names stand above what they name.
function above(spec, wide) {
  for (const [chart, { axis, sort }] of rows(spec)) {
    Object.assign(axis, { labelAlign: "left", labelBaseline: "bottom", labelPadding: -2, labelOffset: -6, labelFontSize: 11, labelLimit: wide - 30, labelExpr: "replace(datum.label, /\\n/g, ' ')" });
    chart.height = 30 * sort.length;
  }
  return [...rows(spec)].length ? 25 : INNER;
}
