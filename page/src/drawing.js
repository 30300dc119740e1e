// A network on a canvas: drag, zoom with wheel or keys, point at a node, click an edge.
const COLOURS = { 1: "#0072b2", 0: "#8a8a8a", "-1": "#d55e00" };
const DASHES = { 1: [], 0: [2, 3], "-1": [7, 4] };
const ROUNDS = 80;

// Nodes with places, where they have none: springs along edges, repulsion between all (Fruchterman and Reingold 1991).
export function placed(nodes, edges) {
  const index = new Map(nodes.map((node, number) => [node.id, number]));
  const places = nodes.map((_, number) => [Math.cos(number * 2.4) * Math.sqrt(number + 1), Math.sin(number * 2.4) * Math.sqrt(number + 1)]);
  for (let round = 0; round < ROUNDS; round += 1) {
    const moves = places.map(() => [0, 0]);
    const pull = (one, other, force) => {
      const dx = places[other][0] - places[one][0], dy = places[other][1] - places[one][1];
      const far = Math.hypot(dx, dy) || 0.01;
      const by = force(far) / far;
      moves[one][0] += dx * by; moves[one][1] += dy * by;
      moves[other][0] -= dx * by; moves[other][1] -= dy * by;
    };
    for (let one = 0; one < places.length; one += 1) for (let other = one + 1; other < places.length; other += 1) pull(one, other, (far) => -1 / far);
    for (const { source, target } of edges) if (source !== target) pull(index.get(source), index.get(target), (far) => far * far / 4);
    const most = 1 - round / ROUNDS;
    moves.forEach(([dx, dy], number) => {
      const by = Math.min(1, most / (Math.hypot(dx, dy) || 1));
      places[number][0] += dx * by; places[number][1] += dy * by;
    });
  }
  return nodes.map((node, number) => ({ size: 16, ...node, x: places[number][0], y: places[number][1] }));
}

export class Drawing {
  // told: where the state that is pointed at is named; pick: called with the edge that is clicked.
  constructor(canvas, data, told, pick = () => {}) {
    Object.assign(this, { canvas, nodes: data.nodes, edges: data.edges, told, pick });
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
    let held = null, began = null;
    canvas.addEventListener("pointerdown", (event) => { held = began = [event.clientX, event.clientY]; canvas.setPointerCapture(event.pointerId); });
    canvas.addEventListener("pointerup", (event) => {
      held = null;
      if (this.moving) { this.moving = false; this.draw(); }
      if (Math.hypot(event.clientX - began[0], event.clientY - began[1]) > 3) return;
      const edge = this.nearest(event.offsetX * ratio, event.offsetY * ratio);
      if (edge) this.pick(edge);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (held) {
        this.x += (event.clientX - held[0]) * ratio;
        this.y += (event.clientY - held[1]) * ratio;
        held = [event.clientX, event.clientY];
        this.moving = true; // dashes are slow to draw
        this.draw();
      } else this.tell(event.offsetX * ratio, event.offsetY * ratio);
    });
    canvas.addEventListener("wheel", (event) => { event.preventDefault(); this.zoom(event.deltaY < 0 ? 1.1 : 0.9); }, { passive: false });
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

  at(id) {
    const node = this.place.get(id);
    return [this.x + node.x * this.scale, this.y + node.y * this.scale];
  }

  nearest(x, y) {
    let found = null, least = 8;
    for (const edge of this.edges) {
      const [ax, ay] = this.at(edge.source), [bx, by] = this.at(edge.target);
      const length = (bx - ax) ** 2 + (by - ay) ** 2 || 1;
      const along = Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
      const far = Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay));
      if (far < least) [found, least] = [edge, far];
    }
    return found;
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
      pen.setLineDash(this.moving ? [] : DASHES[sign]);
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
