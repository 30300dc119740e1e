PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX graph: <https://w3id.org/entente/graph/>
PREFIX id: <https://w3id.org/entente/id/>

DELETE WHERE { GRAPH graph:invented { id:XBB ent:wikidataId ?old } };
INSERT DATA { GRAPH graph:invented { id:XBB ent:wikidataId "Q1" } };
DELETE WHERE { GRAPH graph:invented { id:XAA ent:wikidataId ?old } };
INSERT DATA { GRAPH graph:invented { id:XAA ent:wikidataId "Q1" } }
