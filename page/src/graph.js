// Networks by Cytoscape.js: names in their nodes, so that a layout keeps them apart; wheel, drag and buttons.
import cytoscape from "cytoscape";
import fcose from "cytoscape-fcose";

cytoscape.use(fcose);
const LARGEST = 1.35;
const CROWDED = 36; // lines from which their names are shown only at the state pointed at
const MANY = 400; // nodes from which places are taken as they are given, or in rings

const pen = document.createElement("canvas").getContext("2d");
const long = (text) => { pen.font = "13px system-ui, sans-serif"; return pen.measureText(text).width; };

const palette = (dark) => ({ ink: dark ? "#ececec" : "#1a1a1a", paper: dark ? "#16191d" : "#ffffff", line: dark ? "#8d96a0" : "#8a8a8a",
  good: dark ? "#56b4e9" : "#0072b2", bad: dark ? "#ff9a5c" : "#b03a00" });

const style = (dark, many, crowded) => {
  const { ink, paper, line, good, bad } = palette(dark);
  return [
    { selector: "node", style: { label: "data(label)", color: ink, "font-family": "system-ui, sans-serif", "font-size": many ? 9 : 13, "text-valign": "center", "text-halign": "center", shape: many ? "ellipse" : "round-rectangle",
      width: many ? 8 : (node) => 18 + long(node.data("label")), height: many ? 8 : 26, "background-color": paper, "border-width": many ? 1 : 2.4, "border-color": (node) => node.data("colour") || line, "min-zoomed-font-size": many ? 12 : 5, events: "yes" } },
    { selector: "node.hub", style: { shape: "ellipse", "border-style": "dashed", "border-color": good, "background-color": dark ? "#17394f" : "#e3f0f8", width: (node) => 44 + long(node.data("label")), height: 44 } },
    { selector: "node.own", style: { "border-width": 4, "font-weight": 600 } },
    { selector: "edge", style: { width: (edge) => 1 + Math.min(6, Math.sqrt(edge.data("count") || 1)), "line-color": line, "curve-style": many ? "haystack" : "bezier", "line-style": "dotted", opacity: 0.9,
      label: crowded ? "" : "data(label)", "font-size": 11, "font-family": "system-ui, sans-serif", color: ink, "text-background-color": paper, "text-background-opacity": 1, "text-background-padding": 2, "text-rotation": "autorotate", "min-zoomed-font-size": 9, "text-max-width": 210, "text-wrap": "ellipsis" } },
    { selector: "edge[sign > 0]", style: { "line-color": good, "line-style": "solid" } },
    { selector: "edge[sign < 0]", style: { "line-color": bad, "line-style": "dashed" } },
    { selector: "edge.arrow", style: { "target-arrow-shape": "triangle", "target-arrow-color": line, "arrow-scale": 0.8 } },
    { selector: ".found", style: { "background-color": "#f0c800", color: "#1a1a1a", "border-color": ink, "border-width": 2 } },
    { selector: ".away", style: { opacity: 0.12, "text-opacity": 0 } },
    { selector: "edge.near", style: { label: "data(label)", "z-index": 9 } },
  ];
};

// Parts that are not connected, in rows one beside the other.
function packed(cy, aspect) {
  const ROOM = 50;
  const parts = cy.elements().components().map((part) => [part, part.boundingBox()]).sort(([, one], [, other]) => other.h - one.h);
  const wide = Math.max(...parts.map(([, { w }]) => w), Math.sqrt(aspect * parts.reduce((sum, [, { w, h }]) => sum + (w + ROOM) * (h + ROOM), 0)));
  let x = 0, y = 0, high = 0;
  for (const [part, box] of parts) {
    if (x && x + box.w > wide) [x, y, high] = [0, y + high + ROOM, 0];
    const [right, down] = [x - box.x1, y - box.y1];
    part.nodes().positions((node) => ({ x: node.position("x") + right, y: node.position("y") + down }));
    x += box.w + ROOM;
    high = Math.max(high, box.h);
  }
}

// Boxes that cover each other move apart, along the shorter way.
function apart(nodes) {
  const GAP = 8;
  for (let round = 0, moved = true; moved && round < 60; round += 1) {
    moved = false;
    for (const [number, one] of nodes.entries()) {
      for (const other of nodes.slice(number + 1)) {
        const a = one.position(), b = other.position();
        const x = (one.outerWidth() + other.outerWidth()) / 2 + GAP - Math.abs(a.x - b.x), y = (one.outerHeight() + other.outerHeight()) / 2 + GAP - Math.abs(a.y - b.y);
        if (x <= 0 || y <= 0) continue;
        const axis = x < y ? "x" : "y", half = Math.min(x, y) / 2 * (a[axis] < b[axis] ? 1 : -1);
        one.position(axis, a[axis] - half);
        other.position(axis, b[axis] + half);
        moved = true;
      }
    }
  }
}

