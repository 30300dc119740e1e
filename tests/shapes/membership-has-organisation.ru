PREFIX claim: <https://w3id.org/entente/claim/>
PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX id: <https://w3id.org/entente/id/>

DELETE DATA { GRAPH claim:membership { id:membership ent:isMembershipIn id:rebels } }
