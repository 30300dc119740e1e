PREFIX derivation: <https://w3id.org/entente/derivation/>
PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX graph: <https://w3id.org/entente/graph/>

DELETE WHERE { GRAPH graph:conclusions { derivation:one ent:because ?value } }
