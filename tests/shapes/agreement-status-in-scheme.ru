PREFIX claim: <https://w3id.org/entente/claim/>
PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX id: <https://w3id.org/entente/id/>

INSERT DATA { GRAPH claim:obligation { id:obligation ent:hasStatus ent:core } }
