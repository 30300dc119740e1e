PREFIX claim: <https://w3id.org/entente/claim/>
PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX id: <https://w3id.org/entente/id/>

DELETE WHERE { GRAPH claim:posture { id:posture ent:start ?value } };
DELETE WHERE { GRAPH claim:posture { id:posture ent:startPrecision ?value } };
INSERT DATA { GRAPH claim:posture { id:posture ent:end "in 2001" ; ent:endPrecision ent:year } }
