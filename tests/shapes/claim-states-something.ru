PREFIX claim: <https://w3id.org/entente/claim/>

DELETE WHERE { GRAPH claim:posture { ?subject ?property ?object } }
