PREFIX graph: <https://w3id.org/entente/graph/>
PREFIX premise: <https://w3id.org/entente/premise/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>

DELETE WHERE { GRAPH graph:conclusions { premise:one rdf:predicate ?value } }
