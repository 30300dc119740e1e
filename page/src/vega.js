// Vega-Lite, without evaluating text as code.
import embed from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";

export async function draw(target, spec, dark) {
  const ink = "#e4e4e4", faint = "#9aa0a6";
  const config = dark ? { background: "transparent", title: { color: ink, subtitleColor: ink }, axis: { labelColor: ink, titleColor: ink, domainColor: faint, tickColor: faint, gridColor: "#3a3f46" }, legend: { labelColor: ink, titleColor: ink }, text: { color: ink }, header: { labelColor: ink, titleColor: ink } } : {};
  const inner = structuredClone(spec);
  inner.config = merged(inner.config ?? {}, config);
  return embed(target, inner, { ast: true, expr: expressionInterpreter, renderer: "svg", actions: false, tooltip: true, loader: { load: () => Promise.reject(new Error("nothing is loaded from elsewhere")) } });
}

function merged(one, other) {
  const made = { ...one };
  for (const [name, value] of Object.entries(other)) made[name] = value && typeof value === "object" && made[name] ? { ...made[name], ...value } : value;
  return made;
}
