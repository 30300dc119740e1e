// Pan, zoom and read a figure: drag it, press + and -, point at or tab to a mark.
"use strict";
for (const figure of document.querySelectorAll("figure.explore")) {
  const svg = figure.querySelector("svg");
  if (!svg.hasAttribute("viewBox")) {
    svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
  }
  const whole = svg.getAttribute("viewBox").split(/[ ,]+/).map(Number);
  let view = [...whole];
  const show = () => svg.setAttribute("viewBox", view.join(" "));
  const zoom = (factor) => {
    const [x, y, width, height] = view;
    view = [x + (width * (1 - factor)) / 2, y + (height * (1 - factor)) / 2, width * factor, height * factor];
    show();
  };
  const controls = document.createElement("p");
  controls.className = "controls";
  const actions = [["+", "Zoom in", () => zoom(0.8)], ["−", "Zoom out", () => zoom(1.25)],
    ["reset", "Whole figure", () => { view = [...whole]; show(); }]];
  for (const [text, label, act] of actions) {
    const button = document.createElement("button");
    button.textContent = text;
    button.setAttribute("aria-label", label);
    button.addEventListener("click", act);
    controls.append(button);
  }
  const told = document.createElement("output");
  controls.append(told);
  figure.prepend(controls);
  let held = null;
  svg.addEventListener("pointerdown", (event) => {
    held = [event.clientX, event.clientY];
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => {
    if (held) {
      const scale = view[2] / svg.clientWidth;
      view[0] -= (event.clientX - held[0]) * scale;
      view[1] -= (event.clientY - held[1]) * scale;
      held = [event.clientX, event.clientY];
      show();
    }
  });
  for (const name of ["pointerup", "pointercancel"]) {
    svg.addEventListener(name, () => { held = null; });
  }
  for (const mark of svg.querySelectorAll("[role=graphics-symbol][aria-label]")) {
    const say = () => { told.textContent = mark.getAttribute("aria-label"); };
    mark.setAttribute("tabindex", "0");
    mark.addEventListener("pointerenter", say);
    mark.addEventListener("focus", say);
  }
}
// On paper every proof is open.
const shut = [];
addEventListener("beforeprint", () => {
  for (const one of document.querySelectorAll("details:not([open])")) { one.open = true; shut.push(one); }
});
addEventListener("afterprint", () => { for (const one of shut.splice(0)) one.open = false; });
