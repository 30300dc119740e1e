// Reads a GEXF file with graphology-gexf, as Gephi Lite does, and prints what it found as JSON.
const gexf = require("graphology-gexf/node");
const { MultiDirectedGraph } = require("graphology");
const text = require("fs").readFileSync(process.argv[2], "utf8");
const graph = gexf.parse(MultiDirectedGraph, text);
console.log(JSON.stringify(graph.export()));
