PREFIX claim: <https://w3id.org/entente/claim/>
PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX id: <https://w3id.org/entente/id/>

DELETE DATA { GRAPH claim:severance-of-relations { id:severance-of-relations ent:hasParticipant id:XBB } }
