PREFIX claim: <https://w3id.org/entente/claim/>
PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX source: <https://w3id.org/entente/source/>

DELETE DATA { GRAPH source:survey { claim:exercise ent:hasPolarity ent:affirmed } } ;
INSERT DATA { GRAPH source:survey { claim:exercise ent:hasPolarity ent:denied } }
