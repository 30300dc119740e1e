// Reads a GEXF file with graphology-gexf, as Gephi Lite does, and prints what it found as JSON.
const gexf = require("graphology-gexf/node");
const { MultiGraph } = require("graphology");
const text = require("fs").readFileSync(process.argv[2], "utf8");
const graph = gexf.parse(MultiGraph, text);
console.log(JSON.stringify(graph.export()));
