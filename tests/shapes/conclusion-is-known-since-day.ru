PREFIX conclusion: <https://w3id.org/entente/conclusion/>
PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX graph: <https://w3id.org/entente/graph/>

INSERT DATA { GRAPH graph:conclusions { conclusion:XAA-XBB ent:isKnownSince "long ago" } }
