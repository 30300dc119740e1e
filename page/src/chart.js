// A figure that the server specifies, drawn here so that it answers to pointer and keyboard; loaded when it comes into sight.
import { h, problem } from "./dom.js";
import { address } from "./state.js";

export function chart(kind, values, label) {
  const place = h("div", { class: `figure scroll ${kind}`, role: "region", "aria-label": label, tabindex: "0" }, h("p", { class: "faint" }, "Drawing…"));
  const watch = new IntersectionObserver(async (entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    try {
      const [reply, { draw }] = await Promise.all([fetch(`/api/figure/${kind}${address({ ...values, format: "json" })}`), import("./vega.js")]);
      const spec = await reply.json();
      if (!reply.ok) throw new Error(typeof spec.detail === "string" ? spec.detail : "There is no such figure.");
      const target = h("div");
      place.replaceChildren(target, h("p", { class: "faint takeaway" }, h("a", { href: `/api/figure/${kind}${address(values)}`, download: `${kind}.svg` }, "Save as SVG")));
      await draw(target, spec, matchMedia("(prefers-color-scheme: dark)").matches, place.clientWidth);
      target.querySelector("svg")?.setAttribute("aria-label", label);
      place.dataset.drawn = "yes";
    } catch (error) {
      place.replaceChildren(problem(error));
    }
  }, { rootMargin: "300px" });
  watch.observe(place);
  return place;
}
