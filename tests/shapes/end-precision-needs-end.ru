PREFIX claim: <https://w3id.org/entente/claim/>
PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX id: <https://w3id.org/entente/id/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE { GRAPH claim:posture { id:posture ent:end ?e } } INSERT { GRAPH claim:posture { id:posture ent:endPrecision ent:day } } WHERE { GRAPH claim:posture { ?s a ?c OPTIONAL { id:posture ent:end ?e } } }
