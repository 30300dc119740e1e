PREFIX claim: <https://w3id.org/entente/claim/>
PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX id: <https://w3id.org/entente/id/>

DELETE WHERE { GRAPH claim:standing { id:standing ent:hasStanding ?value } }
