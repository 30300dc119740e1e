PREFIX claim: <https://w3id.org/entente/claim/>
PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX id: <https://w3id.org/entente/id/>

DELETE WHERE { GRAPH claim:support { id:support ent:hasBeneficiary ?value } };
DELETE WHERE { GRAPH claim:support { id:support ent:isSupportAgainst ?value } }
