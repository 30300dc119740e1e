PREFIX claim: <https://w3id.org/entente/claim/>
PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX id: <https://w3id.org/entente/id/>

DELETE WHERE { GRAPH claim:capability-record { id:capability-record ent:capabilityIndex ?value } } ;
INSERT DATA { GRAPH claim:capability-record { id:capability-record ent:capabilityIndex 1.5 } }
