PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX graph: <https://w3id.org/entente/graph/>
PREFIX premise: <https://w3id.org/entente/premise/>

DELETE WHERE { GRAPH graph:conclusions { premise:one ent:isStatedIn ?value } }
