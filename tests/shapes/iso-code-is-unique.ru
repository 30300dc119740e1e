PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX graph: <https://w3id.org/entente/graph/>
PREFIX id: <https://w3id.org/entente/id/>

DELETE DATA { GRAPH graph:invented { id:XBB ent:isoAlpha3 "XBB" } };
INSERT DATA { GRAPH graph:invented { id:XBB ent:isoAlpha3 "XAA" } }
