// The network of states on a canvas: drag, zoom, filter by kind, sign and source, and read it as a table.
import { choice, h, problem, table } from "./dom.js";
import { ask, go } from "./state.js";

const COLOURS = { 1: "#0072b2", 0: "#8a8a8a", "-1": "#d55e00" };
const DASHES = { 1: [], 0: [2, 3], "-1": [7, 4] };
const SIGNS = [["", "all"], ["1", "cooperation"], ["-1", "opposition"], ["0", "neither"]];

export async function show(state, main) {
  document.title = "Network – Entente";
  main.replaceChildren(h("p", {}, "Loading…"));
  try {
    const data = await ask("network", { as_of: state.as_of, derived: "true" });
    const kinds = [...new Set(data.edges.map((edge) => edge.kind))].sort();
    const sources = [...new Set(data.edges.flatMap((edge) => edge.sources))].sort();
    const filter = { kind: "", sign: "", source: "" };
    const canvas = h("canvas", { tabindex: "0", role: "img", "aria-label": "Network of states; the same edges are in the table below" });
    const told = h("output", { class: "faint" }, "Point at a state.");
    const below = h("div");
    const update = (name) => (value) => { filter[name] = value; drawing.edges = chosen(data, filter); drawing.draw(); list(below, data, drawing.edges); };
    const year = h("input", { type: "number", min: 1815, max: new Date().getFullYear(), value: state.as_of.slice(0, 4) });
    main.replaceChildren(
      h("form", { onsubmit: (event) => { event.preventDefault(); go({ as_of: year.value }); } },
        h("label", {}, "Year", year), h("button", {}, "Show"),
        choice("Kind", "", [["", "all"], ...kinds.map((kind) => [kind, kind])], update("kind")),
        choice("Sign", "", SIGNS, update("sign")),
        choice("Source", "", [["", "all"], ...sources.map((source) => [source, source])], update("source")),
        h("button", { type: "button", onclick: () => drawing.zoom(1.25) }, "+"),
        h("button", { type: "button", onclick: () => drawing.zoom(0.8) }, "−")),
      canvas, told, below);
    const drawing = new Drawing(canvas, data, told);
    drawing.draw();
    list(below, data, data.edges);
  } catch (error) {
    main.replaceChildren(problem(error));
  }
}

function chosen(data, { kind, sign, source }) {
  return data.edges.filter((edge) => (!kind || edge.kind === kind) && (sign === "" || String(edge.sign) === sign)
    && (!source || edge.sources.includes(source)));
}

function list(below, data, edges) {
  const label = new Map(data.nodes.map((node) => [node.id, node.label]));
  const rows = edges.slice(0, 200).map((edge) => [label.get(edge.source), label.get(edge.target), edge.label, edge.start ?? "", edge.end ?? ""]);
  below.replaceChildren(h("h2", {}, `${data.nodes.length} states, ${edges.length} relations`),
    table(["From", "To", "Relation", "Start", "End"], rows), edges.length > 200 ? h("p", {}, `… and ${edges.length - 200} more`) : "");
}

class Drawing {
  constructor(canvas, data, told) {
    Object.assign(this, { canvas, nodes: data.nodes, edges: data.edges, told });
    this.place = new Map(data.nodes.map((node) => [node.id, node]));
    const box = canvas.getBoundingClientRect();
    const ratio = devicePixelRatio || 1;
    canvas.width = box.width * ratio;
    canvas.height = box.height * ratio;
    const xs = data.nodes.map((node) => node.x), ys = data.nodes.map((node) => node.y);
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    this.scale = 0.85 * Math.min(canvas.width / (right - left || 1), canvas.height / (bottom - top || 1));
    this.x = canvas.width / 2 - this.scale * (left + right) / 2;
    this.y = canvas.height / 2 - this.scale * (top + bottom) / 2;
    this.listen(ratio);
  }

  listen(ratio) {
    const { canvas } = this;
    let held = null;
    canvas.addEventListener("pointerdown", (event) => { held = [event.clientX, event.clientY]; canvas.setPointerCapture(event.pointerId); });
    canvas.addEventListener("pointerup", () => { held = null; });
    canvas.addEventListener("pointermove", (event) => {
      if (held) {
        this.x += (event.clientX - held[0]) * ratio;
        this.y += (event.clientY - held[1]) * ratio;
        held = [event.clientX, event.clientY];
        this.draw();
      } else this.tell(event.offsetX * ratio, event.offsetY * ratio);
    });
    const moves = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] };
    canvas.addEventListener("keydown", (event) => {
      if (event.key === "+" || event.key === "-") this.zoom(event.key === "+" ? 1.25 : 0.8);
      else if (moves[event.key]) {
        this.x += moves[event.key][0];
        this.y += moves[event.key][1];
        event.preventDefault();
        this.draw();
      }
    });
  }

  zoom(factor) {
    this.x = this.canvas.width / 2 - (this.canvas.width / 2 - this.x) * factor;
    this.y = this.canvas.height / 2 - (this.canvas.height / 2 - this.y) * factor;
    this.scale *= factor;
    this.draw();
  }

  tell(x, y) {
    const near = this.nodes.find((node) => Math.hypot(this.x + node.x * this.scale - x, this.y + node.y * this.scale - y) < 12);
    if (near) this.told.value = `${near.label}: ${this.edges.filter((edge) => edge.source === near.id || edge.target === near.id).length} relations`;
  }

  draw() {
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(() => this.paint());
  }

  paint() {
    const pen = this.canvas.getContext("2d");
    const style = getComputedStyle(document.body);
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    for (const sign of ["0", "1", "-1"]) {
      pen.beginPath();
      for (const edge of this.edges) {
        if (String(edge.sign) !== sign) continue;
        const one = this.place.get(edge.source), other = this.place.get(edge.target);
        pen.moveTo(this.x + one.x * this.scale, this.y + one.y * this.scale);
        pen.lineTo(this.x + other.x * this.scale, this.y + other.y * this.scale);
      }
      pen.setLineDash(DASHES[sign]);
      pen.strokeStyle = COLOURS[sign];
      pen.stroke();
    }
    pen.setLineDash([]);
    pen.fillStyle = style.color;
    pen.font = `13px ${style.fontFamily}`;
    pen.beginPath();
    for (const node of this.nodes) {
      const x = this.x + node.x * this.scale, y = this.y + node.y * this.scale;
      pen.moveTo(x, y);
      pen.arc(x, y, 3 + node.size / 8, 0, 7);
    }
    pen.fill();
    if (this.nodes.length < 400) for (const node of this.nodes) pen.fillText(node.label, this.x + node.x * this.scale + 8, this.y + node.y * this.scale - 6);
  }
}
