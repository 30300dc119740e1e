PREFIX claim: <https://w3id.org/entente/claim/>
PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX id: <https://w3id.org/entente/id/>
PREFIX source: <https://w3id.org/entente/source/>

INSERT DATA { GRAPH source:survey { claim:posture ent:hasSpeaker id:east } }
