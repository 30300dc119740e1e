PREFIX claim: <https://w3id.org/entente/claim/>
PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX id: <https://w3id.org/entente/id/>

DELETE DATA { GRAPH claim:alignment { id:alignment ent:hasForm ent:entente } };
DELETE DATA { GRAPH claim:alignment { id:alignment ent:hasPurpose ent:balancing } }
