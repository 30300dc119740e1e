PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX source: <https://w3id.org/entente/source/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

INSERT DATA { GRAPH source:survey { source:survey ent:coversFrom "2001-01-01"^^xsd:date ; ent:coversUntil "2000-12-31"^^xsd:date } }
