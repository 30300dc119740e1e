PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX source: <https://w3id.org/entente/source/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE WHERE { GRAPH source:survey { source:survey ent:writtenFrom ?day } };
INSERT DATA { GRAPH source:survey { source:survey ent:writtenFrom "2001-01-01"^^xsd:date } }
