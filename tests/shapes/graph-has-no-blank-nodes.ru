PREFIX claim: <https://w3id.org/entente/claim/>
PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA { GRAPH claim:posture { _:somebody a ent:Person ; skos:prefLabel "Somebody"@en } }
