PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX source: <https://w3id.org/entente/source/>

DELETE WHERE { GRAPH source:survey { source:survey ent:hasSourceType ?type } }
