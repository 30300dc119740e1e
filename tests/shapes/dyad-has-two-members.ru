PREFIX claim: <https://w3id.org/entente/claim/>
PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX id: <https://w3id.org/entente/id/>

INSERT DATA { GRAPH claim:rivalry { id:XAA-XAA a ent:Dyad ; ent:hasMember id:XAA } }