export function network(place, nodes, edges, { open, tell, own = [], arrows = false }) {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const many = nodes.length > MANY;
  const narrow = place.clientWidth < 500; // as on a telephone: nearer to each other, upright, names of lines only where one points
  const scale = many ? 1.6 : narrow ? 2.5 : 6;
  const places = new Map(nodes.filter((node) => node.x !== undefined).map((node) => [node.id, narrow ? { x: node.y * scale, y: node.x * scale } : { x: node.x * scale, y: node.y * scale }]));
  const given = places.size > 0;
  for (const { id } of nodes.filter((node) => node.hub)) { // in the middle of its parties
    const around = edges.filter((edge) => edge.target === id).map((edge) => places.get(edge.source)).filter(Boolean);
    if (around.length) places.set(id, { x: around.reduce((sum, at) => sum + at.x, 0) / around.length, y: around.reduce((sum, at) => sum + at.y, 0) / around.length });
  }
  const elements = [
    ...nodes.map((node) => ({ data: { id: node.id, label: node.label, colour: node.colour, hub: node.hub ?? false }, position: places.get(node.id), classes: own.includes(node.id) ? "own" : node.hub ? "hub" : "" })),
    ...edges.map((edge, number) => ({ data: { id: `e${number}`, number, ...edge }, classes: arrows ? "arrow" : "" }))];
  const cy = cytoscape({ container: place, elements, style: style(dark, many, narrow || edges.length > CROWDED), minZoom: 0.05, maxZoom: 4,
    textureOnViewport: many, hideLabelsOnViewport: many, autoungrabify: many, boxSelectionEnabled: false, pixelRatio: many ? 1 : "auto",
    layout: many ? (nodes[0].x === undefined ? { name: "concentric", concentric: (node) => node.degree(), minNodeSpacing: 4 } : { name: "preset" })
      : { name: "fcose", quality: "proof", randomize: !given, animate: false, nodeDimensionsIncludeLabels: true, nodeRepulsion: narrow ? 4500 : 9000, idealEdgeLength: (edge) => (narrow ? 60 : edge.target().data("hub") ? 95 : edges.length > CROWDED || !given ? 120 : 210), nodeSeparation: narrow ? 40 : 90, packComponents: true } });
  if (!many && !given) packed(cy, place.clientWidth / place.clientHeight);
  if (!many) { // as broad, or as tall, as its place
    const { w, h } = cy.nodes().boundingBox(), broad = Math.min(1.7, Math.max(1 / 1.7, (place.clientWidth / place.clientHeight) * (h / w)));
    cy.nodes().positions((node) => ({ x: node.position("x") * Math.max(1, broad), y: node.position("y") / Math.min(1, broad) }));
    apart(cy.nodes().toArray());
    cy.fit(undefined, narrow ? 6 : 24);
  }
  if (cy.zoom() > LARGEST) { cy.zoom(LARGEST); cy.center(); } // few nodes do not fill the picture
  const near = (node) => { cy.elements().addClass("away"); node.closedNeighborhood().removeClass("away").addClass("near"); };
  cy.on("mouseover", "node", ({ target }) => { if (!many) near(target); tell(target.data("label")); });
  cy.on("mouseout", "node", () => cy.elements().removeClass("away near"));
  cy.on("mouseover", "edge", ({ target }) => tell(target.data("told") ?? target.data("label")));
  cy.on("tap", "edge", ({ target }) => open(edges[target.data("number")]));
  cy.on("tap", "node", ({ target }) => { if (target.isNode()) near(target); });
  place.addEventListener("keydown", (event) => {
    const middle = { x: place.clientWidth / 2, y: place.clientHeight / 2 };
    const acts = { "+": () => cy.zoom({ level: cy.zoom() * 1.25, renderedPosition: middle }), "-": () => cy.zoom({ level: cy.zoom() * 0.8, renderedPosition: middle }), 0: () => cy.fit(undefined, 20),
      ArrowLeft: () => cy.panBy({ x: 60, y: 0 }), ArrowRight: () => cy.panBy({ x: -60, y: 0 }), ArrowUp: () => cy.panBy({ x: 0, y: 60 }), ArrowDown: () => cy.panBy({ x: 0, y: -60 }) };
    if (acts[event.key]) { event.preventDefault(); acts[event.key](); }
  });
  return {
    cy,
    zoom: (factor) => cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: place.clientWidth / 2, y: place.clientHeight / 2 } }),
    find(text) {
      cy.elements().removeClass("found");
      const wanted = text.trim().toLowerCase();
      const found = wanted ? cy.nodes().filter((node) => node.data("label").toLowerCase().includes(wanted)) : cy.collection();
      found.addClass("found");
      if (found.length) cy.animate({ center: { eles: found }, duration: 250 });
      return found.length;
    },
    picture: () => cy.png({ full: true, scale: 2, bg: dark ? "#16191d" : "#ffffff" }),
  };
}
