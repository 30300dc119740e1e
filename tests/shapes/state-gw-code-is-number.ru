PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX graph: <https://w3id.org/entente/graph/>
PREFIX id: <https://w3id.org/entente/id/>

INSERT DATA { GRAPH graph:invented { id:XAA ent:gwCode 1000 } }
