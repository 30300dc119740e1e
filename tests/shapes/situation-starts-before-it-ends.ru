PREFIX claim: <https://w3id.org/entente/claim/>
PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX id: <https://w3id.org/entente/id/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

INSERT DATA { GRAPH claim:posture { id:posture ent:end "1999-12-31"^^xsd:date ; ent:endPrecision ent:year } }
